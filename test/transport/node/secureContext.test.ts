import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
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

describe('TLS, Custom CA Bundle:', () => {
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

/**
 * The name under which OpenSSL looks for a CA in a folder, as `openssl rehash` writes it: the beginning of the SHA-1 of its
 * subject in lower case, here a common name and the organization of all test CAs.
 */
function nameHash(commonName: string): string {
	const nested = (tag: number, content: Uint8Array) => Buffer.concat([Buffer.of(tag, content.length), content]);
	const attribute = (type: number, text: string) => {
		const name = Buffer.of(0x06, 0x03, 0x55, 0x04, type);
		return nested(0x31, nested(0x30, Buffer.concat([name, nested(0x0c, Buffer.from(text.toLowerCase()))])));
	};
	const subject = Buffer.concat([attribute(3, commonName), attribute(10, 'FHIR test servers')]);
	return createHash('sha1').update(subject).digest().readUInt32LE(0).toString(16).padStart(8, '0');
}

/** How a child process is started: options of Node.js, and further environment variables. */
interface Start {
	readonly options?: string[];
	readonly environment?: Record<string, string>;
}

describe('TLS, what Node.js trusts by default:', () => {
	const run = promisify(execFile);
	let folder = '';
	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'fhir-tls-'));
	});
	afterAll(async () => await rm(folder, { recursive: true }));

	const written = async (pem: string, name = 'extra.pem') => {
		const file = path.join(folder, name);
		await writeFile(file, pem);
		return file;
	};

	/** What a request gets under default, custom, custom with public CAs, and default again, in a process of its own. */
	async function inChild({ options = [], environment = {} }: Start, server: Issued, bundle: string): Promise<unknown> {
		const running = await tlsServer(server);
		try {
			const script = path.join(__dirname, 'secureContext.child.ts');
			const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1', ...environment };
			const args = [...options, '--import', 'tsx', script, String(running.port), bundle];
			const { stdout } = await run(process.execPath, args, { env });
			return JSON.parse(stdout);
		} finally {
			await running.close();
		}
	}

	const extra = async (pem: string): Promise<Start> => ({ environment: { NODE_EXTRA_CA_CERTS: await written(pem) } });
	const untrusted = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
	// Node.js 20 leaves NODE_EXTRA_CA_CERTS out of a store that certificates are added to, and has no function that names them.
	const extrasAreKnown = 'getCACertificates' in tls;

	it('NODE_EXTRA_CA_CERTS is trusted too; a custom bundle ignores it unless public CAs are on', async () => {
		const results = await inChild(await extra(root.certificate), below, stranger.certificate);
		expect(results).toEqual([200, untrusted, extrasAreKnown ? 200 : untrusted, 200]);
	});

	it('NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch validation off, and a bundle is trusted by itself only', async () => {
		const refused = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
		expect(await inChild(await extra(stranger.certificate), leaf, root.certificate)).toEqual([
			refused,
			200,
			200,
			refused,
		]);
	});

	it('an intermediate CA in NODE_EXTRA_CA_CERTS is not trusted without its root', async () => {
		const refused = 'UNABLE_TO_GET_ISSUER_CERT';
		expect(await inChild(await extra(issuing.certificate), below, root.certificate)).toEqual([
			refused,
			200,
			200,
			refused,
		]);
	});

	it('F43: with --use-openssl-ca, "Also Trust Public CAs" trusts the file of SSL_CERT_FILE', async () => {
		const SSL_CERT_FILE = await written(root.certificate, 'store.pem');
		const start = { options: ['--use-openssl-ca'], environment: { SSL_CERT_FILE, SSL_CERT_DIR: folder } };
		expect(await inChild(start, below, stranger.certificate)).toEqual([200, untrusted, 200, 200]);
	});

	it('F43: with NODE_OPTIONS=--use-openssl-ca, "Also Trust Public CAs" trusts the folder of SSL_CERT_DIR', async () => {
		const store = await mkdtemp(path.join(folder, 'store-'));
		await writeFile(path.join(store, `${nameHash('Hospital Root CA')}.0`), root.certificate);
		const environment = {
			NODE_OPTIONS: '--use-openssl-ca',
			SSL_CERT_DIR: store,
			SSL_CERT_FILE: path.join(folder, 'none.pem'),
		};
		expect(await inChild({ environment }, below, stranger.certificate)).toEqual([200, untrusted, 200, 200]);
	});

	it('F43: with --use-openssl-ca, the bundle is trusted beside the store, and nothing else is', async () => {
		const SSL_CERT_FILE = await written(stranger.certificate, 'other.pem');
		const start = { options: ['--use-openssl-ca'], environment: { SSL_CERT_FILE, SSL_CERT_DIR: folder } };
		const bundled = await inChild(start, below, root.certificate);
		expect(bundled).toEqual([untrusted, 200, 200, untrusted]);
		const { certificate } = TestCa.create('Third Root CA');
		expect(await inChild(start, below, certificate)).toEqual([untrusted, untrusted, untrusted, untrusted]);
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
