import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { TestCa } from '../../servers/certificates';
import { type FileStore, useFileStore } from '../support/files';
import { runNode, type RunResult } from '../support/n8n';
import { largeFileHash, type LargeFileServer, startLargeFileServer, watchMemory } from './largeFiles';

const mebibyte = 1024 * 1024;
const size = 200 * mebibyte;
const bound = 100 * mebibyte;

jest.setTimeout(120_000);

describe('A file of 200 MB in constant memory:', () => {
	const ca = TestCa.create();
	let store: FileStore;
	let server: LargeFileServer;
	let memory: ReturnType<typeof watchMemory>;
	let file: IBinaryData;

	beforeAll(async () => {
		store = await useFileStore();
		server = await startLargeFileServer(ca.issue(), { bytes: size });
		// Modules that are loaded and compiled at first use do not count.
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
		['Binary → Download of the raw file', 'plain'],
		['Binary → Download of a file within a Binary resource', 'wrapped'],
	])('%s', async (_what, id) => {
		file = await download(id);
		expect(memory.highest()).toBeLessThan(bound);
		expect(file).toMatchObject({ bytes: size, mimeType: 'application/pdf' });
		expect(await hashOf(file)).toBe(largeFileHash(size));
	});

	it('Binary → Upload of the raw file', async () => {
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

	it('Binary → Upload of a file within a Binary resource', async () => {
		await upload(file, { contentType: 'application/json' });
		expect(memory.highest()).toBeLessThan(bound);
		const [last] = server.uploads.slice(-1);
		expect(last?.contentType).toMatch('application/fhir+json');
		expect(last?.contentLength).toBe(String(last?.bytes));
		expect(last?.bytes).toBeGreaterThan((size * 4) / 3);
	});
});
