import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const item: IDataObject = {
	name: [{ family: 'Lee', given: ['Ann'] }],
	identifier: [{ system: 'http://h/mrn', value: '1' }],
	code: { coding: [{ code: 'x' }] },
	subject: { reference: 'Patient/1' },
	telecom: [{ system: 'phone', value: '555' }],
	tags: ['a', 'b'],
};
const page = { body: { resourceType: 'Bundle', type: 'searchset' } };

const run = async (parameters: IDataObject) =>
	await scripted([page], { resourceType: type('Patient'), ...parameters }, { input: [item] });
const search = (value: string, name = 'name') => ({
	operation: 'getAll',
	searchParameters: { parameter: [{ name, match: '', value }] },
});
const byParameters = (value: string) => ({ ...search(value, 'identifier'), findBy: 'parameters' });

async function isRefused(parameters: IDataObject, message: RegExp, advice?: string | RegExp) {
	const { error, sent } = await run(parameters);
	expect(error?.message).toMatch(message);
	if (advice) expect(error?.description).toMatch(advice);
	expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });
	expect(`${error?.message} ${error?.description ?? ''}`).not.toMatch(/Lee|555/);
	expect(sent).toEqual([]);
}

describe('G50: an object or a list in a search value is refused, with the likely path', () => {
	it.each([
		['={{ $json.name }}', 'a list', '{{ $json.name[0].family }}'],
		['={{ $json.identifier[0] }}', 'an object', '{{ $json.identifier[0].value }}'],
		['={{ $json.code }}', 'an object', '{{ $json.code.coding[0].code }}'],
		['={{ $json.subject }}', 'an object', '{{ $json.subject.reference }}'],
		['={{ $json.telecom }}', 'a list', '{{ $json.telecom[0].value }}'],
		['={{ $json.tags }}', 'a list', '{{ $json.tags[0] }}'],
		["={{ $('Start').item.json.name }}", 'a list', "{{ $('Start').item.json.name[0].family }}"],
	])('%s', async (value, what, path) => {
		const { error, sent } = await run(search(value));
		expect(error?.message).toBe(`"Search Parameters: Value of name" is ${what}, not a text`);
		expect(error?.description).toContain(`\`${path}\``);
		expect(sent).toEqual([]);
	});
});

