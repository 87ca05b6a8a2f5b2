import type { INodeProperties } from 'n8n-workflow';
import type { Resource } from '../../rest/model/resource';
import { assertNotSubsetted, type BodyExpectation, parseBody } from '../../rest/request/body';
import { condition, entityTag, ifNoneExist, withoutOwnIdentifier } from '../../rest/request/conditional';
import { assertKnownElements } from '../../rest/request/knownElements';
import { parseQueryString } from '../../rest/request/query';
import type { Query } from '../../rest/request/request';
import { type ChangedElements, changedElements } from '../../rest/updateFields/changedElements';
import type { HttpHeaders } from '../../transport/http';
import type { Parameters } from '../parameters';
import { fieldsField, isByFields, mappedResource } from './fieldMapping';
import { criteriaFor, isByCriteria, isByOwnIdentifier } from './target';
import { bodyField } from './resource';

/** *Options → Return*: what the response to a write holds (`Prefer: return=…`, R4 §3.1.0.1.9). */
export const returnOption: INodeProperties = {
	displayName: 'Return',
	name: 'return',
	type: 'options',
	default: 'representation',
	description: 'What the server should send back after writing (Prefer: return)',
	options: [
		{
			name: 'Nothing (Minimal)',
			value: 'minimal',
			description: 'Only type, ID, version and status (201: created): fastest for many writes',
		},
		{
			name: 'Outcome',
			value: 'OperationOutcome',
			description: 'The remarks of the server on the write, with type, ID, version and status',
		},
		{ name: 'Resource', value: 'representation', description: 'The resource as it is on the server after the write' },
	],
};

/** *Options → If Match*: the version that a write is based on (R4 §3.1.0.5). */
export const ifMatchOption: INodeProperties = {
	displayName: 'If Match',
	name: 'ifMatch',
	type: 'string',
	default: '',
	placeholder: 'e.g. 3 or {{ $json.meta.versionId }}',
	description: 'Write only if the version with this ID is still the current one',
};

/** *Options → If None Exist*: the condition of a conditional create (R4 §3.1.0.8.1), as a query string. */
export const ifNoneExistOption: INodeProperties = {
	displayName: 'If None Exist',
	name: 'ifNoneExist',
	type: 'string',
	default: '',
	placeholder: 'e.g. identifier=http://hospital.example/mrn|1234',
	description:
		'Create only if no resource matches these search criteria, written as in a URL after the question mark (conditional create). If a resource matches, nothing is created and that resource is returned.',
};

/** *Options → Allow Unknown Elements*: for servers with elements of their own. */
export const allowUnknownElementsOption: INodeProperties = {
	displayName: 'Allow Unknown Elements',
	name: 'allowUnknownElements',
	type: 'boolean',
	default: true,
	description:
		'Whether to send members that no FHIR version defines for the resource type. Without this option they are an error, since most servers drop them without a word. Switch it on for a server that has elements of its own.',
};

/** Does *Options → Allow Unknown Elements* allow them? */
export function allowsUnknownElements(parameters: Parameters): boolean {
	return parameters.option(allowUnknownElementsOption.name) === true;
}

/**
 * The resource in *Body*, or in *Fields*, for a write. `replaces`: does the write replace a resource, so that an incomplete one
 * would delete what it lacks? Throws an input `Failure` for what is not a resource or cannot be meant as one: see `parseBody`,
 * `assertNotSubsetted` and `assertKnownElements`.
 */
export function writtenBody(parameters: Parameters, expected: BodyExpectation, replaces: boolean): Resource {
	const body = givenBody(parameters, expected, false);
	if (replaces) assertNotSubsetted(body);
	return body;
}

/** The body as the user gave it: an object, JSON text, or fields of this type. The one place where it is read for writes. */
function givenBody(parameters: Parameters, expected: BodyExpectation, isPartial: boolean): Resource {
	const { displayName: field } = bodyFieldOf(parameters);
	const given = isByFields(parameters)
		? mappedResource(parameters, expected.type ?? '', isPartial)
		: parameters.json(bodyField.name);
	const body = parseBody(given, { field, ...expected });
	assertKnownElements(body, field, allowsUnknownElements(parameters));
	return body;
}

/**
 * What *Body* or *Fields* gives of a resource that is only to be changed in parts: these elements, with null for those to be removed,
 * and the criteria of *Find By* where it has such. An identifier by which the resource is found is not changed. Throws as
 * `writtenBody` does, and an input `Failure` where nothing is given: see `changedElements`.
 */
export function changedBody(
	parameters: Parameters,
	expected: BodyExpectation,
): ChangedElements & { readonly criteria?: Query } {
	const body = givenBody(parameters, expected, true);
	const field = bodyFieldOf(parameters).displayName;
	if (!isByCriteria(parameters)) return changedElements(body, field);
	const criteria = criteriaFor(parameters, body);
	return { ...changedElements(isByOwnIdentifier(parameters) ? withoutOwnIdentifier(body) : body, field), criteria };
}

/** The field that *Specify Body* chooses. */
export function bodyFieldOf(parameters: Parameters): INodeProperties {
	return isByFields(parameters) ? fieldsField : bodyField;
}

/** What *Options → Return* asks for, as a `Prefer: return=…` header. Without it some servers leave the resource out. */
export function preferReturn(parameters: Parameters): HttpHeaders {
	return { prefer: `return=${returned(parameters)}` };
}

/** Does *Options → Return* ask for the resource? */
export function wantsResource(parameters: Parameters): boolean {
	return returned(parameters) === 'representation';
}

/**
 * An `If-Match` header with *Options → If Match*; no header where that is empty. Throws an input `Failure` for what is not a
 * version.
 */
export function ifMatchHeader(parameters: Parameters): HttpHeaders {
	const version = ifMatchVersion(parameters);
	return version === undefined ? {} : { 'if-match': entityTag(version) };
}

/** The version in *Options → If Match*; undefined where that is empty. Throws an input `Failure` for what is not a version. */
export function ifMatchVersion(parameters: Parameters): string | undefined {
	const version = parameters.optionText('ifMatch');
	if (version !== undefined) entityTag(version, ifMatchOption.displayName);
	return version;
}

/** The criteria of *Options → If None Exist*; undefined where that is empty. Throws an input `Failure` for what cannot be sent. */
export function ifNoneExistCriteria(parameters: Parameters): Query | undefined {
	const typed = parameters.optionText('ifNoneExist');
	const field = ifNoneExistOption.displayName;
	return typed === undefined ? undefined : condition(parseQueryString(typed, field), field);
}

/** The same as an `If-None-Exist` header; no header where the option is empty. */
export function ifNoneExistHeader(parameters: Parameters): HttpHeaders {
	const criteria = ifNoneExistCriteria(parameters);
	return criteria === undefined ? {} : ifNoneExist(criteria, ifNoneExistOption.displayName);
}

function returned(parameters: Parameters): string {
	return parameters.optionText('return') ?? 'representation';
}
