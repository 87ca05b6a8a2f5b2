import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { corruptPem } from '../../helpers/pem';
import { TestCa } from '../../servers/certificates';
import { type FhirServer, startFhirServer } from '../../servers/fhirServer';
import { startServer, type TestServer } from '../../servers/httpServer';
import { BASIC_CLIENT } from '../../servers/oauthServer';
import { spawnServer } from '../../servers/spawn';
import { login } from '../support/fixtures';
import { tested } from './credentialDialog';

const ca = TestCa.create('Hospital Root CA');
const bundle = { testTlsValidation: 'custom', testCaBundle: ca.certificate };

describe('Connection test of FHIR Basic Auth API:', () => {
	let server: FhirServer;
	let web: TestServer;

	beforeAll(async () => {
		server = await startFhirServer({ tls: ca.issue(), basic: login });
		web = await startServer((_request, response) => void response.end('<html><title>Welcome</title></html>'));
	});
	afterAll(async () => await Promise.all([server.close(), web.close()]));

	const basic = async (data: ICredentialDataDecryptedObject) =>
		await tested('fhirBasicAuthApiTest', { baseUrl: server.baseUrl, ...login, ...bundle, ...data });

	it('the right login passes', async () => {
		expect(await basic({})).toMatchObject({ status: 'OK' });
	});

	it('a wrong password fails although /metadata is public', async () => {
		server.requests.splice(0);
		expect(await basic({ password: 'wrong' })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/login|password/i),
		});
		expect(server.requests.map(({ url }) => url.split('?')[0])).toEqual(['/fhir/metadata', '/fhir/Patient']);
	});

	it('an untrusted certificate fails, and the message names its issuer and the option Custom CA Bundle', async () => {
		const { status, message } = await basic({ testTlsValidation: 'default' });
		expect(status).toBe('Error');
		expect(message).toContain('Hospital Root CA');
		expect(message).toContain('Custom CA Bundle');
	});

	it('a wrong base URL and a wrong login have different messages', async () => {
		const elsewhere = await basic({ baseUrl: `${server.url}/elsewhere` });
		expect(elsewhere).toMatchObject({ status: 'Error', message: expect.stringMatching(/base URL/i) });
		const closed = await basic({ baseUrl: 'https://localhost:1' });
		expect(closed).toMatchObject({ status: 'Error', message: expect.stringMatching(/connection|refused|reach/i) });
		expect(await basic({ baseUrl: 'localhost' })).toMatchObject({ message: expect.stringMatching(/"Base URL"/) });
	});

	it('a server that is not a FHIR server fails', async () => {
		const result = await basic({ baseUrl: web.url });
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/FHIR/) });
	});

	it('messages never show the password', async () => {
		const dialogs: ICredentialDataDecryptedObject[] = [
			{},
			{ testTlsValidation: 'default' },
			{ baseUrl: web.url },
			{ password: 'geheim-7' },
		];
		for (const data of dialogs) {
			const { message } = await basic(data);
			expect(message).not.toContain(login.password);
			expect(message).not.toContain('geheim-7');
		}
	});
});

describe('Connection test of FHIR OAuth2 API:', () => {
	let hospital: Awaited<ReturnType<typeof spawnHospital>>;
	const spawnHospital = async () =>
		await spawnServer('hospital', { fhir: { tls: ca.issue() }, oauth: { tls: ca.issue(), clients: [BASIC_CLIENT] } });

	beforeAll(async () => {
		hospital = await spawnHospital();
	});
	afterAll(async () => await hospital.close());

	const oAuth2 = async (data: ICredentialDataDecryptedObject) =>
		await tested('fhirOAuth2ApiTest', {
			baseUrl: hospital.fhir.baseUrl,
			tokenUrl: hospital.oauth.tokenUrl,
			clientId: BASIC_CLIENT.id,
			clientAuthentication: 'secretHeader',
			clientSecret: 'secret' in BASIC_CLIENT ? BASIC_CLIENT.secret : '',
			scope: 'system/*.rs',
			...bundle,
			...data,
		});

	it('the right secret passes, with the token URL entered or discovered', async () => {
		expect(await oAuth2({})).toEqual(expect.objectContaining({ status: 'OK' }));
		expect(await oAuth2({ tokenUrl: '' })).toEqual(expect.objectContaining({ status: 'OK' }));
	});

	it('a wrong secret fails, and the message does not show it', async () => {
		const { status, message } = await oAuth2({ clientSecret: 'geheim-7' });
		expect(status).toBe('Error');
		expect(message).toMatch(/client secret|secret/i);
		expect(message).not.toContain('geheim-7');
	});

	it('a wrong token URL fails', async () => {
		const { status, message } = await oAuth2({ tokenUrl: `${hospital.oauth.url}/nowhere` });
		expect(status).toBe('Error');
		expect(message).toMatch(/token/i);
	});
});

describe('Connection test of FHIR CA Bundle API:', () => {
	let server: TestServer;

	beforeAll(async () => {
		server = await startServer((_request, response) => void response.end(), { tls: ca.issue() });
	});
	afterAll(async () => await server.close());

	const caBundleTest = async (data: ICredentialDataDecryptedObject) => await tested('fhirCaBundleApiTest', data);

	it('a trusted server at the test URL passes', async () => {
		expect(await caBundleTest({ caBundle: ca.certificate, testUrl: server.url })).toMatchObject({ status: 'OK' });
		expect(server.requests).toHaveLength(0);
	});

	it('a missing CA fails, and the message names it', async () => {
		const { status, message } = await caBundleTest({
			caBundle: TestCa.create('Other CA').certificate,
			testUrl: server.url,
		});
		expect(status).toBe('Error');
		expect(message).toContain('Hospital Root CA');
	});

	const old = TestCa.create('Old Root CA', { notBefore: new Date(0), notAfter: new Date(1e12) }).certificate;

	it('an expired certificate in the bundle fails, unless a handshake with the test URL succeeds', async () => {
		const caBundle = ca.certificate + old;
		const alone = await caBundleTest({ caBundle });
		expect(alone).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Block 2 ("Old Root CA") expired on'),
		});
		expect(await caBundleTest({ caBundle, testUrl: server.url })).toMatchObject({ status: 'OK' });
		const failing = await caBundleTest({ caBundle: TestCa.create('Other CA').certificate + old, testUrl: server.url });
		expect(failing.message).toMatch(/Hospital Root CA.*Block 2 \("Old Root CA"\) expired on/);
	});

	it('the client certificate is presented, and a missing client certificate fails', async () => {
		const { chain, key } = ca.issue();
		const tls = { cert: chain, key, requestCert: true, ca: ca.certificate };
		const strict = await startServer((_request, response) => void response.end(), { tls });
		const own = ca.issue({ client: true });
		const data = { caBundle: ca.certificate, testUrl: strict.url };
		const shown = { ...data, mutualTls: true, clientCertificate: own.cert, clientPrivateKey: own.key };
		expect(await caBundleTest(shown)).toMatchObject({ status: 'OK' });
		expect(await caBundleTest(data)).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('client certificate'),
		});
		await strict.close();
	});

	it('a corrupt block fails, and the message names it', async () => {
		const corrupt = corruptPem(ca.certificate);
		const { status, message } = await caBundleTest({ caBundle: `${ca.certificate}\n${corrupt}` });
		expect(status).toBe('Error');
		expect(message).toMatch(/2/);
	});
});
