import type { IDataObject } from 'n8n-workflow';
import { fieldText } from '../../nodes/Fhir/support/text';
import type { RunSettings } from '../engine/support/n8n';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, patientPage as page, type ScriptedResponse, startScripted } from '../engine/support/scripted';
import { startServer } from '../servers/httpServer';

const accepted = (location: string): ScriptedResponse => ({ status: 202, headers: { 'content-location': location } });
const refused = { status: 401, body: outcome('error', 'login', 'Who are you?') };
const getMany: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const run: IDataObject = {
	resource: 'operation',
	operation: 'run',
	operationName: '$x',
	options: { respondAsync: true },
};

/** Runs the node with Basic Auth against a server that wants the login on every path. `{origin}` is the server's. */
async function withLogin(
	script: readonly ScriptedResponse[],
	parameters: IDataObject,
	fields: IDataObject = {},
	settings: Partial<RunSettings> = {},
) {
	let count = 0;
	const target = await startScripted(({ headers }) => {
		const next = script[Math.min(count, script.length - 1)] ?? {};
		if (headers.authorization === undefined && headers['x-api-key'] === undefined) return refused;
		count++;
		return JSON.parse(JSON.stringify(next).replaceAll('{origin}', target.server.url)) as ScriptedResponse;
	});
	try {
		const credential = { baseUrl: target.baseUrl, user: 'integration', password: 'secret', ...fields };
		const result = await target.run(
			{ authentication: 'basic', ...parameters },
			{ credentials: { [fieldText(fields.credentialType) || 'fhirBasicAuthApi']: credential }, ...settings },
		);
		return { ...result, sent: target.server.requests.map(({ method, url }) => `${method} ${url}`) };
	} finally {
		await target.close();
	}
}

describe('B22: an address that the server returned on its own origin, outside the base path', () => {
	it.each([
		['a doubled slash (OpenMRS)', '{origin}//fhir/Patient?page=2'],
		['other letters', '{origin}/FHIR/Patient?page=2'],
		['another path', '{origin}/pages/7'],
		['a path that only begins like the base', '{origin}/fhir2/Patient?page=2'],
	])('gets the login as a next link: %s', async (_what, next) => {
		const result = await withLogin([page('a', next), page('b')], getMany);
		expect(outputOf(result)).toHaveLength(2);
		const narrow = await withLogin([page('a', next), page('b')], getMany, { loginBelowBaseUrlOnly: true });
		expect(narrow.error?.httpCode).toBe('401');
		expect(narrow.error?.description).toMatch(/Login Below Base URL Only/);
	});

	it('gets the login as the status URL of a job (Epic), with Rewrite Links too', async () => {
		for (const rewriteLinks of [false, true]) {
			const result = await withLogin(
				[accepted('{origin}/api/BulkRequest/7?a=b'), page('a', '{origin}/api/BulkRequest/7?page=2'), page('b')],
				{ ...run, options: { respondAsync: true, ...(!rewriteLinks ? {} : { rewriteLinks }) } },
			);
			expect(result.sent[1]).toBe('GET /api/BulkRequest/7?a=b');
			if (!rewriteLinks) expect(outputOf(result)).toHaveLength(2);
		}
		const narrow = await withLogin([accepted('{origin}/api/BulkRequest/7'), page('a')], run, {
			loginBelowBaseUrlOnly: true,
		});
		expect(narrow.error?.httpCode).toBe('401');
	});

	it('gets the login where a job redirects to its result on the origin', async () => {
		const result = await withLogin(
			[accepted('{origin}/jobs/7'), { status: 303, headers: { location: '/results/7' } }, page('a')],
			run,
		);
		expect(outputOf(result)).toHaveLength(1);
		expect(result.sent).toEqual(['POST /fhir/Patient/$x', 'GET /jobs/7', 'GET /results/7']);
	});

	it('gets custom headers without a login, unless an option narrows them to the base path', async () => {
		const headers = { header: [{ name: 'X-Api-Key', value: 'k' }] };
		const open = { ...getMany, authentication: 'none', options: { headers } };
		expect(outputOf(await withLogin([page('a', '{origin}/pages/7'), page('b')], open))).toHaveLength(2);
		const narrow = { ...open, options: { headers, headersBelowBaseUrlOnly: true } };
		expect((await withLogin([page('a', '{origin}/pages/7'), page('b')], narrow)).error?.httpCode).toBe('401');
	});
});

