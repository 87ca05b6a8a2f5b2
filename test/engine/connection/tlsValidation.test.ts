import { type Issued, selfSigned, TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { runNode, type RunResult } from '../support/n8n';

const yesterday = new Date(Date.now() - 86_400_000);
const lastYear = new Date(Date.now() - 366 * 86_400_000);

const ca = TestCa.create('Hospital Root CA');
const intermediate = ca.intermediate('Hospital Issuing CA');
const selfSignedCertificate = selfSigned();
const behindIntermediate = intermediate.issue();

/** The certificate that a server presents, and the bundle that its administrator provides. */
const servers: Record<string, { shows: Issued; bundle: string; custom: 'trusted' | RegExp; otherwise: RegExp }> = {
	'a certificate of a private CA': {
		shows: ca.issue(),
		bundle: ca.certificate,
		custom: 'trusted',
		otherwise: /Hospital Root CA/,
	},
	'a chain over an intermediate': {
		shows: behindIntermediate,
		bundle: ca.certificate,
		custom: 'trusted',
		otherwise: /Hospital (Root|Issuing) CA/,
	},
	'a self-signed certificate': {
		shows: selfSignedCertificate,
		bundle: selfSignedCertificate.cert,
		custom: 'trusted',
		otherwise: /self-signed|itself/i,
	},
	'an expired certificate': {
		shows: ca.issue({ notBefore: lastYear, notAfter: yesterday }),
		bundle: ca.certificate,
		custom: /expired/i,
		otherwise: /certificate/i,
	},
	'a certificate for another host': {
		shows: ca.issue({ hosts: ['other.example.org'] }),
		bundle: ca.certificate,
		custom: /other\.example\.org|another|different|name/i,
		otherwise: /certificate/i,
	},
	'a chain without its intermediate': {
		shows: { ...behindIntermediate, chain: behindIntermediate.cert },
		bundle: ca.certificate,
		custom: /Hospital Issuing CA/,
		otherwise: /certificate/i,
	},
};

describe.each(Object.entries(servers))(
	'SSL/TLS Validation: a server that presents %s',
	(_name, { shows, bundle, custom, otherwise }) => {
		let server: TestServer;

		beforeAll(async () => {
			server = await startServer(
				(_request, response) => {
					response.setHeader('content-type', 'application/fhir+json');
					response.end(JSON.stringify({ resourceType: 'Patient', id: '1' }));
				},
				{ tls: shows },
			);
		});
		afterAll(async () => await server.close());
		beforeEach(() => server.requests.splice(0));

		const read = async (tlsValidation: string, caBundle = bundle): Promise<RunResult> =>
			await runNode({
				parameters: {
					resource: 'resource',
					operation: 'get',
					authentication: 'none',
					baseUrl: server.url,
					tlsValidation,
					resourceType: type('Patient'),
					resourceId: '1',
				},
				credentials: { fhirCaBundleApi: { caBundle, alsoTrustPublicCas: false } },
			});

		it('is accepted under Skip Validation', async () => {
			expect(outputOf(await read('skip'))).toEqual([{ resourceType: 'Patient', id: '1' }]);
		});

		it('is refused under Default CA Bundle with an error about the certificate, also after Skip Validation', async () => {
			await read('skip');
			server.requests.splice(0);
			const { error } = await read('default');
			expect(`${String(error?.message)} ${String(error?.description)}`).toMatch(otherwise);
			expect(error?.message).not.toMatch(/[A-Z]+_[A-Z_]+/);
			expect(server.requests).toHaveLength(0);
		});

		it('is validated against the bundle under Custom CA Bundle', async () => {
			const result = await read('custom');
			if (custom === 'trusted') {
				expect(outputOf(result)).toHaveLength(1);
			} else {
				expect(`${String(result.error?.message)} ${String(result.error?.description)}`).toMatch(custom);
				expect(server.requests).toHaveLength(0);
			}
		});

		it('is refused under Custom CA Bundle with the bundle of another CA, also after Skip Validation', async () => {
			await read('skip');
			server.requests.splice(0);
			const { error } = await read('custom', TestCa.create('Some Other CA').certificate);
			expect(error).toBeDefined();
			expect(server.requests).toHaveLength(0);
		});
	},
);

describe('Connections', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital({ examples: ['Patient'] });
	});
	afterAll(async () => await hospital.close());

	it('are reused: 1,000 reads take no more handshakes than Items in Parallel, and a second execution takes no handshake', async () => {
		const reads = async () =>
			outputOf(
				await hospital.run(
					{
						operation: 'get',
						resourceType: type('Patient'),
						resourceId: '={{ $json.id }}',
						options: { concurrency: 8 },
					},
					{ input: Array.from({ length: 1000 }, () => ({ id: 'example' })) },
				),
			);
		expect(await reads()).toHaveLength(1000);
		expect(hospital.server.handshakes()).toBeLessThanOrEqual(8);
		const before = hospital.server.handshakes();
		await reads();
		expect(hospital.server.handshakes()).toBe(before);
	});
});
