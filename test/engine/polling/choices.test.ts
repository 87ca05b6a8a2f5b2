import type { IDataObject } from 'n8n-workflow';
import { type ErringServer, startErring } from './modelOverHttp';
import { observationTrigger } from './watching';

let server: ErringServer;
afterEach(async () => await server.close());

const trigger = (parameters?: IDataObject) => observationTrigger(server, parameters);

describe('FHIR Trigger: before anything is sent, it refuses', () => {
	const search = { watch: 'search', searchBy: 'queryString' };
	test.each<[string, IDataObject, string]>([
		['no events', { events: [] }, '"Events" is empty'],
		['no types', { resourceTypes: [] }, '"Resource Types" is empty'],
		['a start date that is none', { start: 'since', startDate: 'soon' }, '"Start Date"'],
		['a sort', { ...search, queryString: '_sort=date' }, 'cannot have the parameter `_sort`'],
		['elements', { ...search, queryString: '_elements=status' }, 'cannot have the parameter `_elements`'],
		[
			'deletions by a search',
			{ ...search, queryString: 'status=final', events: ['deleted'] },
			'Deletions cannot be narrowed',
		],
		['deletions by the method Search', { events: ['deleted'], options: { changeMethod: 'search' } }, 'does not find'],
		['Max Items per Poll 0', { options: { maxItems: 0 } }, '"Max Items per Poll"'],
	])('%s', async (_what, parameters, message) => {
		server = await startErring();
		const workflow = trigger(parameters);
		await expect(workflow.poll()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining(message) as string,
		});
		expect(server.server.requests).toEqual([]);
	});
});

describe('FHIR Trigger: Automatic', () => {
	test.each<[string, IDataObject, readonly string[], string]>([
		['takes the search for created and updated', {}, ['search-type', 'history-type'], 'search'],
		['takes the history for created only', { events: ['created'] }, ['search-type', 'history-type'], 'history'],
		['takes the search for created only where there is no history', { events: ['created'] }, ['search-type'], 'search'],
		['takes what the option Method says', { options: { changeMethod: 'history' } }, ['search-type'], 'history'],
	])('%s', async (_what, parameters, capabilities, method) => {
		server = await startErring({}, capabilities);
		const workflow = trigger({ start: 'all', ...parameters });
		server.model.write('Observation', 'a');
		expect((await workflow.activate()).map(({ json }) => json.method)).toEqual([method]);
	});

	test('says which type has no history, where deletions are asked for', async () => {
		server = await startErring({}, ['search-type']);
		await expect(trigger({ events: ['deleted'] }).activate()).rejects.toMatchObject({
			message: expect.stringContaining('does not offer a history of the type Observation') as string,
		});
	});
});

test('FHIR Trigger: version IDs that do not count give "changed", and no guess for created only', async () => {
	server = await startErring({ opaqueVersions: true }, ['search-type']);
	server.model.write('Observation', 'a');
	expect((await trigger({ start: 'all' }).activate()).map(({ json }) => json.change)).toEqual(['changed']);
	await expect(trigger({ start: 'all', events: ['created'] }).activate()).rejects.toMatchObject({
		message: expect.stringContaining('do not tell whether') as string,
	});
});
