import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { record, type Recorded, startServer } from '../../servers/httpServer';
import { type AgentKind, type AgentRun, runAgent } from '../support/agent';
import type { SavedNode } from '../../saved/record';
import { type } from '../support/fixtures';
import { scripted } from '../support/scripted';

const saved = JSON.parse(
	readFileSync(join(__dirname, '..', '..', 'saved', 'releases', '0.1.0.json'), 'utf8'),
) as SavedNode[];

const patient = { resourceType: 'Patient', id: '1', meta: { versionId: '1' } };
const searchset = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: patient }] };

/** What the nodes were saved without, being the default of their version, and new nodes have another default for. */
const oldDefaults: Record<string, IDataObject> = {
	binary: { findBy: 'id' },
	table: { viewFrom: 'columns' },
};

/** Runs the tool against a server that accepts everything, and returns what was sent with what the model gets. */
async function call(parameters: IDataObject, more: Partial<AgentRun> = {}) {
	const server = await startServer((received, response) => {
		const request = record(received);
		const isBundle = request.body.includes('"Bundle"');
		const results = { resourceType: 'Bundle', type: 'batch-response', entry: [{ response: { status: '200' } }] };
		const isGraphql = request.url.includes('$graphql');
		const body = isGraphql
			? { data: {} }
			: isBundle
				? results
				: /\/Patient\/\w+$/.test(request.url)
					? patient
					: searchset;
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
	});
	try {
		const own = JSON.parse(JSON.stringify(parameters).replaceAll('{server}', server.url)) as IDataObject;
		const result = await runAgent({
			parameters: own,
			credentials: { fhirBasicAuthApi: { baseUrl: `${server.url}/fhir`, user: 'n8n', password: 'tool' } },
			...more,
		});
		return { ...result, sent: server.requests };
	} finally {
		await server.close();
	}
}

const remove = { operation: 'delete', resourceType: type('Patient'), resourceId: '1' };

const reading =
	/\/(_search|\$(everything|expand|lookup|translate|validate-code|subsumes|validate|graphql|match|lastn|meta|sql-run|viewdefinition-run|run))$/;

/** Does it read, as somebody would judge who does not know the node? */
function reads({ method, url, body }: Recorded): boolean {
	const [path = ''] = url.split('?');
	if (method === 'GET') return !path.includes('$') || reading.test(path);
	return method === 'POST' && reading.test(path) && !body.includes('mutation');
}

