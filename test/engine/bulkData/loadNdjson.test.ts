import { gzipSync } from 'node:zlib';
import { closeAfterEach } from '../../helpers/closing';
import type { FhirServer } from '../../servers/fhirServer';
import { startServer } from '../../servers/httpServer';
import { outputOf } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { scripted } from '../support/scripted';
import { bundles, files, load, ndjson, observation, patient, read, textOf, serveEachTest } from './loadRun';

let server: FhirServer;
serveEachTest((started) => (server = started));

describe('Bulk Data → Load NDJSON', () => {
	const patients = Array.from({ length: 7 }, (_, index) => patient(`p${index}`));

	it.each<[string, Uint8Array]>([
		['a file', ndjson(patients)],
		['a gzip file', gzipSync(ndjson(patients))],
	])('writes each line of %s under its ID, and gives a summary', async (_what, content) => {
		const result = await load(server.baseUrl, files(content), { bundleEntries: 3 });
		expect(outputOf(result)).toEqual([
			{
				file: 'file-0.ndjson',
				lines: 7,
				loaded: 7,
				created: 7,
				updated: 0,
				failed: 0,
				types: { Patient: { loaded: 7, failed: 0 } },
			},
		]);
		expect(result.output[0]?.binary).toBeUndefined();
		expect(server.count('Patient')).toBe(7);
		const sent = bundles(server.requests);
		expect(sent.map(({ type }) => type)).toEqual(['batch', 'batch', 'batch']);
		expect(sent.map(({ entry }) => entry.length).sort()).toEqual([1, 3, 3]);
		expect(sent.flatMap(({ entry }) => entry.map(({ request }) => `${request.method} ${request.url}`)).sort()).toEqual(
			patients.map(({ id }) => `PUT Patient/${id}`),
		);
		expect((await load(server.baseUrl, files(content))).output[0]?.json).toMatchObject({ created: 0, updated: 7 });
	});

	it('writes new resources', async () => {
		expect(outputOf(await load(server.baseUrl, files(ndjson(patients)), {}, { writeAs: 'create' }))).toMatchObject([
			{ created: 7 },
		]);
		expect(server.count('Patient')).toBe(7);
		expect((await fetch(`${server.baseUrl}/Patient/p0`)).status).toBe(404);
	});

	it.each(['single', 'transaction', 'batch'])('sends lines as they are, decimals and all, as %s', async (sendAs) => {
		const line =
			'{ "resourceType" : "Observation", "id":"o1", "valueQuantity":{"value":2.50,"unit":"\\u00b5g"}, "x":12345678901234567890 }';
		const reply = {
			resourceType: 'Bundle',
			type: `${sendAs}-response`,
			entry: [{ response: { status: '201 Created' } }],
		};
		const parameters = { resource: 'bulkData', operation: 'loadNdjson', options: { sendAs } };
		const { sent, ...result } = await scripted([{ status: sendAs === 'single' ? 201 : 200, body: reply }], parameters, {
			binary: files(Buffer.from(line)),
		});
		expect(outputOf(result)).toMatchObject([{ loaded: 1, created: 1 }]);
		expect(sent).toHaveLength(1);
		expect(sent[0]?.body).toContain(line);
		expect(sent[0]?.headers['content-type']).toBe('application/fhir+json');
		expect(sent[0]).toMatchObject(
			sendAs === 'single' ? { method: 'PUT', url: '/fhir/Observation/o1' } : { method: 'POST', url: '/fhir' },
		);
	});

	it('takes a download from a URL up again as often as Retries says', async () => {
		const source = closeAfterEach(
			await startServer((_request, response) => {
				response.writeHead(200, { 'content-length': 1_000 });
				response.write('{', () => response.destroy());
			}),
		);
		const parameters = { source: 'url', sourceUrl: `${source.url}/a.ndjson` };
		const { error } = await load(server.baseUrl, [undefined], { retries: 0 }, parameters);
		expect(error).toBeDefined();
		expect(source.requests).toHaveLength(1);
		expect(server.requests).toEqual([]);
	});

	it('says that a URL gives a web page, and nothing of an export', async () => {
		const headers = { 'content-type': 'text/html' };
		const source = closeAfterEach(
			await startServer((_request, response) => void response.writeHead(200, headers).end('<html></html>')),
		);
		const parameters = { source: 'url', sourceUrl: `${source.url}/a.ndjson` };
		const { error } = await load(server.baseUrl, [undefined], {}, parameters);
		expect(error?.message).toBe('The server returned a web page in place of the file');
		expect(error?.description).not.toMatch(/export|manifest/);
	});

	it('reads from a URL, without login where that is elsewhere, and begins anew after a break', async () => {
		let breaks = 1;
		const content = ndjson(patients);
		const source = closeAfterEach(
			await startServer(async (_request, response) => {
				response.writeHead(200, { 'content-length': content.length });
				if (breaks-- <= 0) {
					response.end(content);
					return;
				}
				response.write(content.subarray(0, 100));
				await new Promise((resolve) => setTimeout(resolve, 50));
				response.destroy();
			}),
		);
		const parameters = { source: 'url', sourceUrl: `${source.url}/a.ndjson` };
		const result = await runNode({
			credentials: { fhirBasicAuthApi: { baseUrl: server.baseUrl, user: 'u', password: 'p' } },
			parameters: { resource: 'bulkData', operation: 'loadNdjson', authentication: 'basic', ...parameters },
		});
		expect(outputOf(result)).toMatchObject([{ lines: 7, loaded: 7 }]);
		expect(source.requests).toHaveLength(2);
		expect(source.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
		expect(server.requests.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
		expect(server.count('Patient')).toBe(7);
	});

	it('begins with the line that it is told', async () => {
		expect(outputOf(await load(server.baseUrl, files(ndjson(patients)), { firstLine: 6 }))).toMatchObject([
			{ lines: 2, loaded: 2 },
		]);
		expect(server.count('Patient')).toBe(2);
	});
});

describe('Bulk Data → Load NDJSON keeps references:', () => {
	const [a, b] = ['6f1d3c1e-0f3a-4a59-9d53-0c1b6f1d3c1e', '7f1d3c1e-0f3a-4a59-9d53-0c1b6f1d3c1e'];

	it('by urn:uuid between lines that are sent together, in a transaction', async () => {
		const result = await load(
			server.baseUrl,
			files(ndjson([observation(b, `urn:uuid:${a}`), patient(a)])),
			{},
			{ writeAs: 'create' },
		);
		expect(outputOf(result)).toMatchObject([{ created: 2 }]);
		expect(result.hints.join()).toMatch('were sent as transactions');
		const { entry } = (await read(server.baseUrl, 'Observation')) as {
			entry: Array<{ resource: { subject: { reference: string } } }>;
		};
		const reference = entry[0]?.resource.subject.reference ?? '';
		expect(await read(server.baseUrl, reference)).toMatchObject({ resourceType: 'Patient' });
	});

	it('by urn:uuid to a line that was sent long before', async () => {
		const lines = [
			patient(a),
			...Array.from({ length: 20 }, (_, index) => patient(`p${index}`)),
			observation('o', `urn:uuid:${a}`),
		];
		for (const writeAs of ['update', 'create']) {
			const options = { bundleEntries: 2, requestsInParallel: 2 };
			const result = await load(server.baseUrl, files(ndjson(lines)), options, { writeAs });
			expect(outputOf(result)).toMatchObject([{ loaded: 22, failed: 0 }]);
			const { entry } = (await read(server.baseUrl, 'Observation')) as {
				entry: Array<{ resource: { subject: { reference: string } } }>;
			};
			for (const { resource } of entry)
				expect(await read(server.baseUrl, resource.subject.reference)).toMatchObject({ resourceType: 'Patient' });
		}
	});

	it('and says which line refers to nothing', async () => {
		const result = await load(server.baseUrl, files(ndjson([observation('o', `urn:uuid:${a}`), patient('p')])));
		expect(outputOf(result)).toMatchObject([{ loaded: 1, failed: 1 }]);
		expect(await textOf(result, 'reasons')).toMatch('refers to another one by urn:uuid');
	});

	it('types come after what they refer to, in all files together, with Order by Dependency', async () => {
		const contents = [
			ndjson([
				observation('o', 'Patient/p'),
				{ resourceType: 'Encounter', id: 'e', subject: { reference: 'Patient/p' } },
			]),
			ndjson([patient('p', { managingOrganization: { reference: 'Organization/g' } })]),
			ndjson([{ resourceType: 'Organization', id: 'g' }]),
		];
		const result = await load(server.baseUrl, files(...contents), { orderByDependency: true });
		expect(outputOf(result)).toMatchObject([{ loaded: 2 }, { loaded: 1 }, { loaded: 1 }]);
		const sent = bundles(server.requests).flatMap(({ entry }) => entry.map(({ request }) => request.url.split('/')[0]));
		expect(sent).toEqual(['Organization', 'Patient', 'Encounter', 'Observation']);
	});

	it('lines that write the same resource keep their order', async () => {
		const lines = Array.from({ length: 30 }, (_, index) => patient('same', { birthDate: `20${10 + index}` }));
		expect(
			outputOf(await load(server.baseUrl, files(ndjson(lines)), { bundleEntries: 4, requestsInParallel: 5 })),
		).toMatchObject([{ loaded: 30 }]);
		expect(await read(server.baseUrl, 'Patient/same')).toMatchObject({ birthDate: '2039' });
	});
});
