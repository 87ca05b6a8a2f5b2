import { createSecureContext } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { Pool } from 'undici';
import { type Contender, inParallel, patient, type Place, type Task } from '../task';

interface Bundle {
	entry?: unknown[];
	link?: Array<{ relation: string; url: string }>;
}

/**
 * The wire itself: undici, as many connections as requests under way, each response read and parsed, and nothing else. With
 * `gzip` it asks for compressed responses, as the node does of distant servers: that costs the server time, and saves bytes that
 * loopback has for nothing.
 */
export function rawUndici({ baseUrl, ca, token, ids }: Place, encoding: 'identity' | 'gzip'): Contender {
	const { origin, pathname } = new URL(baseUrl);
	const secureContext = createSecureContext({ ca });
	const pools = new Map<number, Pool>();
	const authorization = `Bearer ${token}`;
	const accept = 'application/fhir+json';

	/** Kept from run to run, as the node keeps its own. */
	function poolOf(connections: number): Pool {
		const pool = pools.get(connections) ?? new Pool(origin, { connections, connect: { secureContext } });
		pools.set(connections, pool);
		return pool;
	}

	async function send(pool: Pool, method: 'GET' | 'POST', path: string, content?: object): Promise<unknown> {
		const { statusCode, headers, body } = await pool.request({
			method,
			path,
			headers: { accept, authorization, 'accept-encoding': encoding, ...(content && { 'content-type': accept }) },
			body: content && JSON.stringify(content),
		});
		if (statusCode >= 300) throw new Error(`status ${statusCode}: ${await body.text()}`);
		if (headers['content-encoding'] !== 'gzip') return await body.json();
		return JSON.parse(gunzipSync(await body.arrayBuffer()).toString());
	}

	async function search(pool: Pool, { count, pageSize }: Task): Promise<number> {
		const found: unknown[] = [];
		let path: string | undefined = `${pathname}/Patient?_count=${pageSize}`;
		while (path !== undefined && found.length < count) {
			const page = (await send(pool, 'GET', path)) as Bundle;
			found.push(...(page.entry ?? []));
			path = page.link?.find(({ relation }) => relation === 'next')?.url.slice(origin.length);
		}
		return found.length;
	}

	/** Batches like those of the node, as many under way as told. */
	async function sendItems(pool: Pool, resources: object[], concurrency: number): Promise<number> {
		const size = 150;
		let created = 0;
		await inParallel(Math.ceil(resources.length / size), concurrency, async (index) => {
			const entry = resources.slice(index * size, (index + 1) * size).map((resource) => ({
				fullUrl: `urn:uuid:${crypto.randomUUID()}`,
				resource,
				request: { method: 'POST', url: 'Patient' },
			}));
			const response = await send(pool, 'POST', pathname, { resourceType: 'Bundle', type: 'batch', entry });
			created += (response as Bundle).entry?.length ?? 0;
		});
		return created;
	}

	return {
		prepare(task) {
			const { kind, count, concurrency } = task;
			const pool = poolOf(concurrency);
			const results: unknown[] = [];
			const each = async (work: (index: number) => Promise<unknown>) => {
				await inParallel(count, concurrency, async (index) => void (results[index] = await work(index)));
				return results.length;
			};
			const resources =
				kind === 'creates' || kind === 'sendItems' ? Array.from({ length: count }, (_, n) => patient(n)) : [];
			switch (kind) {
				case 'reads':
					return async () => await each(async (index) => await send(pool, 'GET', `${pathname}/Patient/${ids[index]}`));
				case 'creates':
					return async () =>
						await each(async (index) => await send(pool, 'POST', `${pathname}/Patient`, resources[index]));
				case 'search':
					return async () => await search(pool, task);
				case 'sendItems':
					return async () => await sendItems(pool, resources, concurrency);
			}
		},
	};
}
