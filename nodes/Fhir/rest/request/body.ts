import { inputFailure } from '../../transport/errors/failure';
import { isResource, type Json, type Resource } from '../model/resource';
import { parseJsonObject } from './jsonField';
import { nestedResource } from './nestedResource';
import { resourceId, resourceType } from './path';

/** What the form says about a body. */
export interface BodyExpectation {
	/** The type chosen in the form. Without it, the `resourceType` in the body applies. */
	readonly type?: string;
	/** The id entered in the form. Empty or missing: the `id` in the body applies. */
	readonly id?: string;
	/** Is an id required in the body or the form, as for an update (R4 §3.1.0.4)? */
	readonly needsId?: boolean;
	/** The field's name, for error messages. Default: "Body". */
	readonly field?: string;
}

/**
 * Parses a resource that a user entered: JSON text, or an object that an expression returned. Adds the type and the id
 * where only the form names them. Throws an input `Failure` if the body is empty or is not a resource, or if it
 * contradicts the form.
 */
export function parseBody(typed: unknown, expected: BodyExpectation = {}): Resource {
	const { field = 'Body', needsId = false } = expected;
	const body = parseJsonObject(typed, field);
	if (Object.keys(body).length === 0) {
		throw inputFailure(
			`"${field}" is an empty object`,
			'Enter the resource. If it comes from an expression such as `{{ $json }}`, check that the earlier node returned data.',
		);
	}
	const type = expected.type === undefined || expected.type === '' ? undefined : resourceType(expected.type);
	const bodyType = body.resourceType;
	if (bodyType === undefined && type === undefined) {
		const within = nestedResource(body);
		throw inputFailure(
			`"${field}" has no \`resourceType\``,
			within === undefined
				? 'Every FHIR resource states its type, e.g. `{ "resourceType": "Patient" }`.'
				: `\`${within}\` holds a resource: point the field at that, e.g. \`{{ $json.${within} }}\`.`,
		);
	}
	if (bodyType !== undefined && typeof bodyType !== 'string') {
		throw inputFailure(`The \`resourceType\` in "${field}" is not text`, 'Write e.g. `"resourceType": "Patient"`.');
	}
	if (type !== undefined && bodyType !== undefined && bodyType !== type) {
		throw inputFailure(
			`"${field}" is ${withArticle(resourceType(bodyType, `resourceType in ${field}`))}, but the form says ${type}`,
			'Choose the same resource type in the form, or correct the body.',
		);
	}
	const id = idOf(body, expected.id, needsId, field);
	const resource: unknown = {
		...body,
		resourceType: type ?? resourceType(bodyType ?? '', `resourceType in ${field}`),
		...(id !== undefined && { id }),
	};
	if (isResource(resource)) return resource;
	throw inputFailure(`"${field}" is not a FHIR resource`, 'Enter a resource as JSON.');
}

function idOf(
	body: { [name: string]: Json | undefined },
	typed: string | undefined,
	needsId: boolean,
	field: string,
): string | undefined {
	const entered = typed === undefined || typed.trim() === '' ? undefined : resourceId(typed);
	const bodyId = body.id;
	if (bodyId !== undefined && typeof bodyId !== 'string')
		throw inputFailure(`The \`id\` in "${field}" is not text`, 'Write it in quotes, e.g. `"id": "1234"`.');
	if (entered !== undefined && bodyId !== undefined && bodyId !== entered) {
		throw inputFailure(
			`The \`id\` in "${field}" differs from the "Resource ID" in the form`,
			'Leave one of them empty, or make them the same.',
		);
	}
	if (entered === undefined && bodyId === undefined && needsId) {
		throw inputFailure('"Resource ID" is empty, and the body has no `id`', 'Enter the ID of the resource to write.');
	}
	return entered ?? (bodyId === undefined ? undefined : resourceId(bodyId, `id in ${field}`));
}

/** "a Patient", "an Observation". */
function withArticle(type: string): string {
	return /^[AEIO]/.test(type) ? `an ${type}` : `a ${type}`;
}

/**
 * Did a server tag the resource as incomplete (SUBSETTED), as it does for `_summary` and `_elements` (R4 §3.1.1.5.8)?
 */
export function isSubsetted({ meta }: Resource): boolean {
	const tags: unknown[] = Array.isArray(meta?.tag) ? meta.tag : [];
	// Only the code is compared: STU3 used another system, and some servers leave it out.
	return tags.some((tag) => typeof tag === 'object' && tag !== null && 'code' in tag && tag.code === 'SUBSETTED');
}

/** Throws an input `Failure` for an incomplete resource: an update with it would delete everything that it lacks. */
export function assertNotSubsetted(resource: Resource, field = 'Body'): void {
	if (!isSubsetted(resource)) return;
	throw inputFailure(
		`"${field}" is an incomplete resource (tagged SUBSETTED): an update with it would delete what is missing`,
		'Read the resource again without the options Summary and Elements, then change and send that. To change single elements, use Update Fields.',
	);
}
