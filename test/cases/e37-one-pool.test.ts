import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { tested } from '../engine/credentials/credentialDialog';
import { outputOf, type } from '../engine/support/fixtures';
import { addNodeType, runNode } from '../engine/support/n8n';
import { closeAfterEach } from '../helpers/closing';
import { TestCa } from '../servers/certificates';
import { type FhirServer, startFhirServer } from '../servers/fhirServer';

/** The node as n8n 2.0 to 2.29 runs it: without an egress filter. */
class FhirInOlderN8n extends Fhir {
	override async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const helpers = { ...this.helpers, getSecureEgressFilter: undefined };
		const context = Object.create(this, { helpers: { value: helpers } }) as IExecuteFunctions;
		return await new Fhir().execute.call(context);
	}
}
addNodeType('fhirInOlderN8n', new FhirInOlderN8n());

const login = { user: 'u', password: 'p' };
const ca = TestCa.create();

async function start(): Promise<FhirServer> {
	return closeAfterEach(await startFhirServer({ tls: ca.issue(), basic: login, examples: ['Patient'] }));
}

async function read(server: FhirServer, nodeType: string): Promise<void> {
	outputOf(
		await runNode({
			type: nodeType,
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'basic',
				tlsValidation: 'custom',
				resourceType: type('Patient'),
				resourceId: 'example',
			},
			credentials: {
				fhirBasicAuthApi: { baseUrl: server.baseUrl, ...login },
				fhirCaBundleApi: { caBundle: ca.certificate },
			},
		}),
	);
}

describe.each([
	['n8n 2.30 and later', 'fhir'],
	['n8n 2.0 to 2.29, without an egress filter', 'fhirInOlderN8n'],
])('E37: %s', (_version, nodeType) => {
	it('20 executions share one connection', async () => {
		const server = await start();
		for (let execution = 0; execution < 20; execution++) await read(server, nodeType);
		expect(server.connections()).toBe(1);
	});

	it('40 credential tests share one connection, and take none from executions', async () => {
		const server = await start();
		await read(server, nodeType);
		const before = server.connections();
		const data = { baseUrl: server.baseUrl, ...login, testTlsValidation: 'custom', testCaBundle: ca.certificate };
		for (let test = 0; test < 40; test++) {
			expect(await tested('fhirBasicAuthApiTest', data)).toMatchObject({ status: 'OK' });
		}
		expect(server.connections() - before).toBeLessThanOrEqual(1);
		const afterTests = server.connections();
		await read(server, nodeType);
		expect(server.connections()).toBe(afterTests);
	});
});
