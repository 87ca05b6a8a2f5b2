import type { IDataObject } from 'n8n-workflow';
import { registerHooks } from 'node:module';
import { performance } from 'node:perf_hooks';
import { TestCa } from '../servers/certificates';
import { exampleResources } from '../servers/fhir/examples';
import { spawnServer } from '../servers/spawn';

// Beside Fhir.node.ts stands n8n's Fhir.node.json, which tsx would take.
registerHooks({
	resolve: (specifier, context, next) =>
		next(/^\.\.?\/.*\.node$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});

/**
 * Send Items beside single creates, in n8n's engine, over HTTPS, the server in a process of its own: 1,000 small
 * resources at 0 and 20 ms latency, and the specification's examples. Prints a table.
 *
 *     node --import tsx test/bench/sendItems.ts
 */
async function main(): Promise<void> {
	const { runNode } = await import('../engine/support/n8n');
	const ca = TestCa.create('Bench Root CA');
	const server = await spawnServer('fhir', { tls: ca.issue(), keep: 1 });
	const rows: object[] = [];

	const measure = async (name: string, latency: number, input: IDataObject[], more: IDataObject) => {
		await server.setLatency(latency);
		const before = (await server.stats()).requests;
		const started = performance.now();
		const { output, error } = await runNode({
			parameters: { authentication: 'none', baseUrl: server.baseUrl, tlsValidation: 'custom', ...more },
			credentials: { fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: false } },
			input,
		});
		const seconds = (performance.now() - started) / 1_000;
		if (error || output.length !== input.length) throw new Error(`${name}: ${error?.message ?? 'items are missing'}`);
		const requests = (await server.stats()).requests - before;
		rows.push({ name, latency, items: input.length, requests, seconds: Number(seconds.toFixed(2)) });
		console.log(rows.at(-1));
	};

	const single = (concurrency: number) => ({
		resource: 'resource',
		operation: 'create',
		resourceType: { __rl: true, mode: 'name', value: '={{ $json.resourceType }}' },
		options: { concurrency },
	});
	const batch = (bundleType: string, options: IDataObject = {}) => ({
		resource: 'bundle',
		operation: 'sendItems',
		bundleType,
		options,
	});

	const patients = Array.from({ length: 1_000 }, (_, index) => ({
		resourceType: 'Patient',
		name: [{ family: `Family ${index}` }],
	}));
	await measure('warm-up', 0, patients, single(10));
	for (const latency of [0, 20]) {
		await measure('single creates, one after another', latency, patients, single(1));
		await measure('single creates, 10 at once', latency, patients, single(10));
		await measure('Send Items, batch', latency, patients, batch('batch'));
		await measure('Send Items, transaction', latency, patients, batch('transaction'));
		await measure('Send Items, batch, minimal', latency, patients, batch('batch', { return: 'minimal' }));
	}

	// Creates: a create gives an id of its own, and one example has an id that is too long for FHIR.
	const examples = [...exampleResources(true)].map(({ id: _id, ...example }) => example) as unknown as IDataObject[];
	for (const latency of [0, 20]) {
		await measure('examples: single creates, one after another', latency, examples, single(1));
		await measure('examples: single creates, 10 at once', latency, examples, single(10));
		await measure('examples: Send Items, batch', latency, examples, batch('batch'));
		await measure('examples: Send Items, batch, minimal', latency, examples, batch('batch', { return: 'minimal' }));
	}
	await server.close();
	console.table(rows);
}

void main();
