import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted, type ScriptedResponse } from '../engine/support/scripted';

const read = { operation: 'get', resourceType: type('Patient'), resourceId: '1' };
const search = { operation: 'getAll', resourceType: type('Patient') };
const fhir = (body: string, status = 200): ScriptedResponse => ({
	status,
	headers: { 'content-type': 'application/fhir+json' },
	body,
});

describe('JSON with prototype pollution', () => {
	const evil =
		'"__proto__":{"polluted":true},"\\u005f_proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';
	const patient = `{"resourceType":"Patient","id":"1",${evil},"name":[{"family":"X",${evil}}]}`;

	const isClean = (value: unknown): boolean => {
		if (typeof value !== 'object' || value === null) return true;
		const prototype: unknown = Object.getPrototypeOf(value);
		const plain = prototype === null || !Object.hasOwn(prototype as object, 'polluted');
		return plain && !Object.hasOwn(value, '__proto__') && Object.values(value).every(isClean);
	};

	it.each<[string, ScriptedResponse, IDataObject]>([
		['a resource', fhir(patient), read],
		['a resource, simplified', fhir(patient), { ...read, options: { output: 'simplified' } }],
		[
			'a Bundle',
			fhir(`{"resourceType":"Bundle","type":"searchset",${evil},"entry":[{"resource":${patient},${evil}}]}`),
			search,
		],
		[
			'Parameters',
			fhir(
				`{"resourceType":"Parameters","parameter":[{"name":"__proto__","part":[{"name":"polluted","valueBoolean":true}]},{"name":"constructor","valueString":"x"},{"name":"a","valueString":"b"}]}`,
			),
			{ resource: 'operation', operation: 'run', operationName: '$x', level: 'system' },
		],
		[
			'a code with properties',
			fhir(
				`{"resourceType":"Parameters","parameter":[{"name":"property","part":[{"name":"code","valueCode":"__proto__"},{"name":"value","valueString":"x"}]}]}`,
			),
			{ resource: 'terminology', operation: 'lookup', system: 'urn:s', code: 'c' },
		],
	])('has no effect in %s', async (_what, response, parameters) => {
		const result = await scripted([response], parameters);
		expect(outputOf(result).every(isClean)).toBe(true);
		expect(({} as IDataObject).polluted).toBeUndefined();
	});

	it('has no effect in an error', async () => {
		const issue = `{"severity":"error","code":"invalid","diagnostics":"no",${evil}}`;
		const { error } = await scripted(
			[fhir(`{"resourceType":"OperationOutcome",${evil},"issue":[${issue}]}`, 422)],
			read,
		);
		expect(isClean(error?.context)).toBe(true);
		expect(({} as IDataObject).polluted).toBeUndefined();
	});

	it('is removed from the body of a create', async () => {
		const { sent } = await scripted([fhir(patient)], {
			operation: 'create',
			resourceType: type('Patient'),
			body: patient,
			options: { allowUnknownElements: true },
		});
		expect(sent[0]?.body).not.toMatch('__proto__');
	});
});

describe('Deeply nested JSON', () => {
	const levels = 200_000;
	const nested = `{"resourceType":"Patient","a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
	const objects = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

	it('is an error in a response', async () => {
		for (const body of [nested, objects]) {
			const { error } = await scripted([fhir(body)], read);
			expect(error?.message).toBe("The server's response is nested more than 256 levels deep");
		}
	});

	it('is treated as text in an error response', async () => {
		const { error } = await scripted([fhir(nested, 500)], read);
		expect(error?.message).toMatch(/^The server failed during the read \(status 500\)/);
	});

	it('is an error in a field', async () => {
		const { error, sent } = await scripted([{}], { operation: 'create', resourceType: type('Patient'), body: nested });
		expect(error?.message).toBe('"Body" is nested more than 256 levels deep');
		expect(sent).toHaveLength(0);
	});

	it('is accepted in a Questionnaire with 100 levels of items', async () => {
		const group = (level: number): object =>
			level === 0 ? {} : { linkId: '1', type: 'group', item: [group(level - 1)] };
		const body = { resourceType: 'Questionnaire', status: 'draft', item: [group(100)] };
		const result = await scripted([{ body }], { ...read, resourceType: type('Questionnaire') });
		expect(outputOf(result)).toEqual([body]);
	});
});
