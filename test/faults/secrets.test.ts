import type { IDataObject } from 'n8n-workflow';
import type { ServerResponse } from 'node:http';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { type } from '../engine/support/fixtures';
import { type Credentials, runNode } from '../engine/support/n8n';
import { restoreProxyVariables, setProxyVariables } from '../helpers/proxyVariables';
import { type ReceivedRequest, startServer, type TestServer } from '../servers/httpServer';
import { googleKeyFiles, item, leaksIn, listenToLogs, planted, traces } from './secrets';

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

/** What a request says of its sender, in the forms in which a server's log or debugger would show it. */
function saidBack({ headers }: ReceivedRequest): string {
	const { authorization = '', 'x-api-key': apiKey } = headers;
	const credentials = authorization.replace(/^\w+ /, '');
	const decoded = Buffer.from(credentials, 'base64').toString();
	const forms = [
		authorization,
		credentials,
		decoded,
		encodeURIComponent(decoded),
		decoded.split(':').slice(1).join(':'),
	];
	return `Authorization: ${forms.join(' | ')}; X-Api-Key=${String(apiKey)}&token=${encodeURIComponent(credentials)}`;
}

/** An OperationOutcome with what the request says of its sender in each of its texts. */
function outcomeSayingBack(status: number, severity: string): Handler {
	return (request, response) => {
		const text = saidBack(request);
		const issue = { severity, code: 'processing', diagnostics: text, details: { text }, expression: [text] };
		response
			.writeHead(status, { 'content-type': 'application/fhir+json', 'x-request-id': text, etag: `W/"${text}"` })
			.end(JSON.stringify({ resourceType: 'OperationOutcome', text: { div: `<div>${text}</div>` }, issue: [issue] }));
	};
}

/** How a FHIR server fails. Some failures repeat the request in the response. */
const failures: Record<string, Handler> = {
	'resets the connection': (request) => request.socket.resetAndDestroy(),
	'breaks off its response': (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '1000' }).write('{');
		setImmediate(() => response.socket?.end());
	},
	'does not respond in HTTP': (request) => request.socket.end(`${planted.note}\r\n\r\n`),
	'responds with invalid JSON': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(`{"${planted.note}"`),
	'responds with a web page': (_request, response) =>
		response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${planted.note}</html>`),
	'responds with the error page of a gateway': page('Bad Gateway'),
	'rejects the login and repeats it in the response': ({ headers }, response) =>
		response
			.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Bearer realm="fhir"' })
			.end(`Not authorized: ${headers.authorization}`),
	'says the secrets back in an OperationOutcome with status 400': outcomeSayingBack(400, 'error'),
	'says the secrets back in an OperationOutcome with status 403': outcomeSayingBack(403, 'error'),
	'says the secrets back in an OperationOutcome with status 412': outcomeSayingBack(412, 'error'),
	'says the secrets back in an OperationOutcome with status 503': outcomeSayingBack(503, 'fatal'),
	'says the secrets back in an error with status 200': outcomeSayingBack(200, 'error'),
	'says the secrets back in a redirect': (request, response) =>
		response.writeHead(302, { location: `http://localhost:1/login?${encodeURI(saidBack(request))}` }).end(),
	'says the secrets back on a page': (request, response) =>
		response
			.writeHead(500, { 'content-type': 'text/html' })
			.end(`<html><title>${saidBack(request)}</title><h1>${saidBack(request)}</h1></html>`),
	'says the secrets back in JSON that is not FHIR': (request, response) =>
		response
			.writeHead(400, { 'content-type': 'application/json' })
			.end(JSON.stringify({ message: saidBack(request), error: saidBack(request) })),
	'responds with 403': (_request, response) => response.writeHead(403).end(),
	'responds with 429': (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
	'redirects the request to another server': ({ url }, response) =>
		response.writeHead(307, { location: `http://user:pw@localhost:1${url}` }).end(),
	'redirects the request to itself': ({ url }, response) => response.writeHead(308, { location: url }).end(),
	'links to an invalid next page': (_request, response) =>
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
	'repeats the request in its response': ({ headers, body }, response) =>
		response.writeHead(400, { 'content-type': 'text/plain' }).end(`${headers.authorization} ${body.toString()}`),
	'rejects the client and repeats the request in its response': ({ headers, body }, response) =>
		response.writeHead(401, { 'content-type': 'application/json' }).end(
			JSON.stringify({
				error: 'invalid_client',
				error_description: `${headers.authorization ?? ''} ${decodeURIComponent(body.toString())}`,
			}),
		),
	'returns a token of a wrong type': (_request, response) =>
		response
			.writeHead(200, { 'content-type': 'application/json' })
			.end(JSON.stringify({ access_token: `${planted.token}\n`, token_type: 'mac', expires_in: 'x' })),
	'returns half of a token': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/json' }).end(`{"access_token":"${planted.token}`),
	'responds with the error page of a gateway': page('Bad Gateway'),
};

