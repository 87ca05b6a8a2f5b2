import { nonBlankText } from '../../support/text';
import { inputFailure } from '../../transport/errors/failure';
import { entriesOf } from '../model/bundle';
import { type Bundle, isBundle } from '../model/resource';
import { assertNotSubsetted, parseBody } from '../request/body';
import { assertKnownElements } from '../request/knownElements';
import { orderingKeyOf } from '../request/orderingKey';
import { entryRequest } from './entries';
import { assertConditions } from './entryConditions';

/**
 * Parses a Bundle that a user entered: JSON text, or an object that an expression returned. Throws an input `Failure`
 * if it is not a Bundle, has no type, or is a batch or transaction without entries, with an entry without a request, or with
 * a conditional write whose criteria are incomplete.
 */
export function parseBundle(typed: unknown, field: string): Bundle {
	const bundle = parseBody(typed, { type: 'Bundle', field });
	if (!isBundle(bundle) || nonBlankText(bundle.type) === undefined) {
		throw inputFailure(
			`"${field}" has no \`type\``,
			'Add e.g. `"type": "transaction"` (all entries or none) or `"type": "batch"` (each entry on its own).',
		);
	}
	const entries: unknown = bundle.entry ?? [];
	if (!Array.isArray(entries))
		throw inputFailure(`The \`entry\` in "${field}" is not a list`, 'Write it in square brackets.');
	if (bundle.type !== 'batch' && bundle.type !== 'transaction') return bundle;
	if (entries.length === 0) throw inputFailure(`"${field}" has no entries`, 'Add an entry, or leave this item out.');
	const withoutRequest = entries.findIndex((entry) => !hasRequest(entry));
	if (withoutRequest < 0) {
		assertConditions(bundle, field);
		return bundle;
	}
	throw inputFailure(
		`Entry ${withoutRequest} in "${field}" has no \`request\` that says what to do`,
		'Each entry of a batch or transaction needs a `request` with `method` and `url` (entries are counted from 0). To send plain resources, use Send Items.',
	);
}

/**
 * Throws an input `Failure` for resources in a Bundle that would not be written as they are meant: as
 * `assertKnownElements` does for all of them, and as `assertNotSubsetted` does for those that replace a resource.
 */
export function assertWritable(bundle: Bundle, field: string, allowUnknown: boolean): void {
	assertKnownElements(bundle, field, allowUnknown);
	entriesOf(bundle).forEach(({ resource, request }, index) => {
		if (request?.method === 'PUT' && resource) assertNotSubsetted(resource, `${field}: entry ${index}`);
	});
}

/** The ordering keys of all entries of a Bundle (see `FhirRequest.orderingKey`); reads do not have one. */
export function orderingKeysOf({ entry = [] }: Bundle): string[] {
	return entry.flatMap((one) => orderingKeyOf(entryRequest(one)) ?? []);
}

function hasRequest(entry: unknown): boolean {
	const request = (entry as { request?: { method?: unknown; url?: unknown } | null } | null)?.request;
	return nonBlankText(request?.method) !== undefined && nonBlankText(request?.url) !== undefined;
}
