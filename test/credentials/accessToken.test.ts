import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { generateKeyPairSync } from 'node:crypto';
import { FhirOAuth2Api } from '../../credentials/FhirOAuth2Api.credentials';
import { addNodeType, runNode } from '../engine/support/n8n';
import { type Handler, startServer, type TestServer } from '../servers/httpServer';

/** A node that runs the credential's own step with the helpers that n8n gives its HTTP Request node. */
function probe(credential: IDataObject): INodeType {
	const description = { displayName: 'Probe', name: 'probe', inputs: ['main'], outputs: ['main'], properties: [] };
	return {
		description,
		async execute(this: IExecuteFunctions) {
			const { helpers } = this;
			return [[{ json: await new FhirOAuth2Api().preAuthentication.call({ helpers }, credential as never) }]];
		},
	} as unknown as INodeType;
}

async function preAuthentication(credential: IDataObject) {
	addNodeType('probe', probe(credential));
	const { output, error } = await runNode({ type: 'probe', parameters: {} });
	return { accessToken: output[0]?.json.accessToken, error };
}

describe('FHIR OAuth2 API credential in the HTTP Request node: the access token', () => {
	let server: TestServer;
	let respond: Handler;
	let tokens = 0;
	const grantToken: Handler = (_, response) => {
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ access_token: `token-${++tokens}`, token_type: 'Bearer', expires_in: 300 }));
	};
	beforeAll(async () => (server = await startServer((request, response) => respond(request, response))));
	beforeEach(() => {
		respond = grantToken;
		server.requests.length = 0;
	});
	afterAll(() => server.close());

	const credential = (fields: IDataObject): IDataObject => ({
		baseUrl: `${server.url}/fhir`,
		tokenUrl: `${server.url}/token`,
		clientId: 'client:1',
		clientSecret: 's e%cret',
		clientAuthentication: 'secretHeader',
		...fields,
	});

	test('is requested with the form-encoded secret in a Basic header', async () => {
		const { accessToken } = await preAuthentication(credential({ scope: 'system/Patient.rs' }));
		expect(accessToken).toMatch(/^token-\d+$/);
		const [request] = server.requests;
		expect(request).toMatchObject({ method: 'POST', url: '/token' });
		expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('client%3A1:s+e%25cret').toString('base64')}`);
		expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
			grant_type: 'client_credentials',
			scope: 'system/Patient.rs',
		});
	});

	test('is requested with the secret in the body', async () => {
		await preAuthentication(credential({ clientAuthentication: 'secretBody' }));
		const [request] = server.requests;
		expect(request?.headers.authorization).toBeUndefined();
		expect(new URLSearchParams(request?.body).get('client_secret')).toBe('s e%cret');
	});

	test('is requested with a signed JWT', async () => {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
		const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
		await preAuthentication(credential({ clientAuthentication: 'privateKeyJwt', privateKey: pem, kid: 'k1' }));
		const assertion = new URLSearchParams(server.requests[0]?.body).get('client_assertion') ?? '';
		const [header, claims] = assertion.split('.').map((part) => Buffer.from(part, 'base64url').toString());
		expect(JSON.parse(header ?? '')).toMatchObject({ alg: 'ES384', kid: 'k1' });
		expect(JSON.parse(claims ?? '')).toMatchObject({ iss: 'client:1', aud: `${server.url}/token` });
	});

	test('comes from the endpoint in the SMART configuration if the credential has no token URL', async () => {
		respond = (request, response) => {
			if (!request.url?.endsWith('smart-configuration')) return grantToken(request, response);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ token_endpoint: `${server.url}/named` }));
		};
		await preAuthentication(credential({ tokenUrl: '' }));
		expect(server.requests.map(({ url }) => url)).toEqual(['/fhir/.well-known/smart-configuration', '/named']);
	});

	test('is replaced by another after the server rejected it', async () => {
		const first = await preAuthentication(credential({ scope: 'a' }));
		const second = await preAuthentication(credential({ scope: 'a', accessToken: first.accessToken }));
		expect(second.accessToken).not.toBe(first.accessToken);
	});

	test('is missing if the secret is wrong, and the error says so without the secret', async () => {
		respond = (_, response) => {
			response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}');
		};
		const { accessToken, error } = await preAuthentication(credential({ scope: 'b' }));
		expect(accessToken).toBeUndefined();
		expect(error?.message).toMatch(/client/i);
		expect(JSON.stringify(error)).not.toContain('s e%cret');
	});
});
