import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunkGroups } from '../../../nodes/Fhir/rest/bundle/chunks';
import { groupEntries } from '../../../nodes/Fhir/rest/bundle/entryGroups';
import type { BundleEntry, Resource } from '../../../nodes/Fhir/rest/model/resource';

const roomy = { entries: 100, bytes: 1_000_000 };
const post = (name: string, ...refers: string[]): BundleEntry => ({
	fullUrl: `urn:uuid:${name}`,
	resource: { resourceType: 'Observation', focus: refers.map((to) => ({ reference: `urn:uuid:${to}` })) },
	request: { method: 'POST', url: 'Observation' },
});
const put = (id: string): BundleEntry => ({
	resource: { resourceType: 'Patient', id },
	request: { method: 'PUT', url: `Patient/${id}` },
});
const chunksOf = (entries: BundleEntry[], limits = roomy, type: 'batch' | 'transaction' = 'transaction') => {
	const kind = { type, limits };
	return [...chunkGroups(groupEntries(entries), () => kind)];
};
const cut = (...given: Parameters<typeof chunksOf>) => chunksOf(...given).map(({ indexes }) => indexes);

describe('chunkGroups:', () => {
	test('cuts by number of entries and keeps their order', () => {
		expect(
			cut(
				['a', 'b', 'c', 'd', 'e'].map((name) => post(name)),
				{ ...roomy, entries: 2 },
			),
		).toEqual([[0, 1], [2, 3], [4]]);
		expect(cut([])).toEqual([]);
	});

	test('cuts by bytes of UTF-8', () => {
		const entries = ['a', 'b', 'c'].map((name) => ({
			...post(name),
			resource: { resourceType: 'Basic', text: 'ü'.repeat(1_000) },
		}));
		const size = Buffer.byteLength(JSON.stringify(entries[0])) + 1;
		expect(cut(entries, { entries: 100, bytes: 2 * size })).toEqual([[0, 1], [2]]);
		expect(cut(entries, { entries: 100, bytes: 2 * size - 1 })).toEqual([[0], [1], [2]]);
		expect(cut(entries, { entries: 100, bytes: 1 })).toEqual([[0], [1], [2]]);
	});

	test('gives a full Bundle before later entries are written as JSON', () => {
		const entries = ['a', 'b', 'c', 'd', 'e'].map((name) => post(name));
		const written: number[] = [];
		const textOf = (index: number) => {
			written.push(index);
			return JSON.stringify(entries[index]);
		};
		const groups = groupEntries(entries, { hasNewUrl: () => true, textOf });
		const kind = { type: 'transaction', limits: { ...roomy, entries: 2 } } as const;
		const given = Array.from(
			chunkGroups(groups, () => kind),
			({ indexes }) => ({ indexes, written: [...written] }),
		);
		expect(given).toEqual([
			{ indexes: [0, 1], written: [0, 1] },
			{ indexes: [2, 3], written: [0, 1, 2, 3] },
			{ indexes: [4], written: [0, 1, 2, 3, 4] },
		]);
	});

	test('gives an entry that cannot be written a Bundle of its own', () => {
		const entries = ['a', 'b', 'c'].map((name) => post(name));
		const textOf = (index: number) => JSON.stringify(index === 1 ? { number: 10n } : entries[index]);
		const groups = groupEntries(entries, { hasNewUrl: () => true, textOf });
		const kind = { type: 'batch', limits: roomy } as const;
		const chunks = [...chunkGroups(groups, () => kind)];
		expect(chunks.map(({ indexes }) => indexes)).toEqual([[0, 2], [1]]);
	});

	test('keeps entries together that refer to each other, also indirectly', () => {
		const entries = [post('a'), post('b', 'd'), post('c'), post('d'), post('e', 'a'), post('f', 'b')];
		expect(cut(entries, { ...roomy, entries: 1 })).toEqual([[0, 4], [1, 3, 5], [2]]);
		expect(cut(entries, { ...roomy, entries: 4 })).toEqual([
			[0, 2, 4],
			[1, 3, 5],
		]);
	});

	test('looks for nobody who names a full URL that was made just now', () => {
		const entries = [post('new'), post('a'), post('b', 'a'), post('c', 'new')];
		const groups = groupEntries(entries, { hasNewUrl: (index) => index === 0 });
		expect(groups.map(({ indexes }) => indexes)).toEqual([[0], [1, 2], [3]]);
	});

	test('finds references by URN in a narrative, a condition and a URL', () => {
		const narrative = {
			...post('b'),
			resource: { resourceType: 'Basic', text: { div: '<a href=\\"urn:uuid:z\\">x</a>' } },
		};
		const filler = Array.from({ length: 3 }, (_, index) => post(`f${index}`));
		expect(cut([narrative, ...filler, post('z')], { ...roomy, entries: 2 })[0]).toEqual([0, 4]);
		const absolute = { ...post('x'), fullUrl: 'https://h/temp/1' };
		const refers = { ...post('y'), resource: { resourceType: 'Basic', subject: { reference: 'https://h/temp/1' } } };
		expect(cut([absolute, ...filler, refers], { ...roomy, entries: 2 })[0]).toEqual([0, 4]);
	});

	test('never puts two writes of the same resource into one Bundle, and keeps their order', () => {
		expect(cut([put('1'), put('2'), put('1'), put('3'), put('1')])).toEqual([[0, 1, 3], [2], [4]]);
		expect(chunksOf([put('1'), put('2'), put('1'), put('3'), put('1')]).map(({ after }) => [...after])).toEqual([
			[],
			[0],
			[1],
		]);
	});

	test('keeps a later write later, although other entries pull it forward', () => {
		const joined = (id: string, urn: string) => ({ ...put(id), fullUrl: `urn:uuid:${urn}` });
		const entries = [post('a', 'b'), post('c'), put('1'), joined('1', 'b')];
		expect(cut(entries)).toEqual([
			[1, 2],
			[0, 3],
		]);
	});

	const about = (id: string, reference: string): BundleEntry => ({
		resource: { resourceType: 'Observation', id, subject: { reference } },
		request: { method: 'PUT', url: `Observation/${id}` },
	});

	test('puts what an entry refers to first, in a batch into an earlier Bundle', () => {
		const entries = [about('o1', 'Patient/1'), about('o2', 'Patient/2'), put('1'), put('2'), about('o3', 'Patient/9')];
		expect(cut(entries, { ...roomy, entries: 2 })).toEqual([[0, 2], [1, 3], [4]]);
		expect(chunksOf(entries, roomy, 'batch').map(({ indexes, after }) => [indexes, [...after]])).toEqual([
			[[2, 3, 4], []],
			[[0, 1], [0]],
		]);
	});

	test('does the same for conditional references and for reads', () => {
		const created = {
			fullUrl: 'urn:uuid:p',
			resource: { resourceType: 'Patient' },
			request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=a%7C1' },
		};
		expect(cut([about('o1', 'Patient?identifier=a|1'), created], roomy, 'batch')).toEqual([[1], [0]]);
		const read = { request: { method: 'GET', url: 'Patient/1' } };
		expect(cut([put('1'), read], roomy, 'batch')).toEqual([[0], [1]]);
	});

	test('does not put a delete before an entry that refers to the resource', () => {
		const gone = { request: { method: 'DELETE', url: 'Patient/1' } };
		expect(cut([about('o1', 'Patient/1'), gone], roomy, 'batch')).toEqual([[0, 1]]);
	});

	test('terminates for references in a circle', () => {
		const one = { ...about('1', 'Patient/1') };
		const other = { ...put('1'), resource: { resourceType: 'Patient', link: { reference: 'Observation/1' } } };
		expect(cut([one, other])).toEqual([[0, 1]]);
		expect(cut([one, other], roomy, 'batch')).toEqual([[1], [0]]);
	});

	test('handles a long chain of references without deep recursion', () => {
		const chain = Array.from({ length: 20_000 }, (_, index) => about(`o${index}`, `Observation/o${index + 1}`));
		expect(chunksOf(chain, { entries: 1_000, bytes: 1e9 })).toHaveLength(20);
	});

	test('loses and repeats no entry, and exceeds limits only for entries that belong together', () => {
		const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
		const graph = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 });
		fc.assert(
			fc.property(graph, fc.integer({ min: 1, max: 8 }), (edges, entries) => {
				const all = names.map((name) => post(name, ...edges.filter(([from]) => from === name).map(([, to]) => to)));
				const chunks = cut(all, { ...roomy, entries });
				expect(chunks.flat().sort((a, b) => a - b)).toEqual(names.map((_, index) => index));
				const placeOf = (name: string) => chunks.findIndex((chunk) => chunk.includes(names.indexOf(name)));
				for (const [from, to] of edges) expect(placeOf(from)).toBe(placeOf(to));
				for (const chunk of chunks) {
					const inside = edges.filter(([from]) => chunk.includes(names.indexOf(from)));
					if (inside.length === 0) expect(chunk.length).toBeLessThanOrEqual(entries);
					expect([...chunk]).toEqual([...chunk].sort((a, b) => a - b));
				}
			}),
		);
	});

	test("puts each of the specification's examples into exactly one chunk within the limits", () => {
		const folder = join(__dirname, '../../../node_modules/hl7.fhir.r4.examples');
		const entries = readdirSync(folder)
			.filter((name) => /^(Patient|Observation|Encounter|Organization)-.*\.json$/.test(name))
			.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource)
			.map((resource) => ({ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } }));
		const limits = { entries: 50, bytes: 100_000 };
		const chunks = chunksOf(entries, limits);
		expect(chunks.flatMap(({ indexes }) => indexes)).toHaveLength(entries.length);
		for (const { indexes, bytes } of chunks) {
			expect(indexes.length).toBeLessThanOrEqual(limits.entries);
			if (indexes.length > 1) expect(bytes).toBeLessThanOrEqual(limits.bytes);
			const body = JSON.stringify(indexes.map((index) => entries[index]));
			expect(Buffer.byteLength(body) - 1).toBe(bytes);
		}
	});
});
