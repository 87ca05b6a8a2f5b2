import type { INodeProperties } from 'n8n-workflow';
import { canonical, givenParameters, operationRequest, parameter } from '../../rest/operation/operationRequest';
import type { OperationParameter } from '../../rest/operation/parameters';
import { parseJsonObject } from '../../rest/request/jsonField';
import { resourceId } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { inputFailure } from '../../transport/errors/failure';
import type { Parameters } from '../parameters';
import { listMode } from './listMode';

/** How the user names a terminology resource. */
type Source = 'url' | 'id' | 'json';

const sourceChoices: Record<Source, { name: string; value: string; description: string }> = {
	id: { name: 'ID', value: 'id', description: 'By its ID on the server' },
	json: { name: 'JSON', value: 'json', description: 'As a resource that is sent with the request' },
	url: { name: 'URL', value: 'url', description: 'By its canonical URL, which is the same on all servers' },
};

/**
 * The fields that name a value set, code system or concept map: *… By*, and the URL, the ID or the resource. Their names
 * start with `name`: `valueSet` makes `valueSetBy`, `valueSetUrl`, `valueSetId` and `valueSetJson`. `title` is what users
 * see, and `example` a canonical URL.
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
		...byNameField(`${name}s`, `${title} URL`, example),
		name: `${name}Url`,
		description: `The ${title.toLowerCase()}: chosen by name, or its canonical URL, optionally with a version after a vertical bar`,
		displayOptions: shown('url'),
	};
	const id: INodeProperties = {
		displayName: `${title} ID`,
		name: `${name}Id`,
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 8cb1dc2f',
		description: `The ID of the ${title.toLowerCase()} on the server`,
		displayOptions: shown('id'),
	};
	const json: INodeProperties = {
		displayName: title,
		name: `${name}Json`,
		type: 'json',
		default: '={{ $json }}',
		required: true,
		placeholder: `e.g. { "resourceType": "${title.replace(' ', '')}", "url": "${example}" }`,
		description: 'The resource as JSON. By default, the input item is the resource.',
		typeOptions: { rows: 8 },
		displayOptions: shown('json'),
	};
	const fields: Record<Source, INodeProperties> = { url, id, json };
	return [by, ...sources.map((source) => fields[source])];
}

/** A field for a canonical URL, which people find by name: `searchListMethod` finds it on the server. */
function byNameField(searchListMethod: string, displayName: string, example: string) {
	return {
		displayName,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			listMode(searchListMethod, { hint: 'Search by name, or by a part of the URL' }),
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: `e.g. ${example}`,
			},
		],
	} satisfies Partial<INodeProperties>;
}

/** *Code System*: where the code is from. */
export const systemField: INodeProperties = {
	...byNameField('codeSystems', 'Code System', 'http://loinc.org'),
	name: 'system',
	description:
		'The code system that the code is from: chosen by name, or its URL, optionally with a version after a vertical bar',
};

/** *Code*, without its system. */
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
	description: 'Language of the display texts, if the server has it',
};

/** The text of a field that must be filled in; throws an input `Failure` that names the field where it is empty. */
export function requiredText(parameters: Parameters, { name, displayName, placeholder = '' }: INodeProperties): string {
	const text = parameters.text(name);
	if (text !== '') return text;
	throw inputFailure(
		`"${displayName}" is empty`,
		`Enter it, ${placeholder.replace(/^e\.g\. (\S+).*$/s, 'e.g. `$1`')}.`,
	);
}

/**
 * *Code System* as operation parameters: its URL, and its version where the field has one, with the names that the operation
 * has for them. Throws an input `Failure` for what is not a URL.
 */
export function systemParameters(
	parameters: Parameters,
	versionName = 'version',
	systemName = 'system',
): OperationParameter[] {
	const { url, version } = canonical(parameters.locator('system'), systemField.displayName);
	return givenParameters([parameter(systemName, 'uri', url), parameter(versionName, 'string', version)]);
}

/** What names a terminology resource in a request: the ID of an instance, or parameters. */
export interface SourceParts {
	readonly id?: string;
	readonly parameters: readonly OperationParameter[];
}

/**
 * The values of `sourceFields` with the same `name` and `title`. `versionName` is the name of the parameter for a version,
 * `asResource` that for a whole resource. Throws an input `Failure` that names the field at fault.
 */
export function sourceOf(
	parameters: Parameters,
	name: string,
	title: string,
	{ versionName, asResource = name }: { versionName: string; asResource?: string },
): SourceParts {
	const by = parameters.text(`${name}By`);
	if (by === 'id')
		return { id: resourceId(parameters.id(`${name}Id`, title.replace(' ', '')), `${title} ID`), parameters: [] };
	if (by === 'json') {
		const value = parseJsonObject(parameters.json(`${name}Json`), title);
		return { parameters: [parameter(asResource, 'resource', value)] };
	}
	const { url, version } = canonical(parameters.locator(`${name}Url`), `${title} URL`);
	const named = [parameter('url', 'uri', url), parameter(versionName, 'string', version)];
	return { parameters: givenParameters(named) };
}

/** The request of a terminology operation: GET, as none of them changes anything, or POST where a resource has to be sent. */
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
