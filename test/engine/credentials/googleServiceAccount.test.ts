import type { IDataObject } from 'n8n-workflow';
import { generateKeyPairSync } from 'node:crypto';
import { accessToken } from '../../../credentials/shared/accessToken';
import { type LoginSite, pem, registration, startLoginSite } from '../../cases/loginFixture';
import { type GoogleProject, googleTokens } from '../../servers/googleTokens';
import { type Handler, startServer } from '../../servers/httpServer';
import { decodeJwt } from '../../servers/jwt';
import { outputOf, type } from '../support/fixtures';
import { tested } from './credentialDialog';

const email = 'n8n@clinic-fhir.iam.gserviceaccount.com';
const scope = 'https://www.googleapis.com/auth/cloud-healthcare';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secretLine = pem(privateKey).split('\n')[3] ?? '';
const [publicKey] = registration(privateKey, 'RS256');
const keyId = '9fb1c5a0f8d14c7e8a3b2f60d7c4e1a95b3d8f20';

describe('FHIR OAuth2 API with a Google service account', () => {
	let site: LoginSite;
	let off = 0;
	const project: GoogleProject = {
		accounts: { [email]: { [keyId]: publicKey ?? {} } },
		delegatedUsers: ['nurse@clinic.example'],
		now: () => Date.now() + off,
	};
	// Google Cloud Healthcare responds only to tokens of its own.
	const healthcare: Handler = ({ url, headers }, response) => {
		const isOpen = String(headers.authorization).startsWith('Bearer ya29.');
		response.writeHead(isOpen ? 200 : 401, { 'content-type': 'application/fhir+json' });
		const resources: Record<string, object> = {
			'/fhir/Patient/1': { resourceType: 'Patient', id: '1' },
			'/fhir/metadata': { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', resource: [] }] },
		};
		response.end(JSON.stringify(resources[url ?? ''] ?? { resourceType: 'Bundle', type: 'searchset' }));
	};

	beforeAll(async () => (site = await startLoginSite(googleTokens(project), healthcare)));
	afterAll(async () => await site.close());
	beforeEach(() => {
		off = 0;
		site.tokens.requests.length = 0;
		site.fhir.requests.length = 0;
	});

	/** The file as Google hands it out. */
	const keyFile = (changes: IDataObject = {}): IDataObject => ({
		type: 'service_account',
		project_id: 'clinic-fhir',
		private_key_id: keyId,
		private_key: pem(privateKey),
		client_email: email,
		client_id: '104567890123456789012',
		auth_uri: 'https://accounts.google.com/o/oauth2/auth',
		token_uri: `${site.tokens.url}/token`,
		auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
		client_x509_cert_url: 'https://www.googleapis.com/robot/v1/metadata/x509/n8n',
		universe_domain: 'googleapis.com',
		...changes,
	});
	let made = 0;
	const login = (fields: IDataObject = {}, changes: IDataObject = {}): IDataObject => ({
		clientAuthentication: 'googleServiceAccount',
		serviceAccountKey: JSON.stringify(keyFile({ project_id: `clinic-${++made}`, ...changes }), undefined, 2),
		googleScope: scope,
		...fields,
	});
	const assertion = () => decodeJwt(new URLSearchParams(site.tokens.requests[0]?.body).get('assertion') ?? '');

	it('logs in with the pasted key file alone, as Google documents it', async () => {
		expect(outputOf(await site.run(login()))).toEqual([{ resourceType: 'Patient', id: '1' }]);
		const { header, claims } = assertion();
		expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: keyId });
		expect(claims).toMatchObject({ iss: email, scope, aud: `${site.tokens.url}/token` });
		expect(claims).not.toHaveProperty('sub');
		expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(3600);
		expect(site.fhir.requests[0]?.headers.authorization).toMatch(/^Bearer ya29\./);
	});

	it.each<[string, IDataObject]>([
		['an empty scope, which is that of Cloud Healthcare', { googleScope: '' }],
		['several scopes', { googleScope: `${scope}  https://www.googleapis.com/auth/cloud-platform` }],
		['a user to act for', { subject: 'nurse@clinic.example' }],
		['fields of other logins that were filled in before', { clientId: 'x', clientSecret: 'y', tokenUrl: 'nonsense' }],
	])('logs in with %s', async (_what, fields) => {
		expect((await site.run(login(fields))).error).toBeUndefined();
		expect(assertion().claims.sub).toBe(fields.subject);
	});

	it('logs in with a file whose line breaks were lost when it was pasted', async () => {
		const pasted = `\uFEFF ${JSON.stringify(keyFile({ private_key: pem(privateKey).replaceAll('\n', '\\n') }))}\n`;
		expect((await site.run(login({ serviceAccountKey: pasted }))).error).toBeUndefined();
	});

	it('shares one token among all items, and fetches another one when it is refused', async () => {
		expect(outputOf(await site.run(login(), {}, { input: [{}, {}, {}, {}] }))).toHaveLength(4);
		expect(site.tokens.requests).toHaveLength(1);
	});

	it('has a connection test that passes, and fails without the key', async () => {
		const test = { testTlsValidation: 'custom', testCaBundle: site.ca.certificate };
		const dialog = async (fields: IDataObject) =>
			await tested('fhirOAuth2ApiTest', site.credential({ ...login(), ...test, ...fields }) as never);
		expect(await dialog({})).toMatchObject({ status: 'OK' });
		expect(await dialog({ serviceAccountKey: '' })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/"Service Account Key" is empty.*IAM & Admin/),
		});
	});

	it.each<[string, () => IDataObject, string, RegExp]>([
		[
			'a key that was deleted',
			() => login({}, { private_key_id: 'gone' }),
			'Google does not accept the key',
			/new key.*Invalid JWT Signature/,
		],
		[
			'an account that was deleted',
			() => login({}, { client_email: 'x@y.iam' }),
			'Google does not know this service account',
			/deleted/,
		],
		[
			'a scope that does not exist',
			() => login({ googleScope: 'https://x.example' }),
			'Google does not know the scope',
			/Invalid OAuth scope/,
		],
		[
			'a user it may not act for',
			() => login({ subject: 'ceo@clinic.example' }),
			'does not allow this service account',
			/"Act as User" empty/,
		],
	])('explains the refusal of %s', async (_what, fields, message, advice) => {
		const { error } = await site.run(fields());
		expect(error?.message).toContain(message);
		expect(error?.description).toMatch(advice);
		expect(JSON.stringify(error)).not.toContain(secretLine);
		expect(JSON.stringify(error)).not.toMatch(/eyJ[\w-]{8}/);
	});

	it('explains a clock that is off, by how much', async () => {
		off = 2 * 3600_000;
		const { error } = await site.run(login());
		expect(error?.message).toBe('The token endpoint does not accept the times in the signed JWT');
		expect(error?.description).toMatch(/clock.*short-lived token/);
	});

	it.each<[string, unknown, RegExp]>([
		['nothing', '  ', /is empty/],
		['the private key alone', pem(privateKey), /is only the private key/],
		['half a file', '{"type": "service_account", "private', /is not valid JSON/],
		['most of a file', JSON.stringify({ private_key: pem(privateKey) }).slice(0, -9), /is not valid JSON/],
		['an API key', 'AIzaSyA-0123456789', /is not the JSON file of a key/],
		['the login of a person', { type: 'authorized_user', refresh_token: '1//0' }, /is the login of a person/],
		['workload identity federation', { type: 'external_account' }, /workload identity federation/],
		['an OAuth client', { web: { client_id: 'x', client_secret: 'y' } }, /is an OAuth client/],
		['a file without its key', { type: 'service_account', client_email: 'a@b.c' }, /has no `private_key`/],
		['a file with a damaged key', { private_key: pem(privateKey).slice(0, 400) }, /cannot be read/],
		[
			'a file with an address that is not encrypted',
			{ token_uri: 'http://oauth2.googleapis.com/token' },
			/not an https address/,
		],
		['a file with a script as address', { token_uri: 'javascript:alert(1)' }, /not an https address/],
	])('refuses %s as key, and sends nothing', async (_what, pasted, message) => {
		const merged = typeof pasted === 'object' && !('type' in (pasted as object)) && !('web' in (pasted as object));
		const text = typeof pasted === 'string' ? pasted : JSON.stringify(merged ? keyFile(pasted as IDataObject) : pasted);
		const { error } = await site.run(login({ serviceAccountKey: text }));
		expect(error?.message).toMatch(/^"Service Account Key" /);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/Google Cloud console/);
		expect(JSON.stringify(error)).not.toContain(secretLine);
		expect([site.tokens.requests, site.fhir.requests]).toEqual([[], []]);
	});

	it('gives a stranger that a file names nothing but a JWT for that stranger', async () => {
		const stranger = await startServer((_request, response) => void response.writeHead(400).end('{}'), {
			tls: site.ca.issue(),
		});
		const { error } = await site.run(login({}, { token_uri: `${stranger.url}/token` }));
		const [request] = stranger.requests;
		await stranger.close();
		expect(error).toBeDefined();
		expect(request?.headers.authorization).toBeUndefined();
		const form = new URLSearchParams(request?.body);
		expect([...form.keys()]).toEqual(['grant_type', 'assertion']);
		expect(decodeJwt(form.get('assertion') ?? '').claims.aud).toBe(`${stranger.url}/token`);
		expect(request?.body).not.toContain(secretLine);
	});

	it('has no key to register: Server → Get Public JWKS says that Google has it already', async () => {
		const { error } = await site.run(login(), { resource: 'server', operation: 'getJwks' });
		expect(error?.message).toMatch(/Google has the public key/);
	});

	it('fetches the token of n8n’s HTTP Request node as well', async () => {
		const sent: Array<{ url: string; body?: unknown }> = [];
		const httpRequest = async (options: { url: string; body?: unknown }) => {
			sent.push(options);
			return {
				statusCode: 200,
				headers: {},
				body: '{"access_token":"ya29.x","token_type":"Bearer","expires_in":3599}',
			};
		};
		const helpers = { httpRequest } as unknown as Parameters<typeof accessToken>[1];
		expect(await accessToken(site.credential(login()) as never, helpers)).toBe('ya29.x');
		expect(sent.map(({ url }) => url)).toEqual([`${site.tokens.url}/token`]);
		expect(new URLSearchParams(String(sent[0]?.body)).get('grant_type')).toMatch(/jwt-bearer$/);
	});

	it('sends its token to no other origin', async () => {
		const stranger = await startServer((_request, response) => void response.writeHead(404).end());
		const page = {
			resourceType: 'Bundle',
			type: 'searchset',
			link: [{ relation: 'next', url: `${stranger.url}/fhir?page=2` }],
		};
		const other = await startLoginSite(
			googleTokens(project),
			(_request, response) =>
				void response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(page)),
		);
		const fields = login({}, { token_uri: `${other.tokens.url}/token` });
		await other.run(fields, { operation: 'getAll', resourceType: type('Patient'), returnAll: true });
		const [request] = stranger.requests;
		await Promise.all([other.close(), stranger.close()]);
		expect(request?.headers.authorization).toBeUndefined();
	});
});
