import { outputOf } from '../engine/support/fixtures';
import { runNode, type RunResult } from '../engine/support/n8n';
import { heapInUse, serve, watchMemory } from './child';
import { patient } from './task';

/** What one search cost in memory, in bytes. */
export interface SearchMemory {
	readonly resources: number;
	/** Held once the search is over and its result still at hand. */
	readonly held: number;
	/** The most that the process grew by meanwhile, garbage not yet collected included. */
	readonly peak: number;
}

interface Search {
	readonly baseUrl: string;
	readonly ca: string;
	/** Matches wanted; without it, all. */
	readonly limit?: number;
}

/**
 * Texts of more than a megabyte, with letters beyond ASCII, are another kind of text to Node, and what is parsed from them
 * takes a quarter more memory, whoever parses it. Pages stay below that.
 */
const pageSize = 500;

/** Measures what `work` leaves behind while its result is held. */
async function measured(resources: number, work: () => Promise<unknown[]>): Promise<SearchMemory> {
	const before = await heapInUse();
	const start = process.memoryUsage.rss();
	const memory = watchMemory();
	const result = await work();
	const peak = memory.stop() - start;
	const held = (await heapInUse()) - before;
	if (result.length !== resources) throw new Error(`${result.length} resources instead of ${resources}`);
	return { resources, held, peak };
}

function run({ baseUrl, ca, limit }: Search): Promise<RunResult> {
	return runNode({
		credentials: { fhirCaBundleApi: { caBundle: ca, alsoTrustPublicCas: false } },
		parameters: {
			resource: 'resource',
			operation: 'getAll',
			authentication: 'none',
			tlsValidation: 'custom',
			baseUrl,
			resourceType: { __rl: true, mode: 'list', value: 'Patient' },
			returnAll: limit === undefined,
			...(limit !== undefined && { limit }),
			options: { count: pageSize },
		},
	});
}

const totalOf = (search: Search) => Number(search.baseUrl.split('/').at(-1));

/** The entries of one page from this number on. */
function pageFrom(first: number): Array<{ resource: object }> {
	const entries = Array.from({ length: pageSize }, (_, number) => {
		const id = `patient-${first + number}`;
		return { fullUrl: `https://localhost/Patient/${id}`, resource: { ...patient(first + number), id } };
	});
	return JSON.parse(JSON.stringify(entries)) as Array<{ resource: object }>;
}

serve({
	/** The FHIR node's search, with n8n's own record of the execution. */
	node: async (search: Search) => {
		let result: RunResult | undefined;
		const memory = await measured(search.limit ?? totalOf(search), async () => {
			result = await run(search);
			return outputOf(result);
		});
		return { ...memory, hints: result?.hints };
	},
	/** The same resources, parsed from pages of the same size and merely held: what n8n has to keep of them in any case. */
	bare: async (search: Search) =>
		await measured(totalOf(search), async () => {
			const items: unknown[] = [];
			while (items.length < totalOf(search)) {
				for (const { resource } of pageFrom(items.length)) items.push({ json: resource, pairedItem: { item: 0 } });
			}
			return await Promise.resolve(items);
		}),
});
