import { inputFailure } from '../../transport/errors/failure';
import { isId, isTypeName } from '../model/ids';
import { nearestResourceType } from '../model/resourceTypes';
import { isMissingValue } from './inputText';

const operationPattern = /^\$[A-Za-z][A-Za-z0-9\-_.]{0,127}$/;

/**
 * Checks a resource type as typed (R4 §2.1.0) and returns it trimmed. It may be one that FHIR does not define, since servers
 * have types of their own and newer ones: the server decides. Throws an input `Failure` that suggests the most similar name
 * for what cannot be the name of a type.
 */
export function resourceType(typed: string, field = 'Resource Type'): string {
	const type = typed.trim();
	if (isTypeName(type)) return type;
	if (type === '') throw inputFailure(`"${field}" is empty`, 'Choose a resource type, e.g. `Patient`.');
	const nearest = nearestResourceType(type);
	throw inputFailure(
		`"${field}" is "${excerpt(type)}", which is not a FHIR resource type`,
		nearest
			? `Did you mean \`${nearest}\`?`
			: 'Names of types are singular and start with a capital letter, e.g. `Patient`.',
	);
}

/**
 * Checks a logical id as typed and returns it trimmed: it has any length and any characters that change nothing else in the
 * URL, so it need not be encoded there. Throws an input `Failure` that names the field.
 */
export function resourceId(typed: string, field = 'Resource ID'): string {
	const id = typed.trim();
	if (isMissingValue(id)) throw missingIdFailure(id, field);
	if (isId(id)) return id;
	if (id === '')
		throw inputFailure(`"${field}" is empty`, 'Enter the ID that the server assigned to the resource, e.g. `1234`.');
	if (id.includes('/')) {
		throw inputFailure(
			`"${field}" contains a slash`,
			'Enter only the ID, without type, address or version: `1234` and not `Patient/1234`.',
		);
	}
	throw inputFailure(
		`"${field}" is not a FHIR ID`,
		'An ID consists of letters, digits and characters such as `-`, `.`, `_` and `:`, without spaces, `?`, `#`, `%`, `&` and `;`. To find a resource by another number, e.g. a hospital number, search by `identifier`.',
	);
}

/**
 * Checks a version id as typed, which is as lenient as an id (R4 §2.27.3). Returns and throws what `resourceId` does.
 */
export function versionId(typed: string, field = 'Version ID'): string {
	return resourceId(typed, field);
}

/**
 * Checks an operation's name (R4 §3.2.0.3), typed with or without its `$`, and returns it with `$`. Throws an input
 * `Failure`.
 */
export function operationName(typed: string, field = 'Operation'): string {
	const text = typed.trim();
	const name = text.startsWith('$') ? text : `$${text}`;
	if (operationPattern.test(name)) return name;
	throw inputFailure(
		text === '' ? `"${field}" is empty` : `"${field}" is not the name of an operation`,
		"Enter the name as in the server's documentation, e.g. `$everything`, without type, ID or parameters.",
	);
}

/**
 * A path below the base URL from plain segments, each of which is encoded once. Throws an input `Failure` for a segment
 * that would change the meaning of the path: an empty one, `.`, `..`, or one with a control character.
 */
export function restPath(...segments: readonly string[]): string {
	return segments.map(encodeSegment).join('/');
}

/**
 * `Patient`, `Patient/1` or `Patient/1/_history/2`, for `FhirRequest.path`. Throws an input `Failure` if a part is
 * invalid.
 */
export function resourcePath(type: string, id?: string, version?: string): string {
	const checked = resourceType(type);
	if (id === undefined) return checked;
	const path = `${checked}/${resourceId(id)}`;
	return version === undefined ? path : `${path}/_history/${versionId(version)}`;
}

/** `$op`, `Patient/$op` or `Patient/1/$op` (R4 §3.2.0.1). Throws an input `Failure` if a part is invalid. */
export function operationPath(name: string, type?: string, id?: string): string {
	const operation = operationName(name);
	return type === undefined ? operation : `${resourcePath(type, id)}/${operation}`;
}

/**
 * `_history`, `Patient/_history` or `Patient/1/_history` (R4 §3.1.0.10). Throws an input `Failure` if a part is
 * invalid.
 */
export function historyPath(type?: string, id?: string): string {
	return type === undefined ? '_history' : `${resourcePath(type, id)}/_history`;
}

/**
 * The path of a search in a compartment (R4 §3.1.1.2): `Patient/1/Observation`, or `Patient/1/*` for all types. Throws
 * an input `Failure` if a part is invalid.
 */
export function compartmentPath(compartment: string, id: string, type?: string): string {
	const owner = `${resourceType(compartment, 'Compartment')}/${resourceId(id, 'Compartment ID')}`;
	return `${owner}/${type === undefined ? '*' : resourceType(type)}`;
}

function missingIdFailure(id: string, field: string) {
	return inputFailure(
		`"${field}" is "${id}": the value that an expression uses is missing`,
		'Check that the input item has it.',
	);
}

function encodeSegment(segment: string): string {
	if (segment === '' || segment === '.' || segment === '..' || /[\p{Cc}\p{Surrogate}]/u.test(segment)) {
		throw inputFailure(
			'A part of the path is empty or has characters that are not allowed in an address',
			'Check the fields for the type, the ID and the operation.',
		);
	}
	// `$` and `:` are allowed in a path (RFC 3986 §3.3), and servers expect an unencoded `$`.
	return encodeURIComponent(segment).replace(/%24/g, '$').replace(/%3A/g, ':');
}

function excerpt(text: string): string {
	const plain = text.replace(/\p{Cc}/gu, ' ');
	return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain;
}
