import type { IDataObject } from 'n8n-workflow';
import { createPrivateKey } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import { selfSigned, TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { runNode, type RunResult } from '../support/n8n';

const ca = TestCa.create('Hospital Root CA');
const clients = TestCa.create('Clients Root CA');
const issuing = clients.intermediate('Clients Issuing CA');
const own = issuing.issue({ client: true, commonName: 'n8n' });
const passphrase = 'öffne dich';
const encrypted = createPrivateKey(own.key)
	.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
	.toString();
const patient = { resourceType: 'Patient', id: '1' };

/** A valid credential; `fields` override its data. */
const credential = (fields: IDataObject = {}): IDataObject => ({
	caBundle: ca.certificate,
	mutualTls: true,
	clientCertificate: own.chain,
	clientPrivateKey: own.key,
	...fields,
});

async function read(server: TestServer, fields: IDataObject = {}, parameters: IDataObject = {}): Promise<RunResult> {
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'none',
			baseUrl: server.url,
			tlsValidation: 'custom',
			resourceType: type('Patient'),
			resourceId: '1',
			options: { retries: 0 },
			...parameters,
		},
		credentials: {
			fhirCaBundleApi: credential(fields),
			fhirBasicAuthApi: { baseUrl: server.url, user: 'u', password: 'p' },
		},
	});
}

const wordsOf = ({ error }: RunResult) => `${String(error?.message)} ${String(error?.description)}`;

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('Mutual TLS over %s:', (version) => {
	let server: TestServer;

	beforeAll(async () => {
		const { chain, key } = ca.issue();
		const tls: ServerOptions = {
			cert: chain,
			key,
			requestCert: true,
			ca: clients.certificate,
			minVersion: version,
			maxVersion: version,
		};
		server = await startServer(
			(_request, response) => {
				response.setHeader('content-type', 'application/fhir+json');
				response.end(JSON.stringify(patient));
			},
			{ tls },
		);
	});
	afterAll(async () => await server.close());
	beforeEach(() => server.requests.splice(0));

	test.each<[string, IDataObject]>([
		['with its key', {}],
		['with an encrypted key and its passphrase', { clientPrivateKey: encrypted, clientKeyPassphrase: passphrase }],
		[
			'whose PEM has lost its line breaks',
			{ clientCertificate: own.chain.replaceAll('\n', '\\n'), clientPrivateKey: own.key.replaceAll('\n', ' ') },
		],
	])('the server accepts a client certificate %s', async (_what, fields) => {
		expect(outputOf(await read(server, fields))).toEqual([patient]);
		expect(server.requests[0]?.clientCertificate).toBe('n8n');
	});

	test('the server accepts a client certificate together with a login', async () => {
		expect(outputOf(await read(server, {}, { authentication: 'basic' }))).toEqual([patient]);
		expect(server.requests[0]).toMatchObject({ clientCertificate: 'n8n', headers: { authorization: 'Basic dTpw' } });
	});

	test('a missing client certificate fails, and the error says where to enter it', async () => {
		const result = await read(server, { mutualTls: false });
		expect(wordsOf(result)).toMatch(/client certificate/);
		expect(wordsOf(result)).toContain('FHIR CA Bundle API');
		expect(server.requests).toHaveLength(0);
	});

	test('a client certificate of another CA fails, and the error says so', async () => {
		const { cert, key } = TestCa.create('Some Other CA').issue({ client: true });
		const result = await read(server, { clientCertificate: cert, clientPrivateKey: key });
		expect(wordsOf(result)).toMatch(/client certificate/);
		expect(server.requests).toHaveLength(0);
	});

	test("the server's own certificate is still validated", async () => {
		const result = await read(server, { caBundle: '', alsoTrustPublicCas: true });
		expect(wordsOf(result)).toContain('Hospital Root CA');
		expect(server.requests).toHaveLength(0);
	});
});

describe('Mutual TLS sends nothing where the client certificate', () => {
	let server: TestServer;

	beforeAll(async () => {
		server = await startServer((_request, response) => void response.end('{}'), { tls: ca.issue() });
	});
	afterAll(async () => await server.close());

	const lastYear = { notBefore: new Date(Date.now() - 2e10), notAfter: new Date(Date.now() - 1e9) };
	const expired = clients.issue({ client: true, ...lastYear });
	test.each<[string, IDataObject, RegExp]>([
		['is missing', { clientCertificate: '' }, /^"Client Certificate" contains no certificate/],
		['has no key', { clientPrivateKey: '' }, /^"Client Key" contains no private key/],
		[
			'has a key that needs a passphrase',
			{ clientPrivateKey: encrypted },
			/^"Client Key" is encrypted, but "Client Key Passphrase" is empty/,
		],
		['has a key and a wrong passphrase', { clientPrivateKey: encrypted, clientKeyPassphrase: 'no' }, /^"Client Key/],
		[
			'has the key of another certificate',
			{ clientPrivateKey: selfSigned().key },
			/^"Client Key" does not belong to the certificate/,
		],
		[
			'has expired',
			{ clientCertificate: expired.cert, clientPrivateKey: expired.key },
			/^"Client Certificate" expired on /,
		],
	])('%s', async (_what, fields, message) => {
		const { error } = await read(server, fields);
		expect(error?.message).toMatch(message);
		expect(server.connections()).toBe(0);
		expect(JSON.stringify(error)).not.toContain(own.key.slice(60, 100));
	});
});
