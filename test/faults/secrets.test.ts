import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { runNode, type Credentials } from '../engine/support/n8n';
import { startServer, type ReceivedRequest, type TestServer } from '../servers/httpServer';
import type { ServerResponse } from 'node:http';
import { item, leaksIn, listenToLogs, planted, traces } from './secrets';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';

const patient = '={{ ({ resourceType: "Patient", name: [{ family: $json.family }], text: { div: $json.note } }) }}';
const criteria = {
	findBy: 'parameters',
	searchParameters: { parameter: [{ name: 'family', match: '', value: '={{ $json.family }}' }] },
};

const operations: Record<string, IDataObject> = {
	get: { operation: 'get', resourceType: type('Patient'), resourceId: '1' },
	'get of no id': { operation: 'get', resourceType: type('Patient'), resourceId: '={{ $json.family + " " }}x y' },
	search: {
		operation: 'getAll',
		resourceType: type('Patient'),
		searchBy: 'parameters',
		searchParameters: criteria.searchParameters,
	},
	'search by query string': {
		operation: 'getAll',
		resourceType: type('Patient'),
		searchBy: 'queryString',
		queryString: '=family={{ $json.family }}&identifier={{ $json.id }}',
		options: { method: 'get' },
	},
	create: { operation: 'create', resourceType: type('Patient'), body: patient },
	'create of no JSON': {
		operation: 'create',
		resourceType: type('Patient'),
		body: '={{ "{" + $json.family + ": 1}" }}',
	},
	'conditional create': {
		operation: 'create',
		resourceType: type('Patient'),
		body: patient,
		options: { ifNoneExist: '=identifier={{ $json.id }}' },
	},
	update: { operation: 'update', resourceType: type('Patient'), resourceId: '1', body: patient },
	upsert: { operation: 'upsert', resourceType: type('Patient'), body: patient, ...criteria },
	patch: {
		operation: 'patch',
		resourceType: type('Patient'),
		...criteria,
		patchFormat: 'jsonPatch',
		patchInput: 'json',
		jsonPatch: '={{ [{ op: "add", path: "/name/0/family", value: $json.family }] }}',
	},
	delete: { operation: 'delete', resourceType: type('Patient'), ...criteria },
	validate: { operation: 'validate', resourceType: type('Patient'), body: patient },
};

type Handler = (request: ReceivedRequest, response: ServerResponse) => void;

