import { closeAfterEach } from '../../helpers/closing';
import { type AgentKind, runAgent } from '../support/agent';
import { type } from '../support/fixtures';
import { startScripted } from '../support/scripted';

const kinds: AgentKind[] = ['inline', 'requests'];
const search = "={{ $fromAI('query', 'FHIR search parameters', 'string') }}";

function patient(id: string) {
	return {
		resourceType: 'Patient',
		id,
		meta: { versionId: '1', lastUpdated: '2026-01-01T00:00:00Z' },
		text: { status: 'generated', div: '<div>long narrative</div>' },
		name: [{ family: 'Chalmers', given: ['Peter'] }],
		birthDate: '1974-12-25',
	};
}

function page(count: number, next?: string) {
	const entry = Array.from({ length: count }, (_, index) => ({ resource: patient(`p${index}`) }));
	const link = next === undefined ? [] : [{ relation: 'next', url: next }];
	return { body: { resourceType: 'Bundle', type: 'searchset', link, entry } };
}

const getMany = (baseUrl: string, more = {}) => ({
	authentication: 'none',
	baseUrl,
	resource: 'resource',
	operation: 'getAll',
	resourceType: type('Patient'),
	searchBy: 'queryString',
	queryString: search,
	...more,
});

describe.each(kinds)('Get Many as the tool of an agent (%s)', (kind) => {
	it('searches by the query string of the model and returns readable resources', async () => {
		const target = closeAfterEach(await startScripted([page(1)]));
		const { items } = await runAgent({
			kind,
			parameters: getMany(target.baseUrl),
			call: { query: 'name=chalmers&birthdate=ge1970' },
		});
		expect(target.server.requests[0]?.url).toBe('/fhir/Patient?name=chalmers&birthdate=ge1970&_count=50');
		expect(items).toEqual([
			{
				resourceType: 'Patient',
				id: 'p0',
				name: 'Peter Chalmers',
				birthDate: '1974-12-25',
				versionId: '1',
				lastUpdated: '2026-01-01T00:00:00Z',
			},
		]);
	});

	it('says in a note that there are no results', async () => {
		const target = closeAfterEach(await startScripted([page(0)]));
		const { items } = await runAgent({ kind, parameters: getMany(target.baseUrl), call: { query: 'name=nobody' } });
		expect(items).toEqual([{ note: 'There are no results.' }]);
	});

	it('gives the results that fit into Maximum Characters, and says how to ask for less', async () => {
		const target = closeAfterEach(await startScripted([page(40)]));
		const { items } = await runAgent({
			kind,
			parameters: getMany(target.baseUrl, { maxCharacters: 1000 }),
			call: { query: '' },
		});
		expect(JSON.stringify(items.slice(0, -1)).length).toBeLessThanOrEqual(1001);
		expect(items.length).toBeGreaterThan(5);
		expect(items.at(-1)?.note).toMatch(/^Only the first \d+ results are shown, and there are more\. Ask for less: /);
	});

	it('reads no more pages than fit into Maximum Characters, also with Return All', async () => {
		const target = closeAfterEach(await startScripted([page(40, '{base}/Patient?page=2')]));
		const { items } = await runAgent({
			kind,
			parameters: getMany(target.baseUrl, { maxCharacters: 1000, returnAll: true }),
			call: { query: '' },
		});
		expect(target.server.requests).toHaveLength(1);
		expect(items.at(-1)?.note).toMatch(/there are more/);
	});

	it('gives the start of a single result that is too long', async () => {
		const long = { ...patient('p1'), name: [{ text: 'x'.repeat(5000) }] };
		const target = closeAfterEach(await startScripted([{ body: { ...page(0).body, entry: [{ resource: long }] } }]));
		const { items } = await runAgent({
			kind,
			parameters: getMany(target.baseUrl, { maxCharacters: 1000 }),
			call: { query: '' },
		});
		expect(String(items[0]?.start)).toHaveLength(1000);
		expect(items[1]?.note).toMatch(/^Only the first 1000 characters of the first result are shown\./);
	});

	it('gives resources as the server sent them where Output says so', async () => {
		const target = closeAfterEach(await startScripted([page(1)]));
		const parameters = getMany(target.baseUrl, { output: 'raw' });
		const { items } = await runAgent({ kind, parameters, call: { query: '' } });
		expect(items).toEqual([patient('p0')]);
	});

	it('tells the model what the server warns of', async () => {
		const warning = { severity: 'warning', code: 'not-supported', diagnostics: 'The parameter colour is not known' };
		const entry = [
			{ resource: patient('p1') },
			{ search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome', issue: [warning] } },
		];
		const target = closeAfterEach(await startScripted([{ body: { ...page(0).body, entry } }]));
		const { items } = await runAgent({ kind, parameters: getMany(target.baseUrl), call: { query: 'colour=red' } });
		expect(items).toHaveLength(2);
		expect(items[1]?.note).toMatch(/The parameter colour is not known/);
	});

	it('tells the model of an error what to do next, without what was searched for', async () => {
		const target = closeAfterEach(await startScripted([{ body: {} }]));
		const { error } = await runAgent({
			kind,
			parameters: { ...getMany(target.baseUrl), operation: 'get', resourceId: "={{ $fromAI('id') }}" },
			call: { id: 'Chalmers Peter' },
		});
		expect(error).toMatch(/"Resource ID" is not a FHIR ID\. An ID consists of/);
		expect(error).not.toMatch(/Chalmers/);
		expect(target.server.requests).toHaveLength(0);
	});
});

test('n8n introduces the tool by the action of its operation, with the arguments that the form hands to the model', async () => {
	const target = closeAfterEach(await startScripted([page(1)]));
	const { tool } = await runAgent({ kind: 'inline', parameters: getMany(target.baseUrl), call: { query: '' } });
	expect(tool).toEqual({ name: 'FHIR', description: 'Get many resources in FHIR', arguments: ['query'] });
});

test('a tool of the first version of the node gives all as the server sent it', async () => {
	const target = closeAfterEach(await startScripted([page(2)]));
	const { items } = await runAgent({ typeVersion: 1, parameters: getMany(target.baseUrl), call: { query: '' } });
	expect(items).toEqual([patient('p0'), patient('p1')]);
});