describe('G50: an object or a list is refused in', () => {
	const value = '={{ $json.name }}';

	it.each<[string, IDataObject, RegExp]>([
		['Resource ID', { operation: 'get', resourceId: value }, /"Resource ID" is a list/],
		[
			'Resource Type',
			{ operation: 'getAll', resourceType: { ...type(value), mode: 'name' } },
			/"Resource Type" is a list/,
		],
		['Query String', { operation: 'getAll', searchBy: 'queryString', queryString: value }, /"Query String" is a list/],
		['Elements', { operation: 'getAll', options: { elements: value } }, /"Elements" is a list/],
		['If None Exist', { operation: 'create', body: '{}', options: { ifNoneExist: value } }, /"(If None Exist|Body)"/],
		['Version ID', { operation: 'get', resourceId: '1', options: { versionId: value } }, /"Version ID" is a list/],
		['a condition', { ...byParameters(value), operation: 'delete' }, /Value of identifier" is a list/],
		[
			'a header',
			{ operation: 'getAll', options: { headers: { header: [{ name: 'X-Tenant', value }] } } },
			/"Headers: Value of x-tenant" is a list/,
		],
		[
			'an operation parameter of a primitive type',
			{
				resource: 'operation',
				operation: 'run',
				operationName: '$x',
				level: 'system',
				operationParameters: { parameter: [{ name: 'p', valueType: 'string', value }] },
			},
			/"Parameters: p" is an object, but its type is string/,
		],
		[
			'the path of a patch step',
			{ operation: 'patch', resourceId: '1', jsonPatchSteps: { step: [{ op: 'remove', path: value }] } },
			/"Path of Step 1" is a list/,
		],
		[
			'the path of a FHIRPath patch step',
			{
				operation: 'patch',
				resourceId: '1',
				patchFormat: 'fhirPathPatch',
				fhirPathSteps: { step: [{ type: 'delete', path: value }] },
			},
			/"Path of Step 1" is a list/,
		],
		['a code', { resource: 'terminology', operation: 'lookup', system: 'http://h', code: value }, /"Code" is a list/],
		[
			'a reference',
			{ resource: 'binary', operation: 'download', findBy: 'reference', reference: value },
			/"Reference or URL" is a list/,
		],
		['Base URL', { operation: 'getAll', baseUrl: value }, /"Base URL" is a list/],
	])('%s', async (_field, parameters, message) => {
		await isRefused(parameters, message);
	});
});

describe('G50: an object within a text is refused in', () => {
	const text = '=http://h/mrn|{{ $json.identifier }}';

	it.each<[string, IDataObject]>([
		['a search value', search(text, 'identifier')],
		['a query string', { operation: 'getAll', searchBy: 'queryString', queryString: `=identifier=${text.slice(1)}` }],
		['a condition', { ...byParameters(text), operation: 'delete' }],
		['a header', { operation: 'getAll', options: { headers: { header: [{ name: 'X', value: text }] } } }],
		[
			'an operation parameter',
			{
				resource: 'operation',
				operation: 'run',
				operationName: '$x',
				level: 'system',
				operationParameters: { parameter: [{ name: 'p', valueType: 'string', value: text }] },
			},
		],
		[
			'the value of a patch step',
			{
				operation: 'patch',
				resourceId: '1',
				jsonPatchSteps: { step: [{ op: 'replace', path: '/gender', valueType: 'text', value: text }] },
			},
		],
		[
			'a JSON Patch',
			{
				operation: 'patch',
				resourceId: '1',
				patchInput: 'json',
				jsonPatch: '=[{ "op": "replace", "path": "/gender", "value": "{{ $json.name }}" }]',
			},
		],
	])('%s', async (_field, parameters) => {
		await isRefused(parameters, /contains "\[object Object\]"/, /Point the expression at one value/);
	});

	it('a body, with its place', async () => {
		const body = '={ "gender": "{{ $json.name }}", "name": [{ "given": ["{{ $json.code }}"] }] }';
		await isRefused({ operation: 'create', body }, /texts of a failed expression.*: `gender`, `name\[0\]\.given\[0\]`/);
	});
});

describe('G50: the text of a missing value is refused', () => {
	it.each<[string, IDataObject, RegExp]>([
		['as an ID', { operation: 'delete', resourceId: '={{ "" + $json.id }}' }, /"Resource ID" is "undefined"/],
		['as an ID: null', { operation: 'get', resourceId: '={{ `${null}` }}' }, /"Resource ID" is "null"/],
		[
			'as a version',
			{ operation: 'get', resourceId: '1', options: { versionId: 'undefined' } },
			/"Version ID" is "undefined"/,
		],
		['in a search value', search('={{ "http://h|" + $json.mrn }}', 'identifier'), /`identifier` contains "undefined"/],
		[
			'in a condition',
			{ ...byParameters('={{ "http://h|" + null }}'), operation: 'delete' },
			/text of a missing value/,
		],
		[
			'in a condition by reference',
			{ ...byParameters('Patient/null'), operation: 'delete' },
			/text of a missing value/,
		],
		[
			'in If None Exist',
			{ operation: 'create', body: '{"gender":"male"}', options: { ifNoneExist: 'identifier=http://h|undefined' } },
			/`identifier` contains "undefined"/,
		],
		[
			'in a reference',
			{ resource: 'reference', operation: 'resolve', reference: '={{ "Patient/" + $json.patient }}' },
			/"Reference" has the text of a missing value/,
		],
		[
			'in a reference in a body',
			{ operation: 'create', resourceType: type('Observation'), body: '{"subject":{"reference":"Patient/undefined"}}' },
			/texts of a failed expression.*: `subject\.reference`/,
		],
		['as the result of a failed calculation', search('={{ $json.age * 1 }}'), /result of a failed calculation \(NaN\)/],
	])('%s', async (_what, parameters, message) => {
		await isRefused(parameters, message);
	});
});

describe('G50: what is one value is sent:', () => {
	it.each([
		['a number', '={{ 5 }}', '5'],
		['a switch', '={{ true }}', 'true'],
		['a date', '={{ new Date(0) }}', '1970-01-01T00:00:00.000Z'],
		['a person who is called Null', 'Null', 'Null'],
	])('%s', async (_what, value, sentAs) => {
		const { sent } = await run(search(value));
		expect(decodeURIComponent(sent[0]!.url)).toContain(`name=${sentAs}&`);
	});
});