const page = (text: string): Handler => {
	return (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<title>${text}</title>`);
};

/** How a FHIR server fails. Some say back what they were sent. */
const failures: Record<string, Handler> = {
	'resets the connection': (request) => request.socket.resetAndDestroy(),
	'breaks off': (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '1000' }).write('{');
		setImmediate(() => response.socket?.end());
	},
	'answers no HTTP': (request) => request.socket.end(`${planted.note}\r\n\r\n`),
	'answers no JSON': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(`{"${planted.note}"`),
	'answers a web page': (_request, response) =>
		response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${planted.note}</html>`),
	'is a gateway': page('Bad Gateway'),
	'refuses the login and says it back': ({ headers }, response) =>
		response
			.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Bearer realm="fhir"' })
			.end(`Not authorized: ${headers.authorization}`),
	'forbids it': (_request, response) => response.writeHead(403).end(),
	'is busy': (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
	'sends the request elsewhere': ({ url }, response) =>
		response.writeHead(307, { location: `http://user:pw@localhost:1${url}` }).end(),
	'sends the request round and round': ({ url }, response) => response.writeHead(308, { location: url }).end(),
	'links to nowhere': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(
			JSON.stringify({
				resourceType: 'Bundle',
				type: 'searchset',
				link: [{ relation: 'next', url: `mailto:x?family=${planted.family}` }],
			}),
		),
};

/** How a token endpoint fails. */
const refusals: Record<string, Handler> = {
	'resets the connection': failures['resets the connection'] ?? page(''),
	'says the request back': ({ headers, body }, response) =>
		response.writeHead(400, { 'content-type': 'text/plain' }).end(`${headers.authorization} ${body.toString()}`),
	'refuses the client and says the request back': ({ headers, body }, response) =>
		response.writeHead(401, { 'content-type': 'application/json' }).end(
			JSON.stringify({
				error: 'invalid_client',
				error_description: `${headers.authorization ?? ''} ${decodeURIComponent(body.toString())}`,
			}),
		),
	'gives a token of a wrong kind': (_request, response) =>
		response
			.writeHead(200, { 'content-type': 'application/json' })
			.end(JSON.stringify({ access_token: `${planted.token}\n`, token_type: 'mac', expires_in: 'x' })),
	'gives half a token': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/json' }).end(`{"access_token":"${planted.token}`),
	'is a gateway': page('Bad Gateway'),
};

describe('Nothing secret is left behind', () => {
	const lines = listenToLogs();
	const found: string[] = [];
	let runs = 0;
	let failed = 0;
	let fhir: TestServer;
	let tokens: TestServer;
	let answer: Handler = page('');
	let tokenAnswer: Handler = page('');

	beforeAll(async () => {
		fhir = await startServer((request, response) => answer(request, response));
		tokens = await startServer((request, response) => tokenAnswer(request, response));
	});
	afterAll(async () => {
		await fhir.close();
		await tokens.close();
		await closeConnections();
	});

	const givesToken: Handler = (_request, response) =>
		response
			.writeHead(200, { 'content-type': 'application/json' })
			.end(JSON.stringify({ access_token: planted.token, token_type: 'Bearer', expires_in: 1 }));

	const options = {
		retries: 1,
		retryBudget: 500,
		headers: { header: [{ name: 'X-Api-Key', value: '={{ $json.apiKey }}' }] },
	};
	const basic = (): Credentials => ({
		fhirBasicAuthApi: { baseUrl: `${fhir.url}/fhir`, user: 'integration', password: planted.password },
	});
	const oAuth = (clientAuthentication: string, more: IDataObject = {}): Credentials => ({
		fhirOAuth2Api: {
			baseUrl: `${fhir.url}/fhir`,
			tokenUrl: `${tokens.url}/token`,
			clientId: 'client',
			clientAuthentication,
			clientSecret: planted.clientSecret,
			privateKey: planted.key,
			privateKeyPassphrase: planted.passphrase,
			...more,
		},
	});

	async function look(name: string, parameters: IDataObject, credentials: Credentials): Promise<void> {
		for (const onError of [undefined, 'continueErrorOutput'] as const) {
			const result = await runNode({
				credentials,
				input: [item],
				onError,
				parameters: {
					resource: 'resource',
					authentication: credentials.fhirBasicAuthApi ? 'basic' : 'oAuth2',
					...parameters,
					options: { ...options, ...(parameters.options as IDataObject | undefined) },
				},
			});
			runs++;
			if (result.error || result.errors.length > 0) failed++;
			for (const [part, text] of Object.entries(traces(result))) {
				found.push(...leaksIn(text).map((leak) => `${name}: ${leak} in the ${part}`));
			}
		}
	}

	it.each(Object.keys(failures))('where a FHIR server %s', async (failure) => {
		answer = failures[failure] ?? answer;
		tokenAnswer = givesToken;
		for (const [operation, parameters] of Object.entries(operations)) {
			// What holds the link would be the output of the others.
			if (failure === 'links to nowhere' && !operation.startsWith('search')) continue;
			await look(`${operation}, ${failure}, Basic Auth`, parameters, basic());
			await look(`${operation}, ${failure}, OAuth2`, parameters, oAuth('secretHeader', { scope: failure }));
		}
		expect(found).toEqual([]);
	});

	it.each(Object.keys(refusals))('where a token endpoint %s', async (refusal) => {
		tokenAnswer = refusals[refusal] ?? tokenAnswer;
		for (const method of ['secretHeader', 'secretHeaderRaw', 'secretBody', 'privateKeyJwt']) {
			await look(`token by ${method}, ${refusal}`, operations.search ?? {}, oAuth(method, { scope: refusal }));
		}
		expect(found).toEqual([]);
	});

	it('where a credential or a connection is of no use', async () => {
		const search = operations.search ?? {};
		const at = (baseUrl: string): Credentials => ({ fhirBasicAuthApi: { ...basic().fhirBasicAuthApi, baseUrl } });
		await look('password in the URL', search, at(`https://u:${planted.password}@localhost:1/fhir`));
		await look('nobody there', search, at('http://127.0.0.1:1/fhir'));
		await look('no such host', search, at('https://no-such-host.invalid/fhir'));
		await look('https to an http port', search, at(fhir.url.replace('http:', 'https:')));
		await look('wrong passphrase', search, oAuth('privateKeyJwt', { privateKeyPassphrase: `${planted.passphrase}x` }));
		await look('broken key', search, oAuth('privateKeyJwt', { privateKey: planted.key.replace(/\n(.{9})/, '\n$1!') }));
		await look('no key', search, oAuth('privateKeyJwt', { privateKey: planted.clientSecret }));
		const certificate = { mutualTls: true, clientCertificate: planted.key, clientPrivateKey: planted.key };
		await look(
			'broken bundle',
			{ ...search, tlsValidation: 'custom' },
			{
				...basic(),
				fhirCaBundleApi: { caBundle: planted.key, alsoTrustPublicCas: true, ...certificate },
			},
		);
		expect(found).toEqual([]);
	});

	it('where a proxy has a password', async () => {
		const { HTTP_PROXY } = process.env;
		try {
			for (const proxy of [`http://user:${planted.apiKey}@127.0.0.1:1`, `http://user:${planted.apiKey}@bad host`]) {
				process.env.HTTP_PROXY = proxy;
				await closeConnections();
				await look(`proxy`, operations.search ?? {}, {
					fhirBasicAuthApi: { ...basic().fhirBasicAuthApi, baseUrl: 'http://fhir.example.invalid/r4' },
				});
			}
		} finally {
			if (HTTP_PROXY === undefined) delete process.env.HTTP_PROXY;
			else process.env.HTTP_PROXY = HTTP_PROXY;
			await closeConnections();
		}
		expect(found).toEqual([]);
	});

	it('and the log has no more of it', () => {
		expect(runs).toBeGreaterThan(300);
		expect(failed / runs).toBeGreaterThan(0.9);
		expect(lines.length).toBeGreaterThan(0);
		expect(lines.filter((line) => leaksIn(line).length > 0)).toEqual([]);
	});
});
