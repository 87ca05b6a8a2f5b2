import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { run } from '../demo/commands';
import type { TestCa } from '../servers/certificates';
import { type Handler, startServer } from '../servers/httpServer';

/** The manifest of a published version, as npm reads it from a registry. */
interface Manifest {
	name: string;
	version: string;
	dist?: { tarball: string; integrity: string; shasum: string };
}

interface Published {
	manifest: Manifest;
	file: string;
	tarball: Buffer;
}

/** A registry of npm packages on this machine: HTTPS on 127.0.0.1, under whatever host name a client asks for. */
export interface Registry {
	port: number;
	/** Publishes a tarball of `npm pack`; the version published last becomes `latest`. Returns its manifest. */
	publish: (path: string) => Promise<Manifest>;
	/** What was asked for and is not there: `GET /name`. */
	missing: string[];
	close: () => Promise<void>;
}

const digest = (algorithm: string, encoding: 'hex' | 'base64', content: Buffer) =>
	createHash(algorithm).update(content).digest(encoding);

async function readTarball(path: string): Promise<Published> {
	const text = await run('tar', ['-xzOf', path, 'package/package.json']);
	const manifest = JSON.parse(text) as Manifest;
	const file = `${manifest.name.split('/').at(-1)}-${manifest.version}.tgz`;
	return { manifest, file, tarball: await readFile(path) };
}

/** The manifest with the address of its tarball, on the host by which the registry was asked. */
function withDist({ manifest, file, tarball }: Published, origin: string): Manifest {
	const integrity = `sha512-${digest('sha512', 'base64', tarball)}`;
	const address = `${origin}/${manifest.name}/-/${file}`;
	return { ...manifest, dist: { tarball: address, integrity, shasum: digest('sha1', 'hex', tarball) } };
}

/**
 * Starts a registry that holds what is published to it, and nothing else. It shows a certificate of `ca` for any host name, so
 * that it can stand behind a proxy in the place of the registry that a client knows.
 */
export async function startRegistry(ca: TestCa): Promise<Registry> {
	const packages = new Map<string, Map<string, Published>>();
	const latest = new Map<string, string>();
	const missing: string[] = [];

	/** The response to `/name`, `/name/version` or `/name/-/file`; undefined where there is none. */
	function find(path: string, origin: string): object | Buffer | undefined {
		const [, name = '', , rest] = /^\/((?:@[^/]+\/)?[^/]+)(\/(.+))?$/.exec(path) ?? [];
		const versions = packages.get(name);
		if (!versions) return undefined;
		if (rest === undefined) {
			const manifests = [...versions].map(([version, one]) => [version, withDist(one, origin)]);
			return { name, 'dist-tags': { latest: latest.get(name) }, versions: Object.fromEntries(manifests) as object };
		}
		if (rest.startsWith('-/')) return [...versions.values()].find(({ file }) => rest === `-/${file}`)?.tarball;
		const one = versions.get(rest === 'latest' ? (latest.get(name) ?? '') : rest);
		return one && withDist(one, origin);
	}

	const respond: Handler = ({ method, url = '/', headers }, response) => {
		const path = decodeURIComponent(new URL(url, 'https://registry').pathname);
		const found = method === 'GET' ? find(path, `https://${headers.host}`) : undefined;
		if (!found) {
			missing.push(`${method} ${path}`);
			response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}');
		} else if (Buffer.isBuffer(found)) {
			response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found);
		} else {
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
		}
	};

	const server = await startServer(respond, {
		tls: {
			SNICallback: (host, done) => {
				const { chain, key } = ca.issue({ hosts: [host] });
				done(null, createSecureContext({ cert: chain, key }));
			},
		},
	});
	return {
		port: server.port,
		missing,
		close: () => server.close(),
		async publish(path) {
			const one = await readTarball(path);
			const { name, version } = one.manifest;
			packages.set(name, (packages.get(name) ?? new Map<string, Published>()).set(version, one));
			latest.set(name, version);
			return one.manifest;
		},
	};
}
