import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { TestCa } from '../servers/certificates';
import { type FaultServer, type FaultServerOptions, startFaultServer } from '../servers/faultServer';

const create = { operation: 'create', resourceType: type('Patient'), body: { resourceType: 'Patient', active: true } };

describe('TLS faults:', () => {
	const ca = TestCa.create('Hospital Root CA');
	let server: FaultServer;

	const start = async (options: FaultServerOptions = {}) =>
		(server = await startFaultServer({ tls: ca.issue(), ...options }));
	afterEach(async () => {
		await server.close();
		await closeConnections();
	});

	const run = async (parameters: IDataObject = create, items = 1) =>
		await runNode({
			input: Array.from({ length: items }, () => ({})),
			credentials: { fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: false } },
			parameters: {
				resource: 'resource',
				authentication: 'none',
				tlsValidation: 'custom',
				baseUrl: server.baseUrl,
				...parameters,
				options: { retries: 2, retryBudget: 5_000, ...(parameters.options as IDataObject | undefined) },
			},
		});

	it('a handshake that the server closes is retried, also for a create, since nothing was sent', async () => {
		await start({ handshakeFault: (count) => count === 1 });
		expect((await run()).error).toBeUndefined();
		expect(server.writes).toHaveLength(1);
	});

	it('handshakes that the server always closes are an error with effect notSent', async () => {
		await start({ handshakeFault: () => true });
		const { error } = await run();
		expect(error?.message).toMatch(/closed the connection while it was being opened$/);
		expect(error?.context?.data).toMatchObject({ effect: 'notSent' });
		expect(server.requests).toHaveLength(0);
	});

	it('a new certificate of the same CA is accepted', async () => {
		await start();
		expect((await run()).error).toBeUndefined();
		server.rotate(ca.issue());
		server.dropConnections();
		expect((await run()).error).toBeUndefined();
		expect(server.writes).toHaveLength(2);
		expect(server.handshakes()).toBe(2);
	});

	it('a new certificate of another CA is refused before anything is sent', async () => {
		await start();
		expect((await run()).error).toBeUndefined();
		server.rotate(TestCa.create('Another CA').issue());
		server.dropConnections();
		const { error } = await run();
		expect(error?.context?.data).toMatchObject({ kind: 'tls', effect: 'notSent' });
		expect(server.writes).toHaveLength(1);
	});

	it('connections that drop between executions do not affect creates', async () => {
		await start();
		for (let round = 0; round < 3; round++) {
			expect((await run(create, 20)).error).toBeUndefined();
			server.dropConnections();
		}
		expect(server.count('Patient')).toBe(60);
	});

	it('connections that drop during an execution do not affect updates', async () => {
		await start();
		const update = {
			operation: 'upsert',
			findBy: 'id',
			resourceId: '=p-{{ $itemIndex }}',
			body: { resourceType: 'Patient', active: true },
			options: { retries: 6, concurrency: 10 },
		};
		server.setFault(({ count }) => {
			if (count % 40 === 0) setImmediate(() => server.dropConnections());
			return undefined;
		});
		const { error, output } = await run(update, 200);
		expect(error).toBeUndefined();
		expect(output).toHaveLength(200);
		expect(server.count('Patient')).toBe(200);
	});
});
