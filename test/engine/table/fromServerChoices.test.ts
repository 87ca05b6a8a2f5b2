import type { IDataObject } from 'n8n-workflow';
import { outputOf } from '../support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../support/scripted';
import { capabilities, declared, ndjson, parameters, patients, rows, server } from './viewServer';

describe('Table → From Server, restricted', () => {
	const criteria = { viewPatient: 'Patient/7', viewGroup: 'g', viewSince: '2026-03-01' };
	const operationParameters = [
		{ name: 'patient', valueReference: { reference: 'Patient/7' } },
		{ name: 'group', valueReference: { reference: 'Group/g' } },
		{ name: '_since', valueInstant: '2026-03-01T00:00:00.000Z' },
	];

	it('asks the server for the resources of a patient, of a group, and since a time', async () => {
		const script = server(declared('sql-run'), { '$sql-run': ndjson });
		const { sent, ...result } = await scripted(script, parameters({ options: criteria }));
		expect(outputOf(result)).toEqual(rows);
		const { parameter } = JSON.parse(sent.at(-1)?.body ?? '{}') as { parameter: unknown[] };
		expect(parameter.slice(2)).toEqual(operationParameters);
	});

	test.each([
		['Patient', '/fhir/Patient?_id=7&_lastUpdated=ge2026-03-01T00:00:00.000Z&_count=200'],
		['Observation', '/fhir/Patient/7/Observation?_lastUpdated=ge2026-03-01T00:00:00.000Z&_count=200'],
	])('searches for the same where the rows are made here (%s)', async (tableType, url) => {
		const { viewPatient, viewSince } = criteria;
		const { sent } = await scripted(
			() => patients,
			parameters({ tablePlace: 'here', tableType, options: { viewPatient, viewSince } }),
		);
		expect(sent[0]?.url).toBe(url);
	});

	it('searches by the parameters of the compartment where the server offers no search in it', async () => {
		const observation = { resourceType: 'Observation', id: 'o1', subject: { reference: 'Patient/7' } };
		const found: ScriptedResponse = {
			body: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: observation }] },
		};
		const script = server(capabilities(), { Observation: found });
		const tableColumns = { column: [{ name: 'id', path: 'id' }] };
		const options = { viewPatient: '7' };
		const result = await scripted(
			script,
			parameters({ tablePlace: 'here', tableType: 'Observation', tableColumns, options }),
		);
		expect(outputOf(result)).toEqual([{ id: 'o1' }]);
		expect(result.hints).toEqual([expect.stringContaining('does not offer searches in the Patient compartment')]);
	});

	it('makes no rows of a whole type where the server cannot restrict them to a group', async () => {
		const options = { viewGroup: 'g' };
		const { sent, error } = await scripted(server(capabilities()), parameters({ options }));
		expect(error?.message).toContain('The server does not run views');
		expect(sent.map(({ url }) => url)).toEqual(['/fhir/metadata']);
		const here = await scripted(server(capabilities()), parameters({ tablePlace: 'here', options }));
		expect(here.error?.message).toContain('"Group ID" works only where the server runs the view');
		expect(here.sent).toEqual([]);
	});

	test.each<[IDataObject, string]>([
		[{ viewPatient: 'Observation/7' }, '"Patient ID" is the address of a resource of type Observation, not Patient'],
		[{ viewPatient: 'https://other.example.org/fhir/Patient/7' }, '"Patient ID" is an address on another server'],
		[{ viewSince: 'yesterday' }, '"Changed Since" is not a FHIR date or time'],
	])('sends nothing for %j', async (options, message) => {
		const { sent, error } = await scripted(server(capabilities()), parameters({ options }));
		expect(error?.message).toContain(message);
		expect(sent).toEqual([]);
	});
});

it('Table → From Server names the field of an invalid resource type', async () => {
	const { sent, error } = await scripted(server(capabilities()), parameters({ tableType: 'patient' }));
	expect(error?.message).toContain('"Resource Type" is not a resource type');
	expect(sent).toEqual([]);
});

it('Table → From Server has a server run a view that cannot be run here', async () => {
	const script = server(declared('sql-run'), { '$sql-run': ndjson });
	const column = [{ name: 'id', path: 'ownFunction()' }];
	const result = await scripted(script, parameters({ tableColumns: { column } }));
	expect(outputOf(result)).toEqual(rows);
});

it('Table → From Server makes the rows here where the server cannot do this view (422)', async () => {
	const refusal = { status: 422, body: outcome('error', 'processing', 'select() is not supported') };
	const result = await scripted(server(declared('sql-run'), { '$sql-run': refusal }), parameters());
	expect(outputOf(result)).toEqual(rows);
	expect(result.hints).toEqual([expect.stringContaining('select() is not supported')]);
});

describe('Table → From Server, with a ViewDefinition of the server', () => {
	const url = 'https://example.org/ViewDefinition/patients';
	const stored = (more: IDataObject = {}) => ({
		resourceType: 'ViewDefinition',
		id: 'v1',
		url,
		version: '1.0',
		status: 'active',
		resource: 'Patient',
		select: [
			{ column: ['id', 'family'].map((name) => ({ name, path: name === 'id' ? 'id' : 'name.family.first()' })) },
		],
		...more,
	});
	const bundleOf = (...views: object[]): ScriptedResponse => ({
		body: { resourceType: 'Bundle', type: 'searchset', entry: views.map((resource) => ({ resource })) },
	});
	const kept = (operations: Record<string, ScriptedResponse>) => server(capabilities(), operations);

	test.each<[string, string, ScriptedResponse]>([
		['v1', '/fhir/ViewDefinition/v1', { body: stored() }],
		['ViewDefinition/v1', '/fhir/ViewDefinition/v1', { body: stored() }],
		[url, `/fhir/ViewDefinition?url=${url}&_count=200`, bundleOf(stored())],
		[`${url}|1.0`, `/fhir/ViewDefinition?url=${url}&version=1.0&_count=200`, bundleOf(stored())],
	])('takes the ViewDefinition of the server: %s', async (storedView, address, response) => {
		const script = kept({ 'ViewDefinition/v1': response, ViewDefinition: response });
		const { sent, ...result } = await scripted(script, parameters({ viewFrom: 'server', storedView }));
		expect(outputOf(result)).toEqual(rows);
		expect(decodeURIComponent(sent[0]?.url ?? '')).toBe(address);
	});

	test.each<[string, ScriptedResponse, string]>([
		[url, bundleOf(), 'The server has no ViewDefinition with this canonical URL'],
		[url, bundleOf(stored(), stored({ id: 'v2' })), 'The server has several ViewDefinitions with this canonical URL'],
		[url, bundleOf(stored({ url: 'https://example.org/other' })), 'The server has no ViewDefinition with this'],
		[
			'v1',
			{ body: { resourceType: 'Patient', id: 'v1' } },
			'a resource of type Patient for the read of ViewDefinition/v1',
		],
		['v1', { status: 404, body: outcome('error', 'not-found', 'no such view') }, 'no such view'],
		['v1', { body: stored({ select: [] }) }, 'ViewDefinition'],
		['={{ "" }}', {}, '"ViewDefinition ID or URL" is empty'],
	])('makes no rows of a ViewDefinition that it cannot have: %s', async (storedView, response, message) => {
		const script = kept({ 'ViewDefinition/v1': response, ViewDefinition: response });
		const { sent, error } = await scripted(script, parameters({ viewFrom: 'server', storedView }));
		expect(error?.message).toContain(message);
		expect(sent.length).toBeLessThan(2);
	});
});
