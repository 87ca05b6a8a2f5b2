import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { connectOptions } from '../../../nodes/Fhir/transport/node/secureContext';
import { parseCaBundle } from '../../../nodes/Fhir/transport/tls/bundle';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { type Issued, selfSigned, TestCa } from '../../servers/certificates';
import { byDefault, custom, outcome, skip, tlsServer } from '../tls/tlsFixtures';

const root = TestCa.create('Hospital Root CA');
const issuing = root.intermediate('Hospital Issuing CA');
const stranger = TestCa.create('Other Root CA');
const leaf = root.issue();
const below = issuing.issue();
const alone = ({ cert, key }: Issued): Issued => ({ cert, key, chain: cert });
const self = selfSigned();
const days = (count: number) => new Date(Date.now() + count * 86_400_000);
const expiredRoot = TestCa.create('Old Root CA', { notBefore: days(-20), notAfter: days(-10) });

async function reached(server: Issued, settings: TlsSettings): Promise<unknown> {
	const running = await tlsServer(server);
	try {
		const result = await outcome(running.port, settings);
		return typeof result === 'number' ? result : result.code;
	} finally {
		await running.close();
	}
}

describe('TLS, Custom Bundle:', () => {
	it.each<[string, Issued, string[]]>([
		['its root', leaf, [root.certificate]],
		['its root, if the server sends the intermediate', below, [root.certificate]],
		['its root and the intermediate that the server omits', alone(below), [root.certificate, issuing.certificate]],
		['only the intermediate, which the server sends', below, [issuing.certificate]],
		['only the intermediate, which the server omits', alone(below), [issuing.certificate]],
		["the server's self-signed certificate", self, [self.cert]],
		["the server's own certificate", leaf, [leaf.cert]],
		['an expired root beside the valid one', leaf, [expiredRoot.certificate, root.certificate]],
	])('a server is trusted by %s', async (_name, server, pems) => {
		expect(await reached(server, custom(pems))).toBe(200);
	});

	it.each<[string, Issued, string[]]>([
		['another CA', leaf, [stranger.certificate]],
		['a certificate that the CA issued to another server', leaf, [root.issue({ hosts: ['other.example'] }).cert]],
		['another self-signed certificate with the same name', self, [selfSigned().cert]],
	])('a server is not trusted by %s', async (_name, server, pems) => {
		expect(await reached(server, custom(pems))).not.toBe(200);
	});

	it('the certificate must still be for the right host name', async () => {
		const server = root.issue({ hosts: ['other.example'] });
		expect(await reached(server, custom([root.certificate]))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
	});
});

describe('TLS, Default Bundle:', () => {
	const run = promisify(execFile);
	let folder = '';
	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'fhir-tls-'));
	});
	afterAll(async () => await rm(folder, { recursive: true }));

	/** What a request gets under default, custom, and custom with public CAs, in a process that also trusts `extra`. */
	async function inChild(extra: string, server: Issued, bundle: string): Promise<unknown> {
		const running = await tlsServer(server);
		const file = path.join(folder, 'extra.pem');
		await writeFile(file, extra);
		try {
			const script = path.join(__dirname, 'secureContext.child.ts');
			const environment = {
				...process.env,
				NODE_EXTRA_CA_CERTS: file,
				NODE_TLS_REJECT_UNAUTHORIZED: '0',
				NODE_NO_WARNINGS: '1',
			};
			const args = ['--import', 'tsx', script, String(running.port), bundle];
			const { stdout } = await run(process.execPath, args, { env: environment });
			return JSON.parse(stdout);
		} finally {
			await running.close();
		}
	}
	// Before 22.15 Node has no function that names the certificates of NODE_EXTRA_CA_CERTS.
	const extrasAreKnown = 'getCACertificates' in tls;

	it('NODE_EXTRA_CA_CERTS is trusted too; a custom bundle ignores it unless public CAs are on', async () => {
		const results = await inChild(root.certificate, below, stranger.certificate);
		const untrusted = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
		expect(results).toEqual([200, untrusted, extrasAreKnown ? 200 : untrusted]);
	});

	it('NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch validation off', async () => {
		expect(await inChild(stranger.certificate, leaf, root.certificate)).toEqual([
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			200,
			200,
		]);
	});

	it('an intermediate CA in NODE_EXTRA_CA_CERTS is not trusted without its root', async () => {
		expect(await inChild(issuing.certificate, below, root.certificate)).toEqual([
			'UNABLE_TO_GET_ISSUER_CERT',
			200,
			200,
		]);
	});

	it('a private CA is refused, with a client certificate too', async () => {
		const client = root.issue({ client: true });
		const settings: TlsSettings = { ...byDefault, clientCertificate: { certificate: client.cert, key: client.key } };
		expect(await reached(leaf, settings)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
	});
});

describe('TLS, Also Trust Public CAs:', () => {
	it('an empty bundle is allowed, and a private CA is not trusted', async () => {
		const { bundle } = parseCaBundle('', Date.now(), { mayBeEmpty: true });
		expect(await reached(leaf, { mode: 'custom', bundle, alsoPublic: true })).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
	});
});

describe('TLS secure context:', () => {
	it('certificates are parsed once for equal settings', () => {
		const first = connectOptions(custom([root.certificate])).secureContext;
		expect(first).toBeDefined();
		expect(connectOptions(custom([root.certificate])).secureContext).toBe(first);
		expect(connectOptions(custom([stranger.certificate])).secureContext).not.toBe(first);
	});

	it('none is made if only the CAs of Node.js are trusted', () => {
		expect(connectOptions(byDefault)).toEqual({ rejectUnauthorized: true });
		expect(connectOptions(skip)).toEqual({ rejectUnauthorized: false });
	});

	it('the least recently used one is evicted from the cache', () => {
		const first = connectOptions(custom([root.certificate])).secureContext;
		const client = root.issue({ client: true });
		for (let number = 0; number < 40; number++) {
			const clientCertificate = { certificate: client.cert, key: client.key, passphrase: String(number) };
			connectOptions({ mode: 'default', clientCertificate });
		}
		expect(connectOptions(custom([root.certificate])).secureContext).not.toBe(first);
	});
});
