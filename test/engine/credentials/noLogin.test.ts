import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { FhirSubscriptionTrigger } from '../../../nodes/Fhir/FhirSubscriptionTrigger.node';
import { openForm } from '../../methods/openForm';
import { TestCa } from '../../servers/certificates';
import { type Handler, startServer, type TestServer } from '../../servers/httpServer';
import { startSubscriptionServer, topicUrl } from '../../servers/subscriptionServer';
import { startHost } from '../../triggers/subscription/host';
import { outputOf, type } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { ActiveWorkflow } from '../support/poll';
import { tested } from './credentialDialog';

const ca = TestCa.create('Hospital Root CA');
const patient = { resourceType: 'Patient', id: '1', meta: { lastUpdated: '2026-01-02T03:04:05Z' } };
const statement = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [
		{ mode: 'server', resource: [{ type: 'Basic', interaction: [{ code: 'search-type' }] }, { type: 'Patient' }] },
	],
};
const searchset = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: patient }] };

/** A FHIR server that asks nobody for a login, except below `/closed`; searches lead on to `next`. */
let next: string | undefined;
const open: Handler = ({ url = '' }, response) => {
	const link = next === undefined ? [] : [{ relation: 'next', url: next }];
	response.setHeader('content-type', 'application/fhir+json');
	if (url.startsWith('/closed')) response.writeHead(401).end();
	else if (url.startsWith('/site')) response.end('<html><title>Welcome</title></html>');
	else if (url.includes('/metadata')) response.end(JSON.stringify(statement));
	else if (url.includes('page')) response.end('{"resourceType":"Bundle","type":"searchset"}');
	else response.end(JSON.stringify(url.includes('?') ? { ...searchset, link } : patient));
};

let server: TestServer;
let secured: TestServer;
let elsewhere: TestServer;
beforeAll(async () => {
	[server, secured, elsewhere] = await Promise.all([
		startServer(open),
		startServer(open, { tls: ca.issue() }),
		startServer(open),
	]);
});
afterAll(async () => await Promise.all([server.close(), secured.close(), elsewhere.close()]));
beforeEach(() => {
	next = undefined;
	for (const { requests } of [server, secured, elsewhere]) requests.length = 0;
});

const noLogin = { authentication: 'noLogin', tlsValidation: 'default' };
const header = [{ name: 'X-Tenant', value: 'ward-7' }];

async function run(fields: IDataObject, parameters: IDataObject = {}) {
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			...noLogin,
			resourceType: type('Patient'),
			resourceId: '1',
			...parameters,
			options: { retries: 0, headers: { header } },
		},
		credentials: {
			fhirNoLoginApi: { baseUrl: `${server.url}/fhir`, ...fields },
			fhirCaBundleApi: { caBundle: ca.certificate },
		},
	});
}

describe('FHIR No Login API: a FHIR node', () => {
	it('sends requests to the base URL of the credential, without a login', async () => {
		expect(outputOf(await run({}, { baseUrl: 'http://forgotten.invalid/fhir' }))).toEqual([patient]);
		expect(server.requests).toMatchObject([{ url: '/fhir/Patient/1' }]);
		expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
	});

	it.each(['custom', 'skip'])('reaches a server behind an internal CA with SSL/TLS Validation "%s"', async (mode) => {
		const baseUrl = `${secured.url}/fhir`;
		expect(outputOf(await run({ baseUrl }, { tlsValidation: mode }))).toEqual([patient]);
		expect((await run({ baseUrl })).error?.message).toMatch(/certificate/);
	});

	it('says which field is at fault if the credential has no base URL', async () => {
		expect((await run({ baseUrl: '' })).error?.message).toMatch(/"Base URL"/);
	});

	it('says where to choose a login if the server wants one', async () => {
		const { error } = await run({ baseUrl: `${server.url}/closed` });
		expect(error?.httpCode).toBe('401');
		expect(error?.description).toMatch(/choose one under Authentication/);
	});

	it('sends custom headers below the base URL only, if the credential says so', async () => {
		next = `${server.url}/other/page`;
		const tenants = () => server.requests.map(({ headers }) => headers['x-tenant']);
		outputOf(await run({}, { operation: 'getAll', returnAll: true }));
		expect(tenants()).toEqual(['ward-7', 'ward-7']);
		server.requests.length = 0;
		outputOf(await run({ loginBelowBaseUrlOnly: true }, { operation: 'getAll', returnAll: true }));
		expect(tenants()).toEqual(['ward-7', undefined]);
	});

	it('follows the server to the hosts that the credential allows, and to no other', async () => {
		next = `${elsewhere.url.replace('127.0.0.1', 'localhost')}/fhir/page`;
		const getAll = { operation: 'getAll', returnAll: true };
		const domains = (allowedDomains: string) => ({ allowedHttpRequestDomains: 'domains', allowedDomains });
		expect((await run(domains('127.0.0.1'), getAll)).error?.message).toMatch(/not allowed for localhost/);
		expect(elsewhere.requests).toEqual([]);
		expect(outputOf(await run(domains('localhost, 127.0.0.1'), getAll))).toHaveLength(1);
		expect(elsewhere.requests[0]?.headers).not.toHaveProperty('x-tenant');
	});
});

