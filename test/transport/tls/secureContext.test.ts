import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { parseCaBundle } from '../../../nodes/Fhir/transport/tls/bundle';
import { connectOptions } from '../../../nodes/Fhir/transport/node/secureContext';
import { tlsKey, type TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { TestCa, selfSigned, type Issued } from '../../servers/certificates';
import { byDefault, custom, outcome, skip, tlsServer } from './tlsFixtures';

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

describe('a custom bundle', () => {
	it.each<[string, Issued, string[]]>([
		['its root', leaf, [root.certificate]],
		['its root, the server sending the intermediate', below, [root.certificate]],
		['its root and the intermediate that the server omits', alone(below), [root.certificate, issuing.certificate]],
		['only the intermediate, which the server sends', below, [issuing.certificate]],
		['only the intermediate, which the server omits', alone(below), [issuing.certificate]],
		["the server's self-signed certificate", self, [self.cert]],
		["the server's certificate itself", leaf, [leaf.cert]],
		['an expired root beside the valid one', leaf, [expiredRoot.certificate, root.certificate]],
	])('trusts a server by %s', async (_name, server, pems) => {
		expect(await reached(server, custom(pems))).toBe(200);
	});

	it.each<[string, Issued, string[]]>([
		['another CA', leaf, [stranger.certificate]],
		['a certificate that the CA issued to another server', leaf, [root.issue({ hosts: ['other.example'] }).cert]],
		['another self-signed certificate of the same name', self, [selfSigned().cert]],
	])('does not trust a server by %s', async (_name, server, pems) => {
		expect(await reached(server, custom(pems))).not.toBe(200);
	});

	it('still asks for the right host name', async () => {
		const server = root.issue({ hosts: ['other.example'] });
		expect(await reached(server, custom([root.certificate]))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
	});
});

describe('the default bundle', () => {
	const run = promisify(execFile);
	let folder = '';
	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'fhir-tls-'));
	});
	afterAll(async () => await rm(folder, { recursive: true }));

	/** What default, custom, and custom with public CAs make of a server, where Node trusts `extra` too. */
	async function inChild(extra: string, server: Issued, bundle: string): Promise<unknown> {
		const running = await tlsServer(server);
		const file = path.join(folder, 'extra.pem');
		await writeFile(file, extra);
		try {
			const script = path.join(__dirname, 'child.ts');
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

	it('is what Node trusts, NODE_EXTRA_CA_CERTS included; a custom bundle leaves it out unless public CAs are on', async () => {
		const results = await inChild(root.certificate, below, stranger.certificate);
		const untrusted = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
		expect(results).toEqual([200, untrusted, extrasAreKnown ? 200 : untrusted]);
	});

	it('is not switched off by NODE_TLS_REJECT_UNAUTHORIZED', async () => {
		expect(await inChild(stranger.certificate, leaf, root.certificate)).toEqual([
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			200,
			200,
		]);
	});

	it('does not trust an intermediate alone', async () => {
		expect(await inChild(issuing.certificate, below, root.certificate)).toEqual([
			'UNABLE_TO_GET_ISSUER_CERT',
			200,
			200,
		]);
	});

	it('refuses a private CA, also with a client certificate', async () => {
		const client = root.issue({ client: true });
		const settings: TlsSettings = { ...byDefault, clientCertificate: { certificate: client.cert, key: client.key } };
		expect(await reached(leaf, settings)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
	});
});

describe('public CAs beside a bundle', () => {
	it('are trusted without one too, and trust no private CA', async () => {
		const { bundle } = parseCaBundle('', Date.now(), { mayBeEmpty: true });
		expect(await reached(leaf, { mode: 'custom', bundle, alsoPublic: true })).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
	});
});

describe('contexts', () => {
	it('are parsed once for equal settings', () => {
		const first = connectOptions(custom([root.certificate])).secureContext;
		expect(first).toBeDefined();
		expect(connectOptions(custom([root.certificate])).secureContext).toBe(first);
		expect(connectOptions(custom([stranger.certificate])).secureContext).not.toBe(first);
	});

	it('are not made where Node decides alone', () => {
		expect(connectOptions(byDefault)).toEqual({ rejectUnauthorized: true });
		expect(connectOptions(skip)).toEqual({ rejectUnauthorized: false });
	});

	it('are let go when many others were needed since', () => {
		const first = connectOptions(custom([root.certificate])).secureContext;
		const client = root.issue({ client: true });
		for (let number = 0; number < 40; number++) {
			const clientCertificate = { certificate: client.cert, key: client.key, passphrase: String(number) };
			connectOptions({ mode: 'default', clientCertificate });
		}
		expect(connectOptions(custom([root.certificate])).secureContext).not.toBe(first);
	});
});

describe('the key of TLS settings', () => {
	const client = { certificate: 'c', key: 'k', passphrase: 'p' };
	const { bundle } = parseCaBundle(root.certificate, Date.now());
	const other = parseCaBundle(stranger.certificate, Date.now()).bundle;
	const all: TlsSettings[] = [
		byDefault,
		skip,
		{ mode: 'custom', bundle, alsoPublic: false },
		{ mode: 'custom', bundle, alsoPublic: true },
		{ mode: 'custom', bundle: other, alsoPublic: false },
		{ mode: 'default', clientCertificate: client },
		{ mode: 'skip', clientCertificate: client },
		{ mode: 'default', clientCertificate: { ...client, key: 'k2' } },
		{ mode: 'default', clientCertificate: { ...client, passphrase: 'p2' } },
		{ mode: 'default', clientCertificate: { ...client, passphrase: undefined } },
		{ mode: 'default', clientCertificate: { ...client, certificate: 'c2' } },
	];

	it('is the same for equal settings and another for any that differ', () => {
		expect(new Set(all.map(tlsKey)).size).toBe(all.length);
		expect(all.map((settings) => tlsKey(structuredClone(settings)))).toEqual(all.map(tlsKey));
	});

	it('is a hash: no secret can be read from it', () => {
		expect(all.map(tlsKey)).toEqual(all.map(() => expect.stringMatching(/^[\w-]{43}$/)));
	});
});