describe('No secret or personal data appears', () => {
	const lines = listenToLogs();
	const found: string[] = [];
	let runs = 0;
	let failed = 0;
	let fhir: TestServer;
	let tokens: TestServer;
	let fhirHandler: Handler = page('');
	let tokenHandler: Handler = page('');

	beforeAll(async () => {
		fhir = await startServer((request, response) => fhirHandler(request, response));
		tokens = await startServer((request, response) => tokenHandler(request, response));
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

	it.each(Object.keys(failures))('in executions and errors where a FHIR server %s', async (failure) => {
		fhirHandler = failures[failure] ?? fhirHandler;
		tokenHandler = givesToken;
		for (const [operation, parameters] of Object.entries(operations)) {
			// The other operations would return the Bundle with the link as their output.
			if (failure === 'links to an invalid next page' && !operation.startsWith('search')) continue;
			await look(`${operation}, ${failure}, Basic Auth`, parameters, basic());
			await look(`${operation}, ${failure}, OAuth2`, parameters, oAuth('secretHeader', { scope: failure }));
		}
		expect(found).toEqual([]);
	});

	it.each(Object.keys(refusals))('in executions and errors where a token endpoint %s', async (refusal) => {
		tokenHandler = refusals[refusal] ?? tokenHandler;
		for (const method of ['secretHeader', 'secretHeaderRaw', 'secretBody', 'privateKeyJwt']) {
			await look(`token by ${method}, ${refusal}`, operations.search ?? {}, oAuth(method, { scope: refusal }));
		}
		expect(found).toEqual([]);
	});

	it('in executions and errors where a credential is invalid or the server cannot be reached', async () => {
		const search = operations.search ?? {};
		const at = (baseUrl: string): Credentials => ({ fhirBasicAuthApi: { ...basic().fhirBasicAuthApi, baseUrl } });
		await look('password in the URL', search, at(`https://u:${planted.password}@localhost:1/fhir`));
		await look('nobody there', search, at('http://127.0.0.1:1/fhir'));
		await look('no such host', search, at('https://no-such-host.invalid/fhir'));
		await look('https to an http port', search, at(fhir.url.replace('http:', 'https:')));
		await look('wrong passphrase', search, oAuth('privateKeyJwt', { privateKeyPassphrase: `${planted.passphrase}x` }));
		await look('broken key', search, oAuth('privateKeyJwt', { privateKey: planted.key.replace(/\n(.{9})/, '\n$1!') }));
		await look('no key', search, oAuth('privateKeyJwt', { privateKey: planted.clientSecret }));
		const google = (serviceAccountKey: string) => oAuth('googleServiceAccount', { serviceAccountKey });
		for (const [name, file] of Object.entries(googleKeyFiles)) await look(name, search, google(file));
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

	it('in executions and errors where the proxy URL has a password', async () => {
		try {
			for (const proxy of [`http://user:${planted.apiKey}@127.0.0.1:1`, `http://user:${planted.apiKey}@bad host`]) {
				setProxyVariables({ HTTP_PROXY: proxy });
				await closeConnections();
				await look(`proxy`, operations.search ?? {}, {
					fhirBasicAuthApi: { ...basic().fhirBasicAuthApi, baseUrl: 'http://fhir.example.invalid/r4' },
				});
			}
		} finally {
			restoreProxyVariables();
			await closeConnections();
		}
		expect(found).toEqual([]);
	});

	it('in the log', () => {
		expect(runs).toBeGreaterThan(300);
		expect(failed / runs).toBeGreaterThan(0.9);
		expect(lines.length).toBeGreaterThan(0);
		expect(lines.filter((line) => leaksIn(line).length > 0)).toEqual([]);
	});
});
