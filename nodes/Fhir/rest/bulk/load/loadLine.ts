import { isObject, parseJson } from '../../../support/json';
import { readPlainObject } from '../../../support/plainJson';
import { type Failure, inputFailure } from '../../../transport/errors/failure';
import { isId, isTypeName } from '../../model/ids';
import { type BundleEntry, isBundle, isResource, type Resource } from '../../model/resource';
import { makeEntry } from '../../bundle/entries';
import { assertNotSubsetted } from '../../request/body';
import type { Line } from '../../ndjson/lines';

/** How lines are written: under the IDs that they have, or as new resources. */
export type LoadMethod = 'update' | 'create';

/** A line that can be sent. */
export interface LoadLine extends Line {
	readonly type: string;
	/** Its entry; the resource in it says only what it is. */
	readonly entry: BundleEntry;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A line as an entry of a Bundle: a PUT of the resource under its ID, or a POST where it has none or shall get a new one. The
 * resource is read to be checked and sent as the text that it was. A line whose ID is a UUID can be referred to by `urn:uuid`.
 * Throws a `Failure` for a line that is not a resource, or that must not be written.
 */
export function loadLine(line: Line, method: LoadMethod): LoadLine {
	const resource = resourceIn(line);
	const { resourceType: type, id } = resource;
	const stub: Resource = { resourceType: type, ...(id !== undefined && { id }) };
	if (method === 'create' || id === undefined)
		return { ...line, type, entry: makeEntry({ method: 'POST', type, body: stub }) };
	const fullUrl = uuid.test(id) ? `urn:uuid:${id}` : undefined;
	return { ...line, type, entry: makeEntry({ method: 'PUT', type, id, body: stub, fullUrl }) };
}

/** The JSON of a line's entry, with the line as it is. */
export function entryText({ fullUrl, request }: BundleEntry, text: string): string {
	const url = fullUrl === undefined ? '' : `"fullUrl":${JSON.stringify(fullUrl)},`;
	return `{${url}"resource":${text},"request":${JSON.stringify(request)}}`;
}

/** The resource type of a line, without reading all of it where it begins with that, as most do. */
export function typeOfLine({ text }: Line): string | undefined {
	const [, first] = /^\s*\{\s*"resourceType"\s*:\s*"([A-Za-z0-9_]+)"/.exec(text) ?? [];
	if (first !== undefined) return first;
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) && typeof value.resourceType === 'string' ? value.resourceType : undefined;
	} catch {
		return undefined;
	}
}

/** The resource of a line, or of one that is plainly all right, only its type and ID. */
function resourceIn({ text }: Line): Resource {
	const plain = text.includes(subsetted) ? undefined : readPlainObject(text);
	const value = plain?.resourceType !== undefined && plain.resourceType !== 'Bundle' ? plain : parsed(text);
	if (!isResource(value)) throw refused('The line is not a FHIR resource: it has no resourceType');
	const { resourceType, id } = value;
	if (!isTypeName(resourceType)) throw refused('The resourceType of the line is not the name of a type');
	if (id !== undefined && (typeof id !== 'string' || !isId(id)))
		throw refused('The ID of the resource is not a FHIR ID');
	if (isBundle(value) && (value.type === 'transaction' || value.type === 'batch')) {
		throw refused(
			'The line is a Bundle to be carried out, such as a list of deletions, and not a resource to be stored: Bundle → Send carries it out',
		);
	}
	if (text.includes(subsetted)) assertNotSubsetted(value, 'The line');
	if (text.includes('\ufffd')) throw refused('The line has bytes that are not valid UTF-8');
	return value;
}

const subsetted = 'SUBSETTED';

function parsed(text: string): unknown {
	try {
		return parseJson(text);
	} catch (error) {
		throw refused(error instanceof RangeError ? `The line is ${error.message}` : 'The line is not valid JSON');
	}
}

function refused(message: string): Failure {
	return inputFailure(message, 'It was not sent.');
}
