import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { startFhirServer, type FhirServer } from '../../servers/fhirServer';
import { startServer, type TestServer } from '../../servers/httpServer';
import { spawnServer } from '../../servers/spawn';
import { BASIC_CLIENT } from '../../servers/oauthServer';
import { tested } from './credentialDialog';
import { login } from '../support/fixtures';

const ca = TestCa.create('Hospital Root CA');
const bundle = { testTlsValidation: 'custom', testCaBundle: ca.certificate };

describe('The connection test of FHIR Basic Auth API', () => {
	let server: FhirServer;
	let web: TestServer;

	beforeAll(async () => {
		server = await startFhirServer({ tls: ca.issue(), basic: login });
		web = await startServer((_request, response) => void response.end('<html><title>Welcome</title></html>'));
	});
	afterAll(async () => await Promise.all([server.close(), web.close()]));

	const basic = async (data: ICredentialDataDecryptedObject) =>
		await tested('fhirBasicAuthApiTest', { baseUrl: server.baseUrl, ...login, ...bundle, ...data });

	it('is green for the right login', async () => {
		expect(await basic({})).toMatchObject({ status: 'OK' });
	});

	it('proves the login although /metadata is public', async () => {
		server.requests.splice(0);
		expect(await basic({ password: 'wrong' })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/login|password/i),
		});
		expect(server.requests.map(({ url }) => url.split('?')[0])).toEqual(['/fhir/metadata', '/fhir/Patient']);
	});

	it('names the issuer of an untrusted certificate, and where to choose the bundle', async () => {
		const { status, message } = await basic({ testTlsValidation: 'default' });
		expect(status).toBe('Error');
		expect(message).toContain('Hospital Root CA');
		expect(message).toContain('Custom Bundle');
	});

	it('tells a wrong URL from a wrong login', async () => {
		const elsewhere = await basic({ baseUrl: `${server.url}/elsewhere` });
		expect(elsewhere).toMatchObject({ status: 'Error', message: expect.stringMatching(/base URL/i) });
		const closed = await basic({ baseUrl: 'https://localhost:1' });
		expect(closed).toMatchObject({ status: 'Error', message: expect.stringMatching(/connection|refused|reach/i) });
		expect(await basic({ baseUrl: 'localhost' })).toMatchObject({ message: expect.stringMatching(/"Base URL"/) });
	});

	it('says so where it is no FHIR server', async () => {
		const result = await basic({ baseUrl: web.url });
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/FHIR/) });
	});

	it('never shows the password', async () => {
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

describe('The connection test of FHIR OAuth2 API', () => {
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

	it('is green for the right secret, with the token URL typed in or discovered', async () => {
		expect(await oAuth2({})).toEqual(expect.objectContaining({ status: 'OK' }));
		expect(await oAuth2({ tokenUrl: '' })).toEqual(expect.objectContaining({ status: 'OK' }));
	});

	it('says that the secret is wrong, without showing it', async () => {
		const { status, message } = await oAuth2({ clientSecret: 'geheim-7' });
		expect(status).toBe('Error');
		expect(message).toMatch(/client secret|secret/i);
		expect(message).not.toContain('geheim-7');
	});

	it('says that the token URL is wrong', async () => {
		const { status, message } = await oAuth2({ tokenUrl: `${hospital.oauth.url}/nowhere` });
		expect(status).toBe('Error');
		expect(message).toMatch(/token/i);
	});
});

describe('The connection test of FHIR CA Bundle API', () => {
	let server: TestServer;

	beforeAll(async () => {
		server = await startServer((_request, response) => void response.end(), { tls: ca.issue() });
	});
	afterAll(async () => await server.close());

	const caBundleTest = async (data: ICredentialDataDecryptedObject) => await tested('fhirCaBundleApiTest', data);

	it('is green where the server of the test URL is trusted', async () => {
		expect(await caBundleTest({ caBundle: ca.certificate, testUrl: server.url })).toMatchObject({ status: 'OK' });
		expect(server.requests).toHaveLength(0);
	});

	it('says which certificate is missing', async () => {
		const { status, message } = await caBundleTest({
			caBundle: TestCa.create('Other CA').certificate,
			testUrl: server.url,
		});
		expect(status).toBe('Error');
		expect(message).toContain('Hospital Root CA');
	});

	const old = TestCa.create('Old Root CA', { notBefore: new Date(0), notAfter: new Date(1e12) }).certificate;

	it('says which certificate among valid ones has expired, unless a handshake shows that it does no harm', async () => {
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

	it('shows the client certificate, and says so where it is missing', async () => {
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

	it('says which block is corrupt', async () => {
		const corrupt = ca.certificate.replace(/\n[A-Za-z0-9+/]{64}\n/, '\nAAAA\n');
		const { status, message } = await caBundleTest({ caBundle: `${ca.certificate}\n${corrupt}` });
		expect(status).toBe('Error');
		expect(message).toMatch(/2/);
	});
});
