import type { IDataObject } from 'n8n-workflow';
import { tested } from '../engine/credentials/credentialDialog';
import { outputOf, type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { TestCa } from '../servers/certificates';
import { type LegacyTlsServer, startLegacyTlsServer } from '../servers/legacyTls';

const ca = TestCa.create('Hospital Root CA');
const patient = { resourceType: 'Patient', id: '1' };

let server: LegacyTlsServer;
beforeAll(async () => {
	server = await startLegacyTlsServer(ca.issue(), (request, response) => {
		const body = request.method === 'POST' ? (JSON.parse(request.body.toString()) as object) : patient;
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
	});
});
afterAll(async () => await server.close());

async function run(parameters: IDataObject, bundle: IDataObject = {}) {
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'none',
			baseUrl: `${server.url}/fhir`,
			tlsValidation: 'custom',
			resourceType: type('Patient'),
			resourceId: '1',
			...parameters,
			options: { retries: 0 },
		},
		credentials: { fhirCaBundleApi: { caBundle: ca.certificate, ...bundle } },
	});
}

describe('F45: a server without secure renegotiation', () => {
	it('is read and written with "Allow Legacy Renegotiation"', async () => {
		expect(outputOf(await run({}, { legacyRenegotiation: true }))).toEqual([patient]);
		const body = JSON.stringify({ resourceType: 'Patient', language: 'x'.repeat(40_000) });
		const written = await run({ operation: 'create', body }, { legacyRenegotiation: true });
		expect(outputOf(written)).toEqual([JSON.parse(body)]);
	});

	it('is refused without the switch, and the error names it', async () => {
		const before = server.handshakes();
		const { error } = await run({});
		expect(error?.message).toMatch(/without secure renegotiation/);
		expect(error?.description).toMatch(/"Allow Legacy Renegotiation" in the FHIR CA Bundle API credential/);
		expect(server.handshakes()).toBe(before);
	});

	it.each(['default', 'skip'])(
		'is refused under SSL/TLS Validation "%s", and the error says where the switch is',
		async (mode) => {
			const { error } = await run({ tlsValidation: mode });
			expect(error?.description).toMatch(/"Allow Legacy Renegotiation" in a FHIR CA Bundle API credential/);
			expect(error?.description).toMatch(/"Custom CA Bundle"/);
			expect(error?.description).toMatch(/public certificate.*"Also Trust Public CAs"/);
		},
	);

	it('is still refused with the switch where its certificate is not trusted', async () => {
		const { certificate } = TestCa.create('Other Root CA');
		const { error } = await run({}, { caBundle: certificate, legacyRenegotiation: true });
		expect(error?.message).toMatch(/"Hospital Root CA"/);
	});

	it('fails the connection test of the CA bundle without the switch, and passes it with the switch', async () => {
		const data = { caBundle: ca.certificate, testUrl: server.url };
		const refused = await tested('fhirCaBundleApiTest', data);
		expect(refused).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('"Allow Legacy Renegotiation"'),
		});
		expect(await tested('fhirCaBundleApiTest', { ...data, legacyRenegotiation: true })).toMatchObject({ status: 'OK' });
	});
});
