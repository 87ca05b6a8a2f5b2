import type { Parameters } from '../form/parameters';
import { UnreadProfile, type WantedProfile } from '../form/unreadProfile';
import type { Session } from '../items/session';
import { readProfileForm } from '../rest/conformance/profileForms';
import { asError } from '../support/errors';
import { Failure } from '../transport/errors/failure';

/**
 * What `make` makes of the parameters, with the fields of the profile that the server defines, where the form was filled for
 * another one; only then is there anything to wait for. Throws or rejects with what `make` throws, and as `withProfile` does.
 */
export function afterProfile<Made>(
	make: (parameters: Parameters) => Made,
	parameters: Parameters,
	session: Session,
): Made | Promise<Made> {
	try {
		return make(parameters);
	} catch (error) {
		if (!(error instanceof UnreadProfile)) throw asError(error);
		return withProfile(parameters, error.wanted, session).then(make);
	}
}

/**
 * The parameters with the fields of a profile as the server defines it. Rejects where the definition cannot be read: nothing has been
 * sent then.
 */
export async function withProfile(
	parameters: Parameters,
	{ name, profile, model }: WantedProfile,
	{ client, signal }: Session,
): Promise<Parameters> {
	const offered = await readProfileForm(client, profile, model, signal).catch((failure: unknown) => {
		throw failure instanceof Failure ? unreadFailure(failure, profile) : asError(failure);
	});
	return parameters.withOffered(name, offered);
}

function unreadFailure(failure: Failure, profile: string): Failure {
	if (failure.kind === 'input') return failure;
	return failure.with({
		effect: 'notSent',
		message: `The definition of the profile ${profile} could not be read: ${failure.message}`,
	});
}