describe('B22: the switch in each kind of credential', () => {
	const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'geheim', region: 'eu-west-1' };
	const header = [{ name: 'X-Api-Key', value: 'geheim' }];

	it.each<[string, string, IDataObject]>([
		['header', 'fhirHeaderAuthApi', { headerType: 'bearerToken', token: 'geheim' }],
		['header', 'fhirHeaderAuthApi', { headerType: 'headers', headers: { header } }],
		['aws', 'fhirAwsApi', { ...key, service: 'healthlake' }],
	])('narrows the login by %s to the base path: %s, %j', async (authentication, credentialType, fields) => {
		const pages = [page('a', '{origin}/pages/7'), page('b')];
		for (const loginBelowBaseUrlOnly of [false, true]) {
			const login = { credentialType, ...fields, loginBelowBaseUrlOnly };
			const result = await withLogin(pages, { ...getMany, authentication }, login);
			if (!loginBelowBaseUrlOnly) expect(outputOf(result)).toHaveLength(2);
			else expect(result.error?.httpCode).toBe('401');
		}
	});
});

describe('B22: an address that a user or a resource names', () => {
	it.each([
		['a reference', { resource: 'reference', operation: 'resolve', reference: '={{ $json.url }}', context: '' }],
		['a file', { resource: 'binary', operation: 'download', findBy: 'reference', reference: '={{ $json.url }}' }],
	])('gets no login outside the base path: %s', async (_what, parameters) => {
		const received: Array<string | undefined> = [];
		const server = await startServer(({ headers }, response) => {
			received.push(headers.authorization);
			response.setHeader('content-type', 'application/fhir+json');
			response.end('{"resourceType":"Patient","id":"1"}');
		});
		try {
			const credential = { baseUrl: `${server.url}/fhir`, user: 'integration', password: 'secret' };
			const target = await startScripted([]);
			for (const path of ['/other/Patient/1', '//fhir/Patient/1', '/FHIR/Patient/1', '/fhir2/Patient/1']) {
				await target.run(
					{ authentication: 'basic', ...parameters, options: { otherServers: true } },
					{ credentials: { fhirBasicAuthApi: credential }, input: [{ url: server.url + path }] },
				);
			}
			await target.close();
			expect(received).toEqual([undefined, undefined, undefined, undefined]);
		} finally {
			await server.close();
		}
	});
});

describe('B22: Rewrite Links to Base URL', () => {
	it.each([
		['http://inner:8080/fhir/$export-poll-status?_jobId=1', 'GET /fhir/$export-poll-status?_jobId=1'],
		['http://inner:8080/hapi/r4/$export-poll-status?_jobId=1', 'GET /fhir/$export-poll-status?_jobId=1'],
		['{origin}/fhir/jobs/1', 'GET /fhir/jobs/1'],
		['{origin}/jobs/1', 'GET /jobs/1'],
		['/fhir/jobs/1', 'GET /fhir/jobs/1'],
	])('leads the status URL %s to %s', async (location, request) => {
		const result = await withLogin([accepted(location), page('a')], {
			...run,
			options: { respondAsync: true, rewriteLinks: true },
		});
		expect(outputOf(result)).toHaveLength(1);
		expect(result.sent[1]).toBe(request);
	});

	it('never turns a status URL into the base URL where it cannot tell which part is below it', async () => {
		const inner = await startServer((_request, response) => {
			response.setHeader('content-type', 'application/fhir+json');
			response.end(JSON.stringify(page('a').body));
		});
		try {
			const result = await withLogin([accepted(`${inner.url}/BulkRequest/7`)], {
				...run,
				options: { respondAsync: true, rewriteLinks: true },
			});
			expect(outputOf(result)).toHaveLength(1);
			expect(result.sent).toHaveLength(1);
			expect(inner.requests).toMatchObject([{ url: '/BulkRequest/7' }]);
			expect(inner.requests[0]?.headers).not.toHaveProperty('authorization');
		} finally {
			await inner.close();
		}
	});
});
