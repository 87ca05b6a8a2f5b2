import net, { type AddressInfo, type Socket } from 'node:net';
import * as handshake from '../../../nodes/Fhir/transport/diagnosis/handshake';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import type { HandshakeTarget } from '../../../nodes/Fhir/transport/wire';
import { type Issued, selfSigned, TestCa } from '../../servers/certificates';
import { alert, byDefault, custom, rawTcpServer, skip, tlsServer } from '../tls/tlsFixtures';

const root = TestCa.create('Hospital Root CA');
const issuing = root.intermediate('Hospital Issuing CA');
const leaf = issuing.issue();
const client = root.issue({ client: true });
const trusted = custom([root.certificate]);

async function withServer<T>(
	server: Parameters<typeof tlsServer>[0],
	use: (running: Awaited<ReturnType<typeof tlsServer>>) => Promise<T>,
): Promise<T> {
	const running = await tlsServer(server);
	try {
		return await use(running);
	} finally {
		await running.close();
	}
}

const explainSilence = async (target: HandshakeTarget, settings: TlsSettings) =>
	await handshake.explainSilence(nodeWire, target, settings);
const testHandshake = async (url: string, settings: TlsSettings, options?: handshake.HandshakeOptions) =>
	await handshake.testHandshake(nodeWire, url, settings, options);
const presentedChain = async (target: HandshakeTarget, settings: TlsSettings) =>
	await handshake.presentedChain(nodeWire, target, settings);

const target = (port: number) => ({ host: 'localhost', port, connectTimeout: 5000 });

describe('TLS diagnosis: the presented chain', () => {
	it.each<[string, Issued, string[]]>([
		['leaf and intermediate', leaf, ['localhost', 'Hospital Issuing CA']],
		['the leaf alone', { ...leaf, chain: leaf.cert }, ['localhost']],
		[
			'the root too',
			{ ...leaf, chain: leaf.chain + root.certificate },
			['localhost', 'Hospital Issuing CA', 'Hospital Root CA'],
		],
		['a self-signed certificate', selfSigned(), ['localhost']],
	])('is read as the server sends it: %s', async (_name, server, subjects) => {
		await withServer(server, async ({ port, requests }) => {
			// The bundle contains the root, but it is not part of what the server sends.
			const chain = await presentedChain(target(port), trusted);
			expect(chain.map(({ subject }) => subject)).toEqual(subjects);
			expect(chain[0]?.names).toEqual(['localhost', '127.0.0.1']);
			expect(requests).toEqual([]);
		});
	});

	it('is empty if the handshake fails or nobody listens', async () => {
		const raw = await rawTcpServer(alert(40));
		expect(await presentedChain(target(raw.port), byDefault)).toEqual([]);
		await raw.close();
		expect(await presentedChain(target(raw.port), byDefault)).toEqual([]);
	});

	it('is empty if the server does not respond in time, or if it is cancelled', async () => {
		const open = new Set<Socket>();
		const silent = net.createServer((socket) => open.add(socket));
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		const { port } = silent.address() as AddressInfo;
		try {
			expect(await presentedChain({ ...target(port), connectTimeout: 50 }, byDefault)).toEqual([]);
			expect(await presentedChain({ ...target(port), signal: AbortSignal.abort() }, byDefault)).toEqual([]);
			const controller = new AbortController();
			silent.once('connection', () => controller.abort());
			// At once: the time to connect is longer than this test may take.
			const cancelled = { ...target(port), connectTimeout: 300_000, signal: controller.signal };
			expect(await presentedChain(cancelled, byDefault)).toEqual([]);
			await expect(testHandshake(`https://localhost:${port}`, byDefault, { connectTimeout: 50 })).rejects.toMatchObject(
				{
					kind: 'timeout',
					message: `localhost:${port} did not accept a connection within 0.05 s`,
				},
			);
		} finally {
			for (const socket of open) socket.destroy();
			await new Promise<void>((resolve) => silent.close(() => resolve()));
		}
	});
});

describe('TLS diagnosis: a connection that was closed without a response', () => {
	it('stays unexplained if the server gave no reason, and nothing is sent', async () => {
		await withServer(leaf, async ({ port, requests }) => {
			expect(await explainSilence(target(port), trusted)).toBeUndefined();
			expect(await explainSilence(target(port), byDefault)).toBeUndefined();
			expect(requests).toEqual([]);
		});
	});
});

describe('TLS test handshake:', () => {
	async function refusal(url: string, settings: TlsSettings): Promise<Failure> {
		const result = await testHandshake(url, settings).catch((error: unknown) => error);
		if (result instanceof Failure) return result;
		throw new Error(`No failure, but ${JSON.stringify(result)}`);
	}

	it('it returns the identity of the server and sends no request', async () => {
		await withServer(leaf, async ({ url, requests }) => {
			expect(await testHandshake(`${url}/fhir?x=1`, trusted)).toMatchObject({
				protocol: 'TLSv1.3',
				subject: 'localhost',
				issuer: 'Hospital Issuing CA',
				names: ['localhost', '127.0.0.1'],
			});
			expect(await testHandshake(url, skip)).toMatchObject({ subject: 'localhost' });
			expect(requests).toEqual([]);
		});
	});

	it('it names the missing CA certificate', async () => {
		await withServer(leaf, async ({ url }) => {
			const failure = await refusal(url, custom([TestCa.create('Other Root CA').certificate]));
			expect(failure).toMatchObject({
				kind: 'tls',
				message:
					'The CA bundle lacks the certificate of "Hospital Root CA", which the certificate of localhost depends on',
				details: { host: 'localhost', issuer: 'Hospital Root CA', chain: ['localhost', 'Hospital Issuing CA'] },
			});
		});
	});

	it('it names the missing CA even if the server requires a client certificate', async () => {
		const server = {
			cert: leaf.chain,
			key: leaf.key,
			requestCert: true,
			ca: root.certificate,
			maxVersion: 'TLSv1.2' as const,
		};
		await withServer(server, async ({ url }) => {
			const clientCertificate = { certificate: client.cert, key: client.key };
			expect(await testHandshake(url, custom([root.certificate], clientCertificate))).toMatchObject({
				protocol: 'TLSv1.2',
			});
			const failure = await refusal(url, { mode: 'default', clientCertificate });
			expect(failure.message).toContain('"Hospital Root CA"');
		});
	});

	it('it reports that nothing listens there, or that an address is not an https address', async () => {
		const gone = await rawTcpServer(alert(0));
		await gone.close();
		expect(await refusal(`https://localhost:${gone.port}`, trusted)).toMatchObject({
			kind: 'network',
			effect: 'notSent',
		});
		expect(await refusal('http://localhost', trusted)).toMatchObject({ kind: 'input' });
		expect(await refusal('localhost', trusted)).toMatchObject({ kind: 'input' });
	});

	it('it asks the network policy first', async () => {
		await withServer(leaf, async ({ url, connections }) => {
			const forbidden = new Failure({ kind: 'policy', message: 'The address is not allowed' });
			const forbid = () => {
				throw forbidden;
			};
			await expect(testHandshake(url, trusted, { network: { check: forbid } })).rejects.toBe(forbidden);
			await expect(testHandshake(url, trusted, { network: { checkHost: forbid } })).rejects.toBe(forbidden);
			expect(connections()).toBe(0);
		});
	});
});
