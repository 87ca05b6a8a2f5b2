import type { FieldModel } from '../rest/fields/fieldModel';
import { Failure } from '../transport/errors/failure';

/** A profile whose definition is needed. */
export interface WantedProfile {
	/** The field with the values, a resource mapper. */
	readonly name: string;
	/** The canonical URL. */
	readonly profile: string;
	readonly model: FieldModel;
}

/**
 * The form has been filled for another profile than the one that is chosen now, by an expression for example: its definition has
 * to be read first. Where an operation cannot wait for that, this is the error that the user reads.
 */
export class UnreadProfile extends Failure {
	constructor(readonly wanted: WantedProfile) {
		super({
			kind: 'input',
			message: `The fields are not those of the profile ${wanted.profile}`,
			advice: 'Open the node, so that the fields are loaded again.',
			details: { field: 'Profile' },
		});
	}
}
