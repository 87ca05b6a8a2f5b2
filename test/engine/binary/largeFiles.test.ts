import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { useFileStore, type FileStore } from '../support/files';
import { largeFileHash, startLargeFileServer, watchMemory, type LargeFileServer } from './largeFiles';
import { runNode, type RunResult } from '../support/n8n';

const mebibyte = 1024 * 1024;
const size = 200 * mebibyte;
const bound = 100 * mebibyte;

jest.setTimeout(120_000);

describe('Files of 200 MB go through Binary in constant memory:', () => {
	const ca = TestCa.create();
	let store: FileStore;
	let server: LargeFileServer;
	let memory: ReturnType<typeof watchMemory>;
	let file: IBinaryData;

	beforeAll(async () => {
		store = await useFileStore();
		server = await startLargeFileServer(ca.issue(), { bytes: size });
		// What is loaded and compiled at first use is no part of the measure.
		await upload(await download('small'));
		server.uploads.length = 0;
		memory = watchMemory();
	});
	afterAll(async () => {
		memory.stop();
		await server.close();
		await store.close();
	});

	async function run(parameters: IDataObject, binary?: IBinaryData): Promise<RunResult> {
		const result = await runNode({
			credentials: { fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: false } },
			parameters: {
				resource: 'binary',
				authentication: 'none',
				tlsValidation: 'custom',
				baseUrl: server.baseUrl,
				...parameters,
			},
			...(binary && { binary: [{ data: binary }] }),
		});
		if (result.error) throw result.error;
		return result;
	}

	async function download(binaryId: string): Promise<IBinaryData> {
		const { output } = await run({ operation: 'download', binaryId });
		return output[0]?.binary?.data as IBinaryData;
	}

	async function upload(sent: IBinaryData, options: IDataObject = {}): Promise<void> {
		await run({ operation: 'upload', options }, sent);
	}

	async function hashOf(data: IBinaryData): Promise<string> {
		const hash = createHash('sha256');
		const path = Container.get(BinaryDataService).getPath(data.id ?? '');
		for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
		return hash.digest('hex');
	}

	it.each([
		['down, as it is', 'plain'],
		['down, within a Binary resource', 'wrapped'],
	])('%s', async (_what, id) => {
		file = await download(id);
		expect(memory.highest()).toBeLessThan(bound);
		expect(file).toMatchObject({ bytes: size, mimeType: 'application/pdf' });
		expect(await hashOf(file)).toBe(largeFileHash(size));
	});

	it('up, as it is', async () => {
		await upload(file);
		expect(memory.highest()).toBeLessThan(bound);
		expect(server.uploads).toEqual([
			{
				bytes: size,
				hash: largeFileHash(size),
				contentLength: String(size),
				contentType: 'application/pdf',
			},
		]);
	});

	it('up, within a Binary resource', async () => {
		await upload(file, { contentType: 'application/json' });
		expect(memory.highest()).toBeLessThan(bound);
		const [last] = server.uploads.slice(-1);
		expect(last?.contentType).toMatch('application/fhir+json');
		expect(last?.contentLength).toBe(String(last?.bytes));
		expect(last?.bytes).toBeGreaterThan((size * 4) / 3);
	});
});
