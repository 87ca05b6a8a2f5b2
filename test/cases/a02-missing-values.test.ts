import { type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const missing = [
	['identifier', 'http://hospital.example/mrn|', /nothing after the vertical bar/],
	['identifier', '|', /nothing after the vertical bar/],
	['identifier', 'http://hospital.example/mrn|1,http://hospital.example/mrn|', /nothing after the vertical bar/],
	['name', ',', /nothing before or after a comma/],
	['_id', '1,', /nothing before or after a comma/],
	['birthdate', 'ge', /a comparison without a value/],
	['_lastUpdated', 'ge', /a comparison without a value/],
	['birthdate', '1970-01-01,le', /a comparison without a value/],
	['value-quantity', 'gt|http://unitsofmeasure.org|mg', /a comparison without a value/],
	['general-practitioner.birthdate', 'ge', /a comparison without a value/],
	['_has:Observation:patient:date', 'ge', /a comparison without a value/],
	['identifier', 'x\\\\|', /nothing after the vertical bar/],
	['identifier', 'a\\\\,', /nothing before or after a comma/],
] as const;

const complete = [
	['identifier', 'http://hospital.example/mrn|1234'],
	['identifier', '|1234'],
	['identifier', 'a\\,b'],
	['identifier', 'a\\|'],
	['identifier', 'a\\,'],
	['identifier', 'a\\\\\\|'],
	['family', 'le'],
	['name', 'ne,le'],
	['address-state', 'ne'],
	['name:exact', 'Le'],
	['general-practitioner.family', 'le'],
	['birthdate', 'ge1970'],
	['family', 'Lee'],
] as const;

/** The operations that write under a condition, each with the criterion where its form has it. */
const writes: Array<[operation: string, parameters: (name: string, value: string) => Record<string, unknown>]> = [
	['delete', (name, value) => byParameters(name, value)],
	[
		'patch',
		(name, value) => ({
			...byParameters(name, value),
			patchInput: 'json',
			jsonPatch: '[{"op":"remove","path":"/gender"}]',
		}),
	],
	['upsert', (name, value) => ({ ...byParameters(name, value), body: '{"gender":"female"}' })],
	['create', (name, value) => ({ body: '{"gender":"female"}', options: { ifNoneExist: `${name}=${value}` } })],
];

function byParameters(name: string, value: string) {
	return { findBy: 'parameters', searchParameters: { parameter: [{ name, match: '', value }] } };
}

describe.each(writes)('A2: Resource → %s under a condition', (operation, parameters) => {
	it.each(missing)('is refused before sending where a value is missing: %s=%s', async (name, value, message) => {
		const { error, sent } = await scripted([{ status: 204 }], {
			operation,
			resourceType: type('Patient'),
			...parameters(name, value),
		});
		expect(error?.message).toMatch(message);
		expect(error?.message).toContain(`\`${name}\``);
		expect(error?.message).not.toContain('hospital.example');
		expect(sent).toEqual([]);
	});

	it.each(complete)('is sent where the value is complete: %s=%s', async (name, value) => {
		const { sent } = await scripted([{ status: 200, body: { resourceType: 'Patient', id: '1' } }], {
			operation,
			resourceType: type('Patient'),
			...parameters(name, value),
		});
		expect(sent).toHaveLength(1);
		expect(sent[0]?.headers.prefer).toMatch(/(^|, )handling=strict$/);
	});
});

test('A2: Resource → delete by ID and a search leave it to the server how to handle unknown parameters', async () => {
	const byId = await scripted([{ status: 204 }], {
		operation: 'delete',
		resourceType: type('Patient'),
		resourceId: '1',
	});
	const search = await scripted([{ body: { resourceType: 'Bundle', type: 'searchset' } }], {
		operation: 'getAll',
		resourceType: type('Patient'),
		...byParameters('name', 'Lee'),
	});
	for (const { sent } of [byId, search]) expect(sent[0]?.headers.prefer ?? '').not.toContain('handling');
});

describe('A2: Bundle → Send Items under a condition', () => {
	it.each(missing)('is refused before sending where a value is missing: %s=%s', async (name, value, message) => {
		const { error, sent } = await scripted([{ status: 200 }], {
			resource: 'bundle',
			operation: 'sendItems',
			itemMethod: 'delete',
			resourceType: type('Patient'),
			...byParameters(name, value),
		});
		expect(error?.message).toMatch(message);
		expect(sent).toEqual([]);
	});
});

describe('A2: Bundle → Send with entries under a condition', () => {
	const send = async (request: object) =>
		await scripted(
			[{ body: { resourceType: 'Bundle', type: 'batch-response', entry: [{ response: { status: '200' } }] } }],
			{
				resource: 'bundle',
				operation: 'send',
				bundle: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry: [{ request }] }),
			},
		);
	const requests = (query: string) => [
		{ method: 'DELETE', url: `Patient?${query}` },
		{ method: 'PUT', url: `/Patient?${query}` },
		{ method: 'PATCH', url: `https://server.example/fhir/Patient?${query}` },
		{ method: 'POST', url: 'Patient', ifNoneExist: query },
	];

	it.each(missing)('is refused before sending where a value is missing: %s=%s', async (name, value, message) => {
		for (const request of requests(`${name}=${encodeURIComponent(value)}`)) {
			const { error, sent } = await send(request);
			expect(error?.message).toMatch(message);
			expect(error?.message).toContain('"Bundle: entry 0"');
			expect(sent).toEqual([]);
		}
	});

	it.each([
		{ method: 'DELETE', url: 'Patient?' },
		{ method: 'DELETE', url: 'Patient?identifier=' },
		{ method: 'POST', url: 'Patient', ifNoneExist: '' },
	])('is refused before sending without criteria: %j', async (request) => {
		expect((await send(request)).sent).toEqual([]);
	});

	it.each([
		...requests('identifier=http://h/mrn%7C1'),
		{ method: 'GET', url: 'Patient?identifier=http://h/mrn|' },
		{ method: 'PUT', url: 'Patient/1?_pretty=true' },
		{ method: 'POST', url: 'Patient/$match?x=' },
	])('is sent where they are complete, or where it is no such write: %j', async (request) => {
		expect((await send(request)).sent).toHaveLength(1);
	});
});
