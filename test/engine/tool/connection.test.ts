import type { IDataObject } from 'n8n-workflow';
import { closeAfterEach } from '../../helpers/closing';
import { type AgentKind, type AgentRun, runAgent } from '../support/agent';
import { type } from '../support/fixtures';
import { type ScriptedServer, startScripted } from '../support/scripted';

const patient = { resourceType: 'Patient', id: '1', meta: { versionId: '1' } };
let target: ScriptedServer;

beforeEach(async () => {
	target = closeAfterEach(await startScripted([{ body: patient }]));
});

const get = (more: IDataObject = {}) => ({
	authentication: 'none',
	baseUrl: target.baseUrl,
	operation: 'get',
	resourceType: type('Patient'),
	resourceId: '1',
	...more,
});

/** What the model would like: another server. */
const wish = () => ({
	url: target.baseUrl,
	baseUrl: target.baseUrl,
	authentication: 'none',
	validation: 'skip',
	x: 'DELETE',
	timeout: 1,
	readOnly: false,
});

async function call(parameters: IDataObject, more: Partial<AgentRun> = {}) {
	return await runAgent({ parameters, call: wish(), ...more });
}

/** Settings of the connection where each version has them. */
const setting = (settings: IDataObject) => ({ options: settings, connection: settings });

const versions = [1, 1.1];
const kinds: AgentKind[] = ['inline', 'requests'];

describe.each(versions)('The model of a tool of version %d', (typeVersion) => {
	test.each<[string, IDataObject]>([
		['Base URL', { baseUrl: "={{ $fromAI('url') }}" }],
		['Base URL', { baseUrl: '={{ $fromai("url") }}/fhir' }],
		['Base URL', { baseUrl: '={{ $json.baseUrl }}' }],
		['Base URL', { baseUrl: '={{ $input.item.json.baseUrl }}' }],
		['Authentication', { authentication: "={{ $fromAI('authentication') }}" }],
		['SSL/TLS Validation', { tlsValidation: "={{ $fromAI('validation') }}" }],
		['Headers', setting({ headers: { header: [{ name: 'x-http-method-override', value: "={{ $fromAI('x') }}" }] } })],
		['Timeout', setting({ timeout: "={{ $fromAI('timeout', '', 'number') }}" })],
		['Read Only', { readOnly: "={{ $fromAI('readOnly', '', 'boolean') }}" }],
	])('never decides about %s', async (title, parameters) => {
		for (const kind of kinds) {
			const { error } = await call(get(parameters), { typeVersion, kind });
			expect(error).toMatch(new RegExp(`"${title}" has an expression by which an AI model could decide`));
		}
		expect(target.server.requests).toEqual([]);
	});
});

it('takes a base URL from a setting, or from a node before the agent', async () => {
	const fromNode = get({ baseUrl: "={{ $('Start').first().json.address }}" });
	const { error } = await call(fromNode, { input: { address: target.baseUrl } });
	expect(error).toBeUndefined();
	expect(target.server.requests).toHaveLength(1);
});

it('refuses a credential in which the model could decide about the base URL', async () => {
	const credentials = { fhirBasicAuthApi: { baseUrl: '={{ $json.baseUrl }}', user: 'u', password: 'p' } };
	const { error } = await call(get({ authentication: 'basic' }), { credentials });
	expect(error).toMatch(/"Credential" has an expression by which an AI model could decide/);
	expect(target.server.requests).toEqual([]);
});

it('reads from its own server only, whatever address the model gives', async () => {
	const elsewhere = closeAfterEach(await startScripted([{ body: patient }]));
	const calls = [
		{ resource: 'binary', operation: 'download', findBy: 'reference', reference: "={{ $fromAI('url') }}" },
		{
			resource: 'reference',
			operation: 'resolve',
			reference: "={{ $fromAI('url') }}",
			options: { otherServers: true },
		},
	];
	const addresses = [`${elsewhere.baseUrl}/Patient/1`, `${target.server.url}/admin/Patient/1`];
	for (const parameters of calls) {
		for (const url of addresses) {
			const { error } = await call(get(parameters), { call: { url } });
			expect(error).toMatch(/The address is not below the base URL/);
		}
	}
	expect(elsewhere.server.requests).toEqual([]);
	expect(target.server.requests).toEqual([]);
});

it('leaves expressions of a node that is not a tool alone', async () => {
	const { output } = await target.run(
		{
			operation: 'get',
			resourceType: type('Patient'),
			resourceId: '1',
			baseUrl: '={{ $json.baseUrl }}',
			output: 'raw',
		},
		{ input: [{ baseUrl: target.baseUrl }], typeVersion: 1.1 },
	);
	expect(output.map(({ json }) => json)).toEqual([patient]);
});