describe('A tool that is Read Only', () => {
	const nodes = saved.map(({ name, ...node }) => [name, node] as const);

	test.each(nodes)('sends nothing that writes: %s', async (_name, { parameters, input: [input] = [] }) => {
		const { sent } = await call(parameters, input && { input, call: input });
		expect(sent.filter((request) => !reads(request)).map(({ method, url }) => `${method} ${url}`)).toEqual([]);
	});

	it('offers each operation that only reads', async () => {
		const sending = await Promise.all(
			saved.map(async ({ parameters, input: [input] = [] }) => {
				const old = oldDefaults[String(parameters.resource)];
				const { sent } = await call({ ...old, ...parameters }, input && { input, call: input });
				return sent.length > 0 ? [`${String(parameters.resource ?? 'resource')}:${String(parameters.operation)}`] : [];
			}),
		);
		expect([...new Set(sending.flat())].sort()).toEqual([
			'binary:download',
			'encounter:getEverything',
			'operation:run',
			'patient:getEverything',
			'reference:resolve',
			'resource:get',
			'resource:getAll',
			'resource:getHistory',
			'resource:validate',
			'search:acrossTypes',
			'search:compartment',
			'server:getCapabilities',
			'server:getHistory',
			'server:getSmartConfiguration',
			'server:graphql',
			'table:fromServer',
			'terminology:expand',
			'terminology:lookup',
			'terminology:subsumes',
			'terminology:translate',
			'terminology:validateCode',
		]);
	});

	it('tells the model that the operation is not available, and why', async () => {
		const { error, sent } = await call(remove);
		expect(error).toBe(
			'"Read Only" is on, and this operation changes something on the server. Nothing was sent. Reading and searching are possible. Only a person can switch Read Only off, in the form of the node.',
		);
		expect(sent).toEqual([]);
	});

	it('refuses in the same way where the tool continues on errors', async () => {
		const { error, sent } = await call(remove, { onError: 'continueRegularOutput' });
		expect(error).toMatch(/"Read Only" is on/);
		expect(sent).toEqual([]);
	});

	const run = (operationName: string, more: IDataObject = {}) => ({
		resource: 'operation',
		operation: 'run',
		level: 'type',
		resourceType: type('Patient'),
		operationName,
		...more,
	});
	const batch = (...requests: object[]) => ({
		resource: 'bundle',
		operation: 'send',
		bundle: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry: requests.map((request) => ({ request })) }),
	});
	const graphql = (graphqlQuery: string) => ({ resource: 'server', operation: 'graphql', graphqlQuery });

	test.each<[string, IDataObject]>([
		['an operation of which FHIR does not say that it only reads', run('$purge')],
		['the same by GET', run('$reindex', { httpMethod: 'GET' })],
		['an export by GET', run('$export', { httpMethod: 'GET' })],
		['$meta-add', run('$meta-add')],
		['a job', run('$everything', { options: { respondAsync: true } })],
		['a GraphQL mutation', graphql('mutation { PatientDelete(id: "1") { id } }')],
		[
			'a mutation behind a query',
			graphql('query A { PatientList { id } } mutation B { PatientDelete(id: "1") { id } }'),
		],
		['GraphQL as an operation', run('$graphql', { httpMethod: 'GET' })],
		['a batch with a deletion', batch({ method: 'GET', url: 'Patient/1' }, { method: 'DELETE', url: 'Patient/1' })],
		['a batch with a POST search', batch({ method: 'POST', url: 'Patient/_search' })],
		['a batch with an operation', batch({ method: 'GET', url: 'Patient/$purge' })],
		['a batch with an encoded operation', batch({ method: 'GET', url: 'Patient/%2524purge?_count=1' })],
		['a message', { ...batch(), bundle: '{"resourceType":"Bundle","type":"message","entry":[]}' }],
	])('refuses %s', async (_what, parameters) => {
		const { error, sent } = await call(parameters);
		expect(error).toMatch(/"Read Only" is on, and this request may change something on the server/);
		expect(sent).toEqual([]);
	});

	test.each<[string, IDataObject]>([
		['$everything by POST', run('$everything')],
		['$lastn by GET', run('$lastn', { httpMethod: 'GET' })],
		['a GraphQL query', graphql('{ PatientList { id } }')],
		['a batch of reads', batch({ method: 'GET', url: 'Patient/1' })],
	])('allows %s', async (_what, parameters) => {
		const { error, sent } = await call(parameters);
		expect([error, sent.length]).toEqual([undefined, 1]);
	});

	test.each<AgentKind>(['inline', 'requests'])('stays so, whatever the model adds to its call (%s)', async (kind) => {
		const { error, sent } = await call(
			{ operation: 'delete', resourceType: type('Patient'), resourceId: "={{ $fromAI('id') }}" },
			{ kind, call: { id: '1', readOnly: false, parameters: { readOnly: false } } },
		);
		expect(error).toMatch(/"Read Only" is on/);
		expect(sent).toEqual([]);
	});
});

describe('A run for an agent outside of workflows', () => {
	it('is Read Only, also where n8n takes the node itself for the tool', async () => {
		const sent = await scripted([{ body: patient }], remove, { mode: 'internal', typeVersion: 1.1 });
		expect(sent.error?.message).toMatch(/"Read Only" is on/);
		expect(sent.sent).toEqual([]);
		const read = await scripted(
			[{ body: patient }],
			{ ...remove, operation: 'get' },
			{ mode: 'internal', typeVersion: 1.1 },
		);
		expect(read.sent).toHaveLength(1);
	});
});

describe('A tool that is not Read Only', () => {
	it('writes', async () => {
		const { items, sent } = await call({ ...remove, readOnly: false });
		expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(['DELETE /fhir/Patient/1']);
		expect(items).toEqual([{ deleted: true, resourceType: 'Patient', id: '1' }]);
	});

	it('is one of the first version of the node, unless Read Only is switched on', async () => {
		expect((await call(remove, { typeVersion: 1 })).sent).toHaveLength(1);
		expect((await call({ ...remove, readOnly: true }, { typeVersion: 1 })).sent).toHaveLength(0);
	});
});
