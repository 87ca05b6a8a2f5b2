import { inParallel, patient, type Contender, type Place, type Task } from '../task';

interface Bundle {
	resourceType: 'Bundle';
	entry?: unknown[];
	link?: Array<{ relation: string; url: string }>;
}

/** fhir-kit-client: what people without n8n write their integrations with. It trusts `NODE_EXTRA_CA_CERTS`. */
export async function fhirKit({ baseUrl, token, ids }: Place): Promise<Contender> {
	// It is an ES module.
	const { Client } = await import('fhir-kit-client');
	const client = new Client({ baseUrl, bearerToken: token });

	async function search({ count, pageSize }: Task): Promise<number> {
		const found: unknown[] = [];
		let page = (await client.search({ resourceType: 'Patient', searchParams: { _count: String(pageSize) } })) as
			Bundle | undefined;
		while (page && found.length < count) {
			found.push(...(page.entry ?? []));
			page = (await client.nextPage({ bundle: page as never })) as Bundle | undefined;
		}
		return found.length;
	}

	return {
		prepare(task) {
			const { kind, count, concurrency } = task;
			const results: unknown[] = [];
			const each = async (work: (index: number) => Promise<unknown>) => {
				await inParallel(count, concurrency, async (index) => void (results[index] = await work(index)));
				return results.length;
			};
			if (kind === 'search') return async () => await search(task);
			if (kind === 'reads') {
				return async () =>
					await each(async (index) => await client.read({ resourceType: 'Patient', id: ids[index] ?? '' }));
			}
			const bodies = Array.from({ length: count }, (_, n) => patient(n));
			return async () =>
				await each(async (index) => await client.create({ resourceType: 'Patient', body: bodies[index] as never }));
		},
	};
}
