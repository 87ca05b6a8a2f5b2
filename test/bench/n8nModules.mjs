/**
 * Preloaded into a process that runs n8n's nodes: whoever imports n8n gets the one of the installation in BENCH_N8N, so that
 * engine, n8n's own nodes and this package's node all share one n8n-workflow, as they do in an n8n that runs. This package's
 * node is the one installed at BENCH_NODE: what is measured is what is published.
 */
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(join(process.env.BENCH_N8N, 'node_modules', 'n8n', 'package.json'));
const httpRequest = 'n8n-nodes-base/dist/nodes/HttpRequest/V3/HttpRequestV3.node.js';
const names = ['@n8n/di', 'n8n-core', 'n8n-workflow', 'reflect-metadata', httpRequest];
// Looked up beforehand: once registered, the hook is asked here too.
const shared = new Map(names.map((name) => [name, pathToFileURL(resolve(name)).href]));

const built = pathToFileURL(join(process.env.BENCH_NODE, 'dist/nodes/Fhir/Fhir.node.js')).href;

registerHooks({
	resolve(specifier, context, next) {
		const url = specifier.endsWith('/nodes/Fhir/Fhir.node') ? built : shared.get(specifier);
		return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
	},
});
