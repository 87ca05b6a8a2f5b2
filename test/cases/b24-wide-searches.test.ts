import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, type ScriptedResponse, searchset, startScripted } from '../engine/support/scripted';
import type { ReceivedRequest } from '../servers/httpServer';

const resource = (resourceType: string, id: string) => ({ resourceType, id });
const capabilities = (types: Record<string, string[]>, rest: object = {}): ScriptedResponse => ({
	body: {
		resourceType: 'CapabilityStatement',
		fhirVersion: '4.0.1',
		rest: [
			{
				...rest,
				resource: Object.entries(types).map(([name, parameters]) => ({
					type: name,
					interaction: [{ code: 'read' }, ...(parameters.includes('-') ? [] : [{ code: 'search-type' }])],
					searchParam: parameters.map((parameter) => ({ name: parameter })),
				})),
			},
		],
	},
});

const hapi = capabilities({
	Binary: ['-'],
	Condition: ['patient', 'code'],
	Observation: ['subject', 'performer', 'code'],
	Patient: ['name', 'link'],
});
const notSupported = { status: 400, body: outcome('error', 'not-supported', 'Cannot handle GET operation') };
const onBase = { status: 400, body: outcome('error', 'processing', 'HAPI-0287: This is the base URL') };

/** A server like HAPI, which searches one type at a time only. */
function oneTypeOnly(
	found: Record<string, ScriptedResponse>,
	statement: ScriptedResponse = hapi,
	refusal: ScriptedResponse = notSupported,
) {
	return ({ url }: ReceivedRequest): ScriptedResponse => {
		const path = (url ?? '').replace('/fhir', '').replace(/_count=\d+/, '');
		if (path.startsWith('/metadata')) return statement;
		if (path.startsWith('/?') || path.startsWith('?') || path.startsWith('/_search')) return refusal;
		if (/^\/[A-Z]\w+\/[^?]+/.test(path) && !/^\/\w+\/_search/.test(path)) return refusal;
		return found[path.replace(/^\//, '').replace(/[?&]$/, '')] ?? searchset();
	};
}

async function search(
	script: (request: ReceivedRequest) => ScriptedResponse,
	parameters: IDataObject,
	input: IDataObject[] = [{}],
) {
	const target = await startScripted(script);
	try {
		const result = await target.run({ resource: 'search', returnAll: true, ...parameters }, { input });
		return {
			...result,
			urls: target.server.requests.map(({ url }) => decodeURIComponent(url.replace('/fhir', ''))),
		};
	} finally {
		await target.close();
	}
}

const across = { operation: 'acrossTypes' };
const inCompartment = { operation: 'compartment', compartment: 'Patient', compartmentId: '7', searchIn: 'all' };
const observations = { ...inCompartment, searchIn: 'type', resourceType: type('Observation') };
const names = (items: IDataObject[]) => items.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);

describe('B24: a search across types that the server does not offer', () => {
	const found = {
		Condition: searchset(resource('Condition', 'c')),
		Observation: searchset(resource('Observation', 'o'), resource('Patient', 'p')),
		Patient: searchset(resource('Patient', 'p'), resource('Patient', 'q')),
	};

	it('is done by one search for each type that is named, each resource once, with a hint', async () => {
		const result = await search(oneTypeOnly(found, hapi, onBase), { ...across, resourceTypes: 'Observation,Patient' });
		expect(names(outputOf(result))).toEqual(['Observation/o', 'Patient/p', 'Patient/q']);
		expect(result.urls).toEqual([
			'?_type=Observation,Patient&_count=200',
			'/metadata',
			'/Observation?_count=200',
			'/Patient?_count=200',
		]);
		expect(result.hints).toEqual([
			expect.stringMatching(
				/does not offer searches across types: the node sent 2 searches instead, one for each type\./,
			),
		]);
	});

	it('is done for all types that can be searched where none is named', async () => {
		const result = await search(oneTypeOnly(found, hapi, onBase), across);
		expect(names(outputOf(result))).toEqual(['Condition/c', 'Observation/o', 'Patient/p', 'Patient/q']);
		expect(result.urls.filter((url) => url.startsWith('/Binary'))).toEqual([]);
	});

	it.each([
		[501, { status: 501 }],
		[405, { status: 405 }],
		[404, { status: 404 }],
	])('is recognized by %s', async (_status, refusal) => {
		const result = await search(oneTypeOnly(found, hapi, refusal), { ...across, resourceTypes: 'Condition' });
		expect(names(outputOf(result))).toEqual(['Condition/c']);
	});

	it('keeps the criteria, stops at the limit, and says what sorting means', async () => {
		const result = await search(
			oneTypeOnly(
				{
					'Observation?_lastUpdated=ge2026&_sort=_id': searchset(
						resource('Observation', '1'),
						resource('Observation', '2'),
					),
				},
				hapi,
				onBase,
			),
			{
				...across,
				resourceTypes: 'Observation,Patient',
				returnAll: false,
				limit: 1,
				searchBy: 'queryString',
				queryString: '_lastUpdated=ge2026',
				options: { sort: '_id' },
			},
		);
		expect(names(outputOf(result))).toEqual(['Observation/1']);
		expect(result.hints.join()).toContain('Results are sorted within each search only.');
	});

	it('is asked for only once in an execution', async () => {
		const result = await search(
			oneTypeOnly(found, hapi, onBase),
			{ ...across, resourceTypes: 'Condition', options: { concurrency: 1 } },
			[{}, {}, {}],
		);
		expect(names(outputOf(result))).toEqual(['Condition/c', 'Condition/c', 'Condition/c']);
		expect(result.urls.filter((url) => url.startsWith('?'))).toHaveLength(1);
		expect(result.hints).toEqual([expect.stringMatching(/\(3 times\)$/)]);
	});

	it('leaves out a type that was not named and that the server refuses, with a hint', async () => {
		const forbidden = { status: 403, body: outcome('error', 'forbidden', 'No scope for Condition') };
		const result = await search(oneTypeOnly({ ...found, Condition: forbidden }, hapi, onBase), across);
		expect(names(outputOf(result))).toEqual(['Observation/o', 'Patient/p', 'Patient/q']);
		expect(result.hints[1]).toMatch(/^Condition was left out, since the server refused .*No scope for Condition/);
	});

	it('fails with the words of the server for a type that was named', async () => {
		const forbidden = { status: 403, body: outcome('error', 'forbidden', 'No scope for Condition') };
		const result = await search(oneTypeOnly({ ...found, Condition: forbidden }, hapi, onBase), {
			...across,
			resourceTypes: 'Condition,Patient',
		});
		expect(result.error?.message).toContain('No scope for Condition');
	});

	it('is not done where the server offers it and refuses the criteria', async () => {
		const offering = capabilities({ Patient: ['name'] }, { interaction: [{ code: 'search-system' }] });
		const invalid = { status: 400, body: outcome('error', 'invalid', 'Unknown parameter "nam"') };
		const result = await search(oneTypeOnly(found, offering, invalid), { ...across, resourceTypes: 'Patient' });
		expect(result.error?.message).toContain('Unknown parameter');
		expect(result.urls).toEqual(['?_type=Patient&_count=200', '/metadata']);
	});
});

describe('B24: a compartment search that the server does not offer', () => {
	const both = {
		'Observation?subject=Patient/7': searchset(resource('Observation', 'a'), resource('Observation', 'b')),
		'Observation?performer=Patient/7': searchset(resource('Observation', 'b'), resource('Observation', 'c')),
	};

	it('of one type is done by the parameters that define the compartment, each resource once', async () => {
		const result = await search(oneTypeOnly(both), observations);
		expect(names(outputOf(result))).toEqual(['Observation/a', 'Observation/b', 'Observation/c']);
		expect(result.hints).toEqual([
			expect.stringMatching(/in the Patient compartment: the node sent 2 searches instead/),
		]);
	});

	it('keeps the criteria', async () => {
		const result = await search(
			oneTypeOnly({ 'Observation?subject=Patient/7&code=weight': searchset(resource('Observation', 'a')) }),
			{ ...observations, searchParameters: { parameter: [{ name: 'code', match: '', value: 'weight' }] } },
		);
		expect(names(outputOf(result))).toEqual(['Observation/a']);
	});

	it('of all types searches each type of the compartment by parameters that the server has', async () => {
		const result = await search(
			oneTypeOnly({
				...both,
				'Condition?patient=Patient/7': searchset(resource('Condition', 'x')),
				'Patient?_id=7': searchset(resource('Patient', '7')),
			}),
			inCompartment,
		);
		expect(names(outputOf(result)).sort()).toEqual([
			'Condition/x',
			'Observation/a',
			'Observation/b',
			'Observation/c',
			'Patient/7',
		]);
		expect(result.urls.filter((url) => /^\/(Binary|Account|Condition\?asserter)/.test(url))).toEqual([]);
	});

	it('is done by POST where POST is chosen', async () => {
		const posted: string[] = [];
		const result = await search(
			(request) => {
				if (request.url === '/fhir/Observation/_search') {
					posted.push(request.body.toString());
					return searchset(resource('Observation', 'a'));
				}
				return oneTypeOnly({})(request);
			},
			{ ...observations, options: { method: 'post' } },
		);
		expect(names(outputOf(result))).toEqual(['Observation/a']);
		expect(posted.sort()).toEqual(['performer=Patient/7&_count=200', 'subject=Patient/7&_count=200']);
	});

	it('fails with the words of the server for a type that is not in the compartment', async () => {
		const result = await search(oneTypeOnly({}), { ...observations, resourceType: type('Organization') });
		expect(result.error?.message).toContain('Cannot handle GET operation');
	});

	it('works without a CapabilityStatement where the server says that it does not support the search', async () => {
		const result = await search(oneTypeOnly(both, { status: 403 }), observations);
		expect(names(outputOf(result))).toEqual(['Observation/a', 'Observation/b', 'Observation/c']);
	});
});
