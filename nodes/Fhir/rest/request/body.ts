import { inputFailure } from '../../transport/errors/failure';
import { isObject, parseJson } from '../../support/json';
import { isResource } from '../model/resource';
import type { Json, Resource } from '../model/resource';
import { resourceId, resourceType } from './path';

/** What the form says of a body. */
export interface BodyExpectation {
	/** The type chosen in the form; without one, the body's own counts. */
	readonly type?: string;
	/** The id given in the form; empty or missing: the body's own counts. */
	readonly id?: string;
	/** Must the body or the form name an id, as an update demands (R4 §3.1.0.4)? */
	readonly needsId?: boolean;
	/** The field's name, for errors. Default "Body". */
	readonly field?: string;
}

/**
 * A resource as typed: JSON text or an object that an expression gave. Adds what only the form names (type, id);
 * throws an input `Failure` where body and form contradict each other, or where it is empty or no resource.
 */
export function parseBody(typed: unknown, expected: BodyExpectation = {}): Resource {
	const { field = 'Body', needsId = false } = expected;
	const body = parseJsonObject(typed, field);
	if (Object.keys(body).length === 0) {
		throw inputFailure(
			`"${field}" is an empty object`,
			'Enter the resource. Where it comes from an earlier node by an expression such as `{{ $json }}`, look whether that node gave any data.',
		);
	}
	const type = expected.type === undefined || expected.type === '' ? undefined : resourceType(expected.type);
	const own = body.resourceType;
	if (own === undefined && type === undefined) {
		throw inputFailure(
			`"${field}" names no \`resourceType\``,
			'A FHIR resource says what it is, e.g. `{ "resourceType": "Patient" }`.',
		);
	}
	if (own !== undefined && typeof own !== 'string') {
		throw inputFailure(`The \`resourceType\` in "${field}" is not a text`, 'Write e.g. `"resourceType": "Patient"`.');
	}
	if (type !== undefined && own !== undefined && own !== type) {
		throw inputFailure(
			`"${field}" is ${withArticle(resourceType(own, `resourceType in ${field}`))}, but the form says ${type}`,
			'Choose the same resource type in the form, or mend the body.',
		);
	}
	const id = idOf(body, expected.id, needsId, field);
	const resource: unknown = {
		...body,
		resourceType: type ?? resourceType(own ?? '', `resourceType in ${field}`),
		...(id !== undefined && { id }),
	};
	if (isResource(resource)) return resource;
	throw inputFailure(`"${field}" is no FHIR resource`, 'Enter a resource as JSON.');
}

/** A JSON object as typed: text is parsed, and an error tells line and column. Throws an input `Failure`. */
export function parseJsonObject(typed: unknown, field: string): { [name: string]: Json | undefined } {
	const value = typeof typed === 'string' ? parseJsonValue(typed, field) : typed;
	if (isObject(value)) return value as { [name: string]: Json | undefined };
	throw inputFailure(
		value === undefined || value === null ? `"${field}" is empty` : `"${field}" is not a JSON object`,
		'Enter an object in braces, e.g. `{ "resourceType": "Patient" }`, or an expression that gives one, e.g. `{{ $json }}`.',
	);
}

/** JSON as typed; throws an input `Failure` that tells line and column of the error. */
export function parseJsonValue(typed: string, field: string): unknown {
	if (typed.trim() === '') return undefined;
	try {
		return parseJson(typed);
	} catch (error) {
		if (error instanceof RangeError)
			throw inputFailure(`"${field}" is ${error.message}`, 'No FHIR resource is as deep as that.');
		throw inputFailure(
			`"${field}" is not valid JSON${placeOf(error, typed)}`,
			'Names and texts stand in double quotes, members are separated by commas, and the last one has none after it. An expression that gives an object has to be the whole field: `{{ $json }}`.',
		);
	}
}

function idOf(
	body: { [name: string]: Json | undefined },
	typed: string | undefined,
	needsId: boolean,
	field: string,
): string | undefined {
	const given = typed === undefined || typed.trim() === '' ? undefined : resourceId(typed);
	const own = body.id;
	if (own !== undefined && typeof own !== 'string')
		throw inputFailure(`The \`id\` in "${field}" is not a text`, 'Write it in quotes, e.g. `"id": "1234"`.');
	if (given !== undefined && own !== undefined && own !== given) {
		throw inputFailure(
			`The \`id\` in "${field}" is another one than the "Resource ID" in the form`,
			'Leave one of the two empty, or make them the same.',
		);
	}
	if (given === undefined && own === undefined && needsId) {
		throw inputFailure('"Resource ID" is empty, and the body names no `id`', 'Enter the id of the resource to write.');
	}
	return given ?? (own === undefined ? undefined : resourceId(own, `id in ${field}`));
}

/** "a Patient", "an Observation". */
function withArticle(type: string): string {
	return /^[AEIO]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** Node says "… at position 17"; people count lines. The body's own text stays out of the message. */
function placeOf(error: unknown, text: string): string {
	const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
	if (position === undefined) return /end of JSON/i.test(String(error)) ? ': it ends too early' : '';
	const before = text.slice(0, Number(position)).split('\n');
	return `: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
