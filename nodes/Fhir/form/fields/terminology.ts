import type { INodeProperties } from 'n8n-workflow';
import { parseJsonObject } from '../../rest/request/body';
import { canonical, givenParameters, operationRequest, parameter } from '../../rest/operation/operationRequest';
import type { OperationParameter } from '../../rest/operation/parameters';
import { resourceId } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { inputFailure } from '../../transport/errors/failure';
import type { Parameters } from '../parameters';

/** Where a terminology resource is taken from. */
type Source = 'url' | 'id' | 'json';

const sourceChoices: Record<Source, { name: string; value: string; description: string }> = {
	id: { name: 'ID', value: 'id', description: 'By the ID that the server knows it by' },
	json: { name: 'JSON', value: 'json', description: 'Sent along as a resource' },
	url: { name: 'URL', value: 'url', description: 'By its canonical URL, which is the same on all servers' },
};

/**
 * The fields that name a value set, code system or concept map: *… By*, and the URL, the ID or the resource. `name` is
 * the beginning of their names, e.g. `valueSet` for `valueSetBy`, `valueSetUrl`, `valueSetId` and `valueSetJson`.
 */
export function sourceFields(
	name: string,
	title: string,
	example: string,
	sources: readonly Source[],
): INodeProperties[] {
	const shown = (source: Source) => ({ show: { [`${name}By`]: [source] } });
	const by: INodeProperties = {
		displayName: `${title} By`,
		name: `${name}By`,
		type: 'options',
		default: 'url',
		description: `How to name the ${title.toLowerCase()}`,
		options: sources.map((source) => sourceChoices[source]),
	};
	const url: INodeProperties = {
		displayName: `${title} URL`,
		name: `${name}Url`,
		type: 'string',
		default: '',
		required: true,
		placeholder: `e.g. ${example}`,
		description: `Canonical URL of the ${title.toLowerCase()}; a version may follow after a vertical bar`,
		displayOptions: shown('url'),
	};
	const id: INodeProperties = {
		displayName: `${title} ID`,
		name: `${name}Id`,
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 8cb1dc2f',
		description: `The ID under which the server keeps the ${title.toLowerCase()}`,
		displayOptions: shown('id'),
	};
	const json: INodeProperties = {
		displayName: title,
		name: `${name}Json`,
		type: 'json',
		default: '={{ $json }}',
		required: true,
		placeholder: `e.g. { "resourceType": "${title.replace(' ', '')}", "url": "${example}" }`,
		description: 'The resource as JSON. Left as it is, the input item is the resource.',
		typeOptions: { rows: 8 },
		displayOptions: shown('json'),
	};
	const fields: Record<Source, INodeProperties> = { url, id, json };
	return [by, ...sources.map((source) => fields[source])];
}

/** *Code System* of a code. */
export const systemField: INodeProperties = {
	displayName: 'Code System',
	name: 'system',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. http://loinc.org',
	description: 'URL of the code system that the code is from; a version may follow after a vertical bar',
};

/** *Code*. */
export const codeField: INodeProperties = {
	displayName: 'Code',
	name: 'code',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1963-8',
	description: 'The code itself, without its system',
};

/** *Options → Display Language*. */
export const displayLanguageOption: INodeProperties = {
	displayName: 'Display Language',
	name: 'displayLanguage',
	type: 'string',
	default: '',
	placeholder: 'e.g. de or en-GB',
	description: 'Language in which the server should name codes, where it can',
};

/** *Options → Output* of what gives one answer. */
export const answerOutputOption: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'readable',
	description: 'What the output item holds',
	options: [
		{ name: 'Raw', value: 'raw', description: 'The Parameters resource as the server sent it' },
		{ name: 'Readable', value: 'readable', description: 'The result by plain names' },
	],
};

/** The text of a field that must be filled in; throws an input `Failure` that names it. */
export function neededText(parameters: Parameters, { name, displayName, placeholder = '' }: INodeProperties): string {
	const text = parameters.text(name);
	if (text !== '') return text;
	throw inputFailure(
		`"${displayName}" is empty`,
		`Enter it, ${placeholder.replace(/^e\.g\. (\S+).*$/s, 'e.g. `$1`')}.`,
	);
}

/** *Code System* as a parameter, and the version that may stand behind it as another, under the names that the operation has for them. */
export function systemParameters(
	parameters: Parameters,
	versionName = 'version',
	systemName = 'system',
): OperationParameter[] {
	const { url, version } = canonical(parameters.text('system'), systemField.displayName);
	return givenParameters([parameter(systemName, 'uri', url), parameter(versionName, 'string', version)]);
}

/** What a source contributes to a request: the instance it is about, or the parameters that name it. */
export interface SourceParts {
	readonly id?: string;
	readonly parameters: readonly OperationParameter[];
}

/** What `sourceFields` say. `asResource` names the parameter that a resource travels in, `versionName` that of a version. */
export function sourceOf(
	parameters: Parameters,
	name: string,
	title: string,
	{ versionName, asResource = name }: { versionName: string; asResource?: string },
): SourceParts {
	const by = parameters.text(`${name}By`);
	if (by === 'id') return { id: resourceId(parameters.text(`${name}Id`), `${title} ID`), parameters: [] };
	if (by === 'json') {
		const value = parseJsonObject(parameters.json(`${name}Json`), title);
		return { parameters: [parameter(asResource, 'resource', value)] };
	}
	const { url, version } = canonical(parameters.text(`${name}Url`), `${title} URL`);
	const named = [parameter('url', 'uri', url), parameter(versionName, 'string', version)];
	return { parameters: givenParameters(named) };
}

/** A terminology operation, none of which changes anything: by GET, or by POST where a resource goes along. */
export function terminologyRequest(
	name: string,
	type: string,
	id: string | undefined,
	parameters: readonly OperationParameter[],
): FhirRequest {
	const given = givenParameters(parameters);
	const method = given.some(({ type: dataType }) => dataType === 'resource') ? 'POST' : 'GET';
	return operationRequest({ name, type, id }, method, given);
}
