import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { type } from '../engine/support/fixtures';
import { authenticationOf, type Credentials, runNode } from '../engine/support/n8n';
import { restoreProxyVariables, setProxyVariables } from '../helpers/proxyVariables';
import { startServer, type TestServer } from '../servers/httpServer';
import { failures, type Handler, page, refusals } from './failingServers';
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

	const header = (): Credentials => ({
		fhirHeaderAuthApi: { baseUrl: `${fhir.url}/fhir`, headerType: 'bearerToken', token: planted.token },
	});
	const aws = (): Credentials => ({
		fhirAwsApi: {
			baseUrl: `${fhir.url}/fhir`,
			accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
			secretAccessKey: planted.clientSecret,
			sessionToken: planted.token,
			region: 'eu-west-1',
			service: 'healthlake',
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
					authentication: authenticationOf(credentials),
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
			// These two meet the failures at the same places.
			if (operation !== 'search' && operation !== 'create') continue;
			await look(`${operation}, ${failure}, Header`, parameters, header());
			await look(`${operation}, ${failure}, AWS`, parameters, aws());
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
