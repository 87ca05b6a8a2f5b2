import { isByFields } from '../../form/fields/fieldMapping';
import { onlyOnceCriteria } from '../../form/fields/onlyOnce';
import { criteriaFor, isByCriteria, targetCriteria } from '../../form/fields/target';
import { ifMatchOption, ifNoneExistCriteria, writtenBody } from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import { type EntrySettings, makeEntry } from '../../rest/bundle/entries';
import type { BundleEntry } from '../../rest/model/resource';
import { parseFhirPathPatch } from '../../rest/patch/fhirPathPatch';
import { jsonPatchBody } from '../../rest/patch/jsonPatch';
import { parseBody } from '../../rest/request/body';
import { entityTag } from '../../rest/request/conditional';
import { parseJsonValue } from '../../rest/request/jsonField';
import type { FhirRequest } from '../../rest/request/request';
import { isObject } from '../../support/json';
import { inputFailure } from '../../transport/errors/failure';
import type { ItemMethod } from './itemFields';

const methods: Readonly<Record<string, ItemMethod>> = {
	create: 'create',
	upsert: 'upsert',
	delete: 'delete',
	get: 'get',
	patch: 'patch',
	update: 'update',
	// The method of a Bundle entry, which an expression may point at.
	post: 'create',
	put: 'upsert',
};

/** One input item as the entry of a Bundle; throws an input `Failure` that names the field. */
export function itemEntry(parameters: Parameters): BundleEntry {
	const method = methodOf(parameters);
	const fullUrl = fullUrlOf(parameters);
	if (method === 'create') {
		const body = writtenBody(parameters, { type: typeOfFields(parameters) }, false);
		return makeEntry({
			method: 'POST',
			type: body.resourceType,
			body,
			fullUrl,
			query: onlyOnceCriteria(parameters, body) ?? ifNoneExistCriteria(parameters),
		});
	}
	if (method === 'update' || method === 'upsert') {
		const isConditional = method === 'upsert' && isByCriteria(parameters);
		const type = typeOfFields(parameters);
		const typeOf = () => type ?? parseBody(parameters.json('body')).resourceType;
		const id = isConditional ? undefined : parameters.id('resourceId', typeOf);
		const body = writtenBody(parameters, { type, id, needsId: !isConditional }, true);
		const conditions = { ...ifMatchOf(parameters), ...ifNoneMatchOf(parameters) };
		const target = isConditional ? { query: criteriaFor(parameters, body) } : { id: body.id };
		return makeEntry({ method: 'PUT', type: body.resourceType, ...target, ...conditions, body, fullUrl });
	}
	const type = parameters.locator('resourceType');
	const target = isByCriteria(parameters)
		? { query: targetCriteria(parameters) }
		: { id: parameters.id('resourceId', type) };
	switch (method) {
		case 'get':
			return makeEntry({ method: 'GET', type, ...target, ...ifNoneMatchOf(parameters) });
		case 'delete':
			return makeEntry({ method: 'DELETE', type, ...target, ...ifMatchOf(parameters) });
		case 'patch': {
			const body = patchOf(parameters.json('patch'));
			return makeEntry({ method: 'PATCH', type, ...target, ...ifMatchOf(parameters), body, fullUrl });
		}
	}
}

/** The type that the form has for *Fields*; undefined where the body says it. */
function typeOfFields(parameters: Parameters): string | undefined {
	return isByFields(parameters) ? parameters.locator('resourceType') : undefined;
}

function methodOf(parameters: Parameters): ItemMethod {
	const typed = parameters.text('itemMethod').toLowerCase();
	const method = Object.hasOwn(methods, typed) ? methods[typed] : undefined;
	if (method) return method;
	throw inputFailure(
		'"Method" is not a method of Send Items',
		'An expression has to give create, upsert, update, patch, delete or get; POST and PUT are accepted as well.',
	);
}

function fullUrlOf(parameters: Parameters): string | undefined {
	const url = parameters.optionText('fullUrl');
	if (url === undefined || /^[a-z][a-z0-9+.-]*:\S+$/i.test(url)) return url;
	throw inputFailure('"Full URL" is not an absolute address', 'Enter e.g. `urn:uuid:` and a UUID.');
}

function ifMatchOf(parameters: Parameters): Pick<EntrySettings, 'ifMatch'> {
	const version = parameters.optionText('ifMatch');
	return version === undefined ? {} : { ifMatch: entityTag(version, ifMatchOption.displayName) };
}

function ifNoneMatchOf(parameters: Parameters): Pick<EntrySettings, 'ifNoneMatch'> {
	const version = parameters.optionText('ifNoneMatch');
	if (version === undefined) return {};
	return { ifNoneMatch: version === '*' ? version : entityTag(version, 'If None Match') };
}

/** A list is a JSON Patch, an object a FHIRPath Patch. */
function patchOf(typed: unknown): FhirRequest['body'] {
	const patch = typeof typed === 'string' ? parseJsonValue(typed, 'Patch') : typed;
	return isObject(patch) ? parseFhirPathPatch(patch, 'Patch') : jsonPatchBody(patch, 'Patch');
}
