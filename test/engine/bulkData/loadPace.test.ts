import { closeAfterEach } from '../../helpers/closing';
import { startFhirServer } from '../../servers/fhirServer';
import { startServer } from '../../servers/httpServer';
import { type FileStore, useFileStore } from '../support/files';
import { outputOf } from '../support/fixtures';
import { files, load, ndjson, patient } from './loadRun';

let store: FileStore;
beforeAll(async () => (store = await useFileStore()));
afterAll(async () => await store.close());

describe('Bulk Data → Load NDJSON', () => {
	it('sends as many requests at the same time as it may, and no more', async () => {
		let [open, most] = [0, 0];
		const busy = closeAfterEach(
			await startServer(({ body }, response) => {
				most = Math.max(most, ++open);
				const { entry } = JSON.parse(body.toString()) as { entry: unknown[] };
				const taken = entry.map(() => ({ response: { status: '201' } }));
				setTimeout(() => {
					open--;
					response.writeHead(200, { 'content-type': 'application/fhir+json' });
					response.end(JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry: taken }));
				}, 5);
			}),
		);
		const lines = Array.from({ length: 100 }, (_, index) => patient(`p${index}`));
		const options = { bundleEntries: 2, requestsInParallel: 3 };
		expect(outputOf(await load(`${busy.url}/fhir`, files(ndjson(lines)), options))).toMatchObject([{ loaded: 100 }]);
		expect(most).toBe(3);
	});

	it('holds no more lines than fill its requests', async () => {
		const server = closeAfterEach(await startFhirServer());
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
		expect(most).toBeLessThanOrEqual(50 * 2 * 4);
		expect(held).toBe(0);
	});
});
