import type { IDataObject } from 'n8n-workflow';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

describe('Server → Query with GraphQL', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => (hospital.server.requests.length = 0));

	const parametersOf = (parameters: IDataObject) => ({ resource: 'server', operation: 'graphql', ...parameters });
	const run = async (parameters: IDataObject) => await hospital.run(parametersOf(parameters));
	const ask = async (response: object, parameters: IDataObject) => await scripted([response], parametersOf(parameters));
	const query = '{ PatientList(name: "Graph") { name { family } } }';

	it('returns the data of a query on the whole server', async () => {
		const body = '{"name": [{"family": "Graph"}]}';
		await hospital.run({ operation: 'create', resourceType: type('Patient'), body });
		hospital.server.requests.length = 0;
		expect(outputOf(await run({ graphqlQuery: query }))).toEqual([{ PatientList: [{ name: [{ family: 'Graph' }] }] }]);
		const [request] = hospital.server.requests;
		expect(request).toMatchObject({ method: 'POST', url: '/fhir/$graphql' });
		expect(request?.headers['content-type']).toBe('application/json');
		expect(JSON.parse(request?.body ?? '')).toEqual({ query });
	});

	it('sends variables and the operation name of a query on one resource', async () => {
		const { sent, output } = await ask(
			{ body: '{"data":{"birthDate":"1974-12-25"}}', headers: { 'content-type': 'application/json' } },
			{
				queryOn: 'instance',
				resourceType: type('Patient'),
				resourceId: '1',
				graphqlQuery: 'query A($x: String) { birthDate }',
				graphqlVariables: '{"x": "y"}',
				options: { operationName: 'A' },
			},
		);
		expect(output[0]?.json).toEqual({ birthDate: '1974-12-25' });
		expect(sent[0]?.url).toBe('/fhir/Patient/1/$graphql');
		expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
			query: 'query A($x: String) { birthDate }',
			variables: { x: 'y' },
			operationName: 'A',
		});
	});

	const errors = [{ message: 'Cannot query field "nam"', path: ['PatientList', 0] }, { message: 'second' }];
	const json = (status: number, body: object) => ({
		status,
		body: JSON.stringify(body),
		headers: { 'content-type': 'application/json' },
	});

	it.each([
		['with 200 and no data', json(200, { errors })],
		['with 200 and data: null', json(200, { data: null, errors })],
		['with 400', json(400, { errors })],
	])('fails on a response of only errors %s', async (_what, response) => {
		const { error } = await ask(response, { graphqlQuery: query });
		expect(error?.message).toMatch(/Cannot query field "nam"/);
		expect(error?.description).toBeTruthy();
	});

	it('returns partial data and shows the errors as a hint', async () => {
		const { output, error, hints } = await ask(json(200, { data: { PatientList: null }, errors }), {
			graphqlQuery: query,
		});
		expect(error).toBeUndefined();
		expect(output[0]?.json).toEqual({ PatientList: null });
		expect(hints.join()).toMatch(/a part of its data.*Cannot query field "nam" \(at PatientList\.0\)/);
	});

	it('shows the reason of a server without GraphQL (HAPI)', async () => {
		const { error } = await ask(
			{ status: 400, body: outcome('error', 'processing', 'HAPI-0287: Invalid request: unknown operation $graphql') },
			{ graphqlQuery: query },
		);
		expect(error).toMatchObject({ httpCode: '400', message: expect.stringMatching(/GraphQL query.*\$graphql/) });
	});

	it('fails where the response is not a GraphQL response', async () => {
		const { error } = await ask(json(200, { hello: 1 }), { graphqlQuery: query });
		expect(error?.message).toMatch(/did not return a GraphQL response/);
	});

	it.each([
		['a query', '{ PatientList { id } }', 2],
		['a mutation', 'mutation { PatientDelete(id: "1") }', 1],
	])('retries a query after a 502, but not a mutation: %s', async (_what, graphqlQuery, attempts) => {
		const { sent } = await scripted([{ status: 502 }, json(200, { data: {} })], {
			resource: 'server',
			operation: 'graphql',
			graphqlQuery,
			options: { retries: 2 },
		});
		expect(sent).toHaveLength(attempts);
	});

	it.each<[string, IDataObject, RegExp]>([
		['an empty query', { graphqlQuery: '={{ "" }}' }, /"Query" is empty/],
		[
			'variables that are invalid JSON',
			{ graphqlQuery: query, graphqlVariables: '{x: 1}' },
			/"Variables" is not valid JSON/,
		],
		['variables that are a list', { graphqlQuery: query, graphqlVariables: '[]' }, /"Variables" is not a JSON object/],
	])('rejects %s before anything is sent', async (_what, parameters, says) => {
		const { error } = await run(parameters);
		expect(error?.message).toMatch(says);
		expect(hospital.server.requests).toEqual([]);
	});
});
