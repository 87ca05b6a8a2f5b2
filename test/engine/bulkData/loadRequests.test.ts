import type { FhirServer } from '../../servers/fhirServer';
import { outputOf } from '../support/fixtures';
import { bundles, files, load, ndjson, observation, patient, serveEachTest } from './loadRun';

let server: FhirServer;
serveEachTest((started) => (server = started));

describe('Bulk Data → Load NDJSON', () => {
	it('fills its Bundles, also with lines that have to wait for others, and none beyond its size', async () => {
		const sizes = async (lines: object[], options: Record<string, number>) => {
			server.requests.length = 0;
			expect(outputOf(await load(server.baseUrl, files(ndjson(lines)), options))).toMatchObject([{ failed: 0 }]);
			return bundles(server.requests).map(({ entry }) => entry.length);
		};
		const many = Array.from({ length: 100 }, (_, index) => patient(`p${index}`));
		expect(await sizes(many, { bundleEntries: 20, requestsInParallel: 4 })).toEqual([20, 20, 20, 20, 20]);
		const referring = many.flatMap((one, index) => [one, observation(`o${index}`, `Patient/p${index}`)]);
		expect(
			(await sizes(referring, { bundleEntries: 20, requestsInParallel: 4 })).filter((size) => size === 20).length,
		).toBeGreaterThanOrEqual(8);
		const large = many.map((one) => ({ ...one, language: 'x'.repeat(30_000) }));
		expect(await sizes(large, { bundleMegabytes: 0.1, requestsInParallel: 4 })).toEqual(
			Array.from({ length: 34 }, (_, index) => (index < 33 ? 3 : 1)),
		);
	});

	it('holds no more lines than fill its requests', async () => {
		let [held, most] = [0, 0];
		const lines = Array.from({ length: 5_000 }, (_, index) => patient(`p${index}`));
		const { Loader } = await import('../../../nodes/Fhir/rest/bulk/load/loader');
		const { load: take } = Loader.prototype;
		const spied = jest.spyOn(Loader.prototype, 'load').mockImplementation(async function (this: object, read, sink) {
			function* counted() {
				for (const line of read) {
					most = Math.max(most, ++held);
					yield line;
				}
			}
			const counting: typeof sink = {
				loaded: (...ended) => {
					held--;
					sink.loaded(...ended);
				},
				failed: async (...ended) => {
					held--;
					await sink.failed(...ended);
				},
			};
			await take.call(this as never, counted() as never, counting);
		});
		expect(
			outputOf(await load(server.baseUrl, files(ndjson(lines)), { bundleEntries: 50, requestsInParallel: 2 })),
		).toMatchObject([{ loaded: 5_000 }]);
		spied.mockRestore();
		expect(most).toBeGreaterThan(0);
		expect(most).toBeLessThanOrEqual(50 * 2 * 3);
		expect(held).toBe(0);
	});
});