describe('FHIR No Login API: drop-downs, pickers and triggers', () => {
	const credential = () => ({ baseUrl: `${server.url}/fhir` });
	const form = { resource: 'resource', operation: 'get', resourceType: type('Patient'), ...noLogin };

	it('list what the server of the credential offers', async () => {
		const marked = await openForm(form, credential()).types('basic');
		expect(marked.join()).not.toMatch(/not listed/i);
		expect(server.requests.map(({ url }) => url.split('?')[0])).toContain('/fhir/metadata');
		expect(await openForm(form, credential(), new FhirSubscriptionTrigger()).types('basic')).toEqual(marked);
	});

	it('list the resources of the server', async () => {
		expect(await openForm(form, credential()).list('resources')).toMatchObject([{ value: '1' }]);
	});

	it('have FHIR’s own definitions where the server wants a login', async () => {
		expect(await openForm(form, { baseUrl: `${server.url}/closed` }).types('patient')).not.toEqual([]);
	});

	it('FHIR Trigger polls the server of the credential', async () => {
		const trigger = new ActiveWorkflow(
			{ ...noLogin, resourceTypes: ['Patient'], options: { retries: 0 } },
			{ fhirNoLoginApi: credential() },
		);
		expect(await trigger.fetchTestEvent()).toMatchObject([{ json: { id: '1' } }]);
	});

	it('FHIR Subscription Trigger subscribes at the server of the credential', async () => {
		const hospital = await startSubscriptionServer({ kind: 'r5' });
		const host = await startHost({
			parameters: {
				...noLogin,
				kind: 'topic',
				topic: { __rl: true, mode: 'url', value: topicUrl },
				settings: { retries: 0, activationTimeout: 1_500 },
			},
			credentials: { fhirNoLoginApi: { baseUrl: hospital.baseUrl } },
		});
		try {
			await host.activate();
			expect(hospital.subscriptions()).toHaveLength(1);
		} finally {
			await Promise.all([host.close(), hospital.close()]);
		}
	});
});

describe('Connection test of FHIR No Login API:', () => {
	const test = async (data: ICredentialDataDecryptedObject) =>
		await tested('fhirNoLoginApiTest', { baseUrl: `${server.url}/fhir`, ...data });

	it('a server without a login passes, also behind an internal CA', async () => {
		expect(await test({})).toMatchObject({ status: 'OK' });
		const baseUrl = `${secured.url}/fhir`;
		expect(await test({ baseUrl })).toMatchObject({ status: 'Error' });
		expect(await test({ baseUrl, testTlsValidation: 'custom', testCaBundle: ca.certificate })).toMatchObject({
			status: 'OK',
		});
	});

	it('a server that wants a login fails, and the message says which credentials there are', async () => {
		expect(await test({ baseUrl: `${server.url}/closed` })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/requires a login.*FHIR Basic Auth API/),
		});
	});

	it('an address that is not a FHIR server fails', async () => {
		expect(await test({ baseUrl: `${server.url}/site` })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/base URL/i),
		});
	});
});
