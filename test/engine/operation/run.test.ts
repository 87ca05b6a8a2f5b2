import type { IDataObject } from 'n8n-workflow';
import { startServer } from '../../servers/httpServer';
import { type Hospital, outputOf, startHospital } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { outcome, scripted, type ScriptedResponse } from '../support/scripted';
import { list, onType, patient, run, typedParameter } from './runFixture';

const nothing: ScriptedResponse = { body: { resourceType: 'Parameters' } };

describe('Operation → Run', () => {
	describe('sends', () => {
		it('typed parameters as a Parameters resource with a value of each type', async () => {
			const { sent, error } = await scripted([nothing], {
				...onType('match'),
				operationParameters: list(
					typedParameter('resource', 'resource', patient),
					typedParameter('onlyCertainMatches', 'boolean', 'true'),
					typedParameter('count', 'integer', '3'),
					typedParameter('ratio', 'decimal', '0.5'),
					typedParameter('born', 'date', '1974-12-25'),
					typedParameter('system', 'uri', 'http://loinc.org'),
					typedParameter('code', 'code', 'male'),
					typedParameter('coding', 'Coding', '{ "system": "http://loinc.org", "code": "1963-8" }'),
					typedParameter('subject', 'Reference', { reference: 'Patient/example' }),
					typedParameter('subject', 'Reference', '{ "reference": "Patient/f001" }'),
				),
			});
			expect(error).toBeUndefined();
			expect(sent[0]).toMatchObject({ method: 'POST', url: '/fhir/Patient/$match' });
			expect(sent[0]?.headers['content-type']).toBe('application/fhir+json');
			expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
				resourceType: 'Parameters',
				parameter: [
					{ name: 'resource', resource: patient },
					{ name: 'onlyCertainMatches', valueBoolean: true },
					{ name: 'count', valueInteger: 3 },
					{ name: 'ratio', valueDecimal: 0.5 },
					{ name: 'born', valueDate: '1974-12-25' },
					{ name: 'system', valueUri: 'http://loinc.org' },
					{ name: 'code', valueCode: 'male' },
					{ name: 'coding', valueCoding: { system: 'http://loinc.org', code: '1963-8' } },
					{ name: 'subject', valueReference: { reference: 'Patient/example' } },
					{ name: 'subject', valueReference: { reference: 'Patient/f001' } },
				],
			});
		});

		it('an instance operation to the resource, with a Parameters resource without an empty list', async () => {
			const { sent } = await scripted([nothing], { ...onType('$meta'), level: 'instance', resourceId: 'example' });
			expect(sent[0]).toMatchObject({ method: 'POST', url: '/fhir/Patient/example/$meta' });
			expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ resourceType: 'Parameters' });
		});

		it('simple parameters by GET in the query', async () => {
			const { sent } = await scripted([nothing], {
				...onType('$lastn', 'Observation'),
				httpMethod: 'GET',
				operationParameters: list(
					typedParameter('patient', 'string', 'Patient/example'),
					typedParameter('category', 'string', 'vital-signs'),
					typedParameter('max', 'positiveInt', '3'),
				),
			});
			expect(sent[0]).toMatchObject({
				method: 'GET',
				url: '/fhir/Observation/$lastn?patient=Patient/example&category=vital-signs&max=3',
				body: '',
			});
		});

		it('a Parameters resource that is entered as JSON unchanged to the whole server', async () => {
			const body = { resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'full' }] };
			const { sent } = await scripted([nothing], {
				...run,
				operationName: '$reindex',
				level: 'system',
				parametersAs: 'json',
				operationBody: JSON.stringify(body),
			});
			expect(sent[0]?.url).toBe('/fhir/$reindex');
			expect(JSON.parse(sent[0]?.body ?? '')).toEqual(body);
		});

		it('any other resource as the whole body', async () => {
			const { sent } = await scripted(
				[nothing],
				{ ...onType('$validate'), parametersAs: 'json', operationBody: '={{ $json }}' },
				{ input: [patient] },
			);
			expect(JSON.parse(sent[0]?.body ?? '')).toEqual(patient);
		});
	});

	describe('sends nothing and names the field for', () => {
		it.each([
			['an empty operation name', { operationName: '={{ $json.none }}' }, /Operation Name/],
			['an operation name with a path in it', { operationName: '../$meta' }, /Operation Name/],
			['an ID with a slash', { level: 'instance', resourceId: 'Encounter/1' }, /Resource ID/],
			[
				'a value that does not fit its type',
				{ operationParameters: list(typedParameter('max', 'integer', 'many')) },
				/max/,
			],
			['a parameter without a name', { operationParameters: list(typedParameter('', 'string', 'x')) }, /Parameters/],
			[
				'a parameter type that a query cannot carry',
				{ httpMethod: 'GET', operationParameters: list(typedParameter('coding', 'Coding', '{}')) },
				/coding.*GET/,
			],
			['a body that is not a resource', { parametersAs: 'json', operationBody: '{"a":1}' }, /Body/],
			['a job timeout of 0', { options: { respondAsync: true, jobTimeout: 0 } }, /Job Timeout/],
		])('%s', async (_name, parameters: IDataObject, words) => {
			const { sent, error } = await scripted([nothing], { ...onType('$lastn'), ...parameters });
			expect(error?.message).toMatch(words);
			expect(sent).toHaveLength(0);
		});
	});

	describe('fails', () => {
		it.each([
			[400, 'invalid', 'Parameter max is missing', /rejected the operation.*max is missing/],
			[403, 'forbidden', 'Not for you', /not have permission/],
			[404, 'not-supported', 'Unknown operation $ask', /does not know this operation.*Unknown operation/],
			[422, 'processing', 'These do not go together', /These do not go together/],
			[501, 'not-supported', 'Not yet', /has not implemented/],
		])("with %s and the server's reason", async (status, code, diagnostics, words) => {
			const { error } = await scripted([{ status, body: outcome('error', code, diagnostics) }], onType('$ask'));
			expect(error?.httpCode).toBe(String(status));
			expect(error?.message).toMatch(words);
			expect(error?.description).toBeTruthy();
		});

		it('without a retry where the server may have carried out a POST', async () => {
			const { sent, error } = await scripted([{ status: 502 }], { ...onType('$submit'), options: { retries: 3 } });
			expect(error?.httpCode).toBe('502');
			expect(sent).toHaveLength(1);
		});

		it('only after retries where the operation is known to only read', async () => {
			const { sent, error } = await scripted([{ status: 502 }, { body: patient }], {
				...onType('$everything'),
				options: { retries: 3 },
			});
			expect(error).toBeUndefined();
			expect(sent).toHaveLength(2);
		});
	});

	it('runs operations that write to the same resource one after another', async () => {
		let open = 0;
		let maxOpen = 0;
		const server = await startServer(async (_request, response) => {
			maxOpen = Math.max(maxOpen, ++open);
			await new Promise((resolve) => setTimeout(resolve, 20));
			open--;
			response.setHeader('content-type', 'application/fhir+json');
			response.end(JSON.stringify(patient));
		});
		const target = { authentication: 'none', baseUrl: `${server.url}/fhir`, level: 'instance', resourceId: '1' };
		const input = [{}, {}, {}, {}];
		await runNode({ parameters: { ...onType('$meta-add'), ...target }, input });
		expect(maxOpen).toBe(1);
		await runNode({ parameters: { ...onType('$meta'), ...target }, input });
		expect(maxOpen).toBeGreaterThan(1);
		expect(server.requests).toHaveLength(8);
		await server.close();
	});

	describe('against a FHIR server', () => {
		let hospital: Hospital;

		beforeAll(async () => {
			hospital = await startHospital({ examples: ['Patient', 'Observation'] });
		});
		afterAll(async () => await hospital.close());

		it('validates a resource', async () => {
			const body = '{ "resourceType": "Patient", "unknown": true }';
			const [validated] = outputOf(
				await hospital.run({ ...onType('$validate'), parametersAs: 'json', operationBody: body }),
			);
			expect(validated).toMatchObject({ success: false, issues: expect.any(Array) });
		});

		it('returns everything of a patient over all pages', async () => {
			const found = outputOf(
				await hospital.run({
					...onType('$everything'),
					level: 'instance',
					resourceId: 'example',
					httpMethod: 'GET',
					operationParameters: list(typedParameter('_count', 'integer', 4)),
				}),
			);
			expect(found[0]).toMatchObject({ resourceType: 'Patient', id: 'example' });
			expect(found.length).toBeGreaterThan(8);
		});
	});
});
