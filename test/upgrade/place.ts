import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup } from '../demo/cleanup';
import { endCommands } from '../demo/commands';
import { type N8n, prepareN8n, startN8n } from '../demo/n8n';
import { logIn, type N8nApi } from '../demo/n8nApi';
import { n8nHome } from '../demo/n8nHome';
import { withProgress } from '../demo/progress';
import { type DemoServers, startServers } from '../demo/servers';
import { TestCa } from '../servers/certificates';
import { startProxy } from '../servers/proxy';
import { type Registry, startRegistry } from './registry';
import { checkOut, packCheckout, packDependencies, packSource } from './releases';

/** The versions under which the sources are published. */
export const VERSIONS = { first: '0.1.0', next: '0.2.0', third: '0.3.0' };

/** A version of the package: the tarball, and those of what it depends on. */
interface Release {
	tarball: string;
	dependencies: string[];
}

/** An n8n without this package, and a registry that its installer asks. */
export interface Place {
	n8n: N8n;
	api: N8nApi;
	servers: DemoServers;
	registry: Registry;
	/** The folder with the source of the first version. */
	firstSource: string;
	/** Publishes a version, with its dependencies. */
	publish: (version: keyof typeof VERSIONS) => Promise<void>;
	log: () => string;
}

async function packAll(commit: string, firstSource: string, folder: string) {
	await checkOut(commit, firstSource);
	const first = await packSource(VERSIONS.first, firstSource);
	const [next = '', third = ''] = await packCheckout([VERSIONS.next, VERSIONS.third], join(folder, 'checkout'));
	const withDependencies = async (tarball: string): Promise<Release> => ({
		tarball,
		dependencies: await packDependencies(tarball),
	});
	const [old, current] = [await withDependencies(first), await withDependencies(next)];
	return { first: old, next: current, third: { tarball: third, dependencies: [] } };
}

/**
 * What leads n8n's installer, npm, to our registry. Another address of a registry can only be set in n8n with a licence, so
 * it keeps its own: a proxy in between leads there, as one that inspects TLS does. Everything else that n8n asks for in the
 * internet gets a 404 there. The files of npm are of this run too: its cache must not learn these versions.
 */
export async function npmSettings(proxyUrl: string, ca: TestCa, folder: string) {
	const [caFile, config] = [join(folder, 'ca.pem'), join(folder, 'npmrc')];
	const { NODE_EXTRA_CA_CERTS: known } = process.env;
	await writeFile(caFile, [known ? await readFile(known, 'utf8') : '', ca.certificate].join('\n'));
	await writeFile(config, '');
	return {
		NODE_EXTRA_CA_CERTS: caFile,
		HTTPS_PROXY: proxyUrl,
		https_proxy: proxyUrl,
		npm_config_cafile: caFile,
		npm_config_userconfig: config,
		npm_config_cache: join(folder, 'npm-cache'),
		npm_config_update_notifier: 'false',
	};
}

/** Starts everything; `cleanup` takes it down again, also where this throws. `commit` is the source of the first version. */
export async function startPlace(commit: string, cleanup: Cleanup): Promise<Place> {
	cleanup.add(endCommands);
	const home = await n8nHome();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-fhir-upgrade-'));
	cleanup.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
	const firstSource = join(folder, 'first');
	const releases = await withProgress('Building and packing the first version and this one', () =>
		packAll(commit, firstSource, folder),
	);
	const ca = TestCa.create('Registry CA');
	const registry = await startRegistry(ca);
	cleanup.add(() => registry.close());
	const servers = await withProgress('Starting the FHIR and OAuth servers', () => startServers(cleanup));
	const prepared = await prepareN8n(home, cleanup);
	const proxy = await startProxy({ leadTo: registry.port });
	cleanup.add(() => proxy.close());
	const settings = await npmSettings(proxy.url, ca, folder);
	const n8n = { ...prepared, environment: { ...prepared.environment, ...settings } };
	const log = await withProgress('Starting n8n', () => startN8n(n8n, cleanup));
	return {
		n8n,
		api: await logIn(n8n),
		servers,
		registry,
		firstSource,
		log,
		async publish(version) {
			const { tarball, dependencies } = releases[version];
			for (const path of [...dependencies, tarball]) await registry.publish(path);
		},
	};
}
