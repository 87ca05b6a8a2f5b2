import { Failure } from '../transport/errors/failure';

/** The mode of a resource locator in which a business number (`identifier`) names the resource. */
export const identifierMode = 'identifier';

/** A field that names a resource by a business number. */
export interface WantedId {
	readonly name: string;
	/** What the form calls the field. */
	readonly field: string;
	readonly type: string;
	/** As it was typed: `system|value`, or the value alone. */
	readonly identifier: string;
}

/**
 * The ID of a resource was asked for, and its field has a business number: a search has to come first. Where an operation
 * cannot wait for one, this is the error that the user reads.
 */
export class UnresolvedId extends Failure {
	/** A function, so that the number of a patient is in nothing that is made from the error. */
	readonly wanted: () => WantedId;

	constructor(wanted: WantedId) {
		super({
			kind: 'input',
			message: `"${wanted.field}" cannot be an identifier here`,
			advice: 'Choose "By ID", or "Search Parameters" under Find By, and search by `identifier`.',
			details: { field: wanted.field },
		});
		this.wanted = () => wanted;
	}
}
