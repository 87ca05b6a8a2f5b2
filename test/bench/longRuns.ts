import { TestCa } from '../servers/certificates';
import { type Installation, startChild } from './child';
import type { Holdings } from './executions';
import type { BenchPlace } from './place';
import type { SearchMemory } from './searchMemory';

/** What searches hold: everything they return, or a part of it. */
export interface SearchMemories {
	/** Return All, by number of resources: the node's own, and the bare resources. */
	readonly all: Array<{ readonly node: SearchMemory; readonly bare: SearchMemory }>;
	/** Limit 1,000, by number of matches. */
	readonly limited: Array<SearchMemory & { readonly matches: number; readonly requests: number }>;
}

/** A thousand executions in one process. */
export async function countHoldings(bench: BenchPlace, n8n: Installation): Promise<Holdings[]> {
	await bench.hospital.fhir.setLatency(0);
	const child = startChild('executions.ts', { n8n });
	try {
		return (await child.call('run', bench.place)) as Holdings[];
	} finally {
		await child.close();
	}
}

/** Searches of up to 100,000 resources, each in a fresh process. */
export async function measureSearches(n8n: Installation): Promise<SearchMemories> {
	const ca = TestCa.create('Bench Pages CA');
	const server = startChild('pagesServer.ts');
	try {
		const url = (await server.call('start', { tls: ca.issue() })) as string;
		const ask = async (method: 'node' | 'bare', matches: number, limit?: number): Promise<SearchMemory> => {
			const child = startChild('searchMemory.ts', { n8n });
			try {
				const search = (baseUrl: string, most?: number) => ({ baseUrl, ca: ca.certificate, limit: most });
				// Code that is loaded or compiled on first use is not the search's.
				if (method === 'node') await child.call('node', search(`${url}/1000`, 10));
				return (await child.call(method, search(`${url}/${matches}`, limit))) as SearchMemory;
			} finally {
				await child.close();
			}
		};
		const all: SearchMemories['all'] = [];
		for (const matches of [25_000, 50_000, 100_000]) {
			all.push({ node: await ask('node', matches), bare: await ask('bare', matches) });
		}
		const limited: SearchMemories['limited'] = [];
		for (const matches of [1_000, 10_000, 100_000]) {
			const before = (await server.call('requests')) as number;
			const memory = await ask('node', matches, 1_000);
			const after = (await server.call('requests')) as number;
			// One of them was the warm-up's.
			limited.push({ ...memory, matches, requests: after - before - 1 });
		}
		return { all, limited };
	} finally {
		await server.close();
	}
}
