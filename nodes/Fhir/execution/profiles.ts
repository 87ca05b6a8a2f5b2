import type { Parameters } from '../form/parameters';
import { UnreadProfile } from '../form/unreadProfile';
import type { Session } from '../items/session';
import { readProfileForm } from '../rest/conformance/profileForms';
import { asError } from '../support/errors';
import { Failure } from '../transport/errors/failure';

/**
 * What `make` makes of the parameters, with the fields of the profile that the server defines, where the form was filled for
 * another one. Rejects with what `make` throws, and where the definition cannot be read: nothing has been sent then.
 */
export async function afterProfile<Made>(
	make: (parameters: Parameters) => Made,
	parameters: Parameters,
	session: Session,
): Promise<Made> {
	try {
		return make(parameters);
	} catch (error) {
		if (!(error instanceof UnreadProfile)) throw asError(error);
		const { name, profile, model } = error.wanted;
		const offered = await readProfileForm(session.client, profile, model).catch((failure: unknown) => {
			throw failure instanceof Failure ? unreadFailure(failure, profile) : asError(failure);
		});
		return make(parameters.withOffered(name, offered));
	}
}

function unreadFailure(failure: Failure, profile: string): Failure {
	if (failure.kind === 'input') return failure;
	return failure.with({
		effect: 'notSent',
		message: `The definition of the profile ${profile} could not be read: ${failure.message}`,
	});
}
