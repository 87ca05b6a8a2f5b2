import { Container } from '@n8n/di';
import { Logger } from '@n8n/backend-common';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DownloadSettings } from '../../../nodes/Fhir/actions/bulkData/downloadFields';
import { savedFile } from '../../../nodes/Fhir/actions/shared/exportedFiles';
import type { Session } from '../../../nodes/Fhir/items/session';
import type { ManifestFile } from '../../../nodes/Fhir/rest/bulk/manifest';
import { waitUntil } from '../../helpers/async';
import { type BulkBehaviour } from '../../servers/bulkServer';
import { bytesOf } from '../support/files';
import { outputOf } from '../support/fixtures';
import { startNode } from '../support/n8n';
import { type BulkRun, many, ndjson, observations, patients, resources, startBulkRun, textOf } from './bulkRun';

let started: BulkRun;
let bulk: BulkRun['bulk'];
const run: BulkRun['run'] = async (...values) => await started.run(...values);
beforeAll(async () => {
	started = await startBulkRun();
	({ bulk } = started);
});
afterAll(async () => await started.close());

describe('Bulk Data → Export survives', () => {
	it.each<[string, Partial<BulkBehaviour>]>([
		['a job that is running already', { busy: 1 }],
		['transient errors while it waits', { failingPolls: [500, 503] }],
		['429 while it waits', { failingPolls: [429] }],
		['a Retry-After of an epoch, with a Poll Interval', { running: 1, retryAfter: '1772352000' }],
		['a manifest of several pages', { pages: 2 }],
		['links that have expired (410): the manifest is read once more', { files: [{ lines: patients, expired: 1 }] }],
		['links that have expired (403)', { files: [{ lines: patients, expired: 1, expiredStatus: 403 }] }],
		['files compressed on their way', { files: [{ lines: patients, gzip: 'encoding' }] }],
		['files that are compressed', { files: [{ lines: patients, gzip: 'file' }] }],
		['a download that breaks off and can be resumed', { files: [{ lines: many, breaks: 1, ranges: true }] }],
		['one that breaks off again and again', { files: [{ lines: many, breaks: 6, ranges: true }] }],
		['one in a compressed file', { files: [{ lines: many, breaks: 2, ranges: true, gzip: 'encoding' }] }],
		['one that has to begin anew', { files: [{ lines: many, breaks: 2 }] }],
		['files in storage elsewhere', { files: [{ lines: patients, place: 'storage' }] }],
		['redirects to storage elsewhere', { files: [{ lines: patients, place: 'redirected' }] }],
	])('%s', async (_what, behaviour) => {
		const files = behaviour.files ?? [
			{ type: 'Patient', lines: patients },
			{ type: 'Observation', lines: observations },
		];
		const expected = files.flatMap((file) => file.lines);
		const fresh = () => structuredClone({ ...behaviour, files });
		expect(outputOf(await run(fresh(), { output: 'resources' }))).toEqual(resources(expected));
		const result = await run(fresh());
		expect(outputOf(result)).toHaveLength(files.length);
		const texts = await Promise.all(files.map(async (_file, index) => await textOf(result, index)));
		expect(texts.join('')).toBe(ndjson(expected));
		expect(result.hints).toEqual([]);
	});

	it('a download is resumed where it broke off, with the bytes that are missing and no others', async () => {
		await run({ files: [{ lines: many, breaks: 1, ranges: true }] });
		const [first, second, ...more] = bulk.calls('file');
		expect(first?.headers.range).toBeUndefined();
		expect(second?.headers).toMatchObject({
			range: expect.stringMatching(/^bytes=[1-9]\d*-$/) as string,
			'if-range': '"v1"',
		});
		expect(more).toEqual([]);
	});
});

describe('Bulk Data → Export', () => {
	it('says where a file has not as many lines as the manifest counts', async () => {
		const result = await run({ files: [{ type: 'Patient', lines: patients, count: 5 }] });
		expect(result.hints).toEqual([expect.stringMatching(/counts 5 resources .* "Patient", but the file has 3 lines/)]);
		expect((await run({ files: [{ lines: patients, count: null }] })).hints).toEqual([]);
	});

	it('writes the status URL to the log, the only place that has it if n8n is killed', async () => {
		const info = jest.spyOn(Container.get(Logger), 'info');
		await run();
		expect(info.mock.calls.map(([message]) => message)).toContain(
			`The server has started the export: its status URL is ${bulk.statusUrl}`,
		);
		info.mockRestore();
	});

	it('keeps files compressed if told to', async () => {
		const options = { keepCompressed: true };
		const result = await run({ files: [{ type: 'Patient', lines: patients, gzip: 'encoding' }] }, { options });
		expect(outputOf(result)).toMatchObject([{ fileName: 'Patient-1.ndjson.gz' }]);
		expect(gunzipSync(await bytesOf(result.output[0])).toString()).toBe(ndjson(patients));
		expect((await run({}, { options })).output[0]?.json).toMatchObject({ fileName: 'Patient-1.ndjson', lines: 3 });
	});

	it('names a compressed file by its first two bytes, also where they arrive one by one', async () => {
		const zipped = gzipSync(ndjson(patients));
		async function* content() {
			for (const byte of zipped) yield await Promise.resolve(Uint8Array.of(byte));
		}
		const names: unknown[] = [];
		const save = async (stream: AsyncIterable<Uint8Array>, fileName: string) => {
			let bytes = 0;
			for await (const chunk of stream) bytes += chunk.length;
			names.push(fileName);
			return { fileName, bytes };
		};
		const file = { kind: 'output', type: 'Patient', address: () => 'https://files.example/1' } as ManifestFile;
		const settings = { field: 'data', keepsCompressed: true } as DownloadSettings;
		await savedFile(file, 'Patient-1.ndjson', content(), settings, { files: { save } } as unknown as Session);
		expect(names).toEqual(['Patient-1.ndjson.gz']);
	});

	it('refuses a file that is larger than Maximum Size, also when it is unpacked', async () => {
		for (const gzip of [undefined, 'encoding'] as const) {
			const { error } = await run({ files: [{ lines: many, gzip }] }, { options: { maxSize: 0.2 } });
			expect(error?.message).toMatch('A file of the export is larger than');
		}
	});

	it.each<[string, Partial<BulkBehaviour>, string]>([
		['too many files', { failure: { status: 413, code: 'too-long', text: 'Too many files' } }, 'Too many files'],
		['a job that fails', { failure: { status: 400, code: 'processing', text: 'Export failed' } }, 'Export failed'],
		['a link that stays expired', { files: [{ lines: patients, expired: 99 }] }, 'The link has expired'],
		[
			'a web page in place of a file',
			{ files: [{ lines: patients, headers: { 'content-type': 'text/html' } }] },
			'web page',
		],
		['a file in brotli', { files: [{ lines: patients, headers: { 'content-encoding': 'br' } }] }, 'not asked for (br)'],
		['what is no manifest', { more: { output: null, error: null } }, 'is not the manifest of a bulk export'],
		[
			'pages in a circle',
			{ more: { link: [{ relation: 'next', url: '{server}/jobs/7?page=1' }] } },
			'lead back to one another',
		],
	])('explains %s, and names the job', async (_what, behaviour, message) => {
		const { error } = await run(
			JSON.parse(JSON.stringify(behaviour).replaceAll('{server}', bulk.server.url)) as typeof behaviour,
		);
		expect(error?.message).toMatch(message);
		expect(error?.context?.data).toMatchObject({ statusUrl: bulk.statusUrl });
		expect(bulk.calls('delete')).toEqual([]);
	});

	it('deletes the job when the execution is stopped during the download', async () => {
		bulk.reset({ running: 0, files: [{ lines: many, headers: { 'content-length': '9999999' } }] });
		const execution = startNode(started.settingsOf());
		execution.result.catch(() => undefined);
		await waitUntil(() => bulk.calls('file').length > 0);
		execution.stop();
		await waitUntil(() => bulk.calls('delete').length > 0);
		await execution.result.catch(() => undefined);
		expect(bulk.calls('delete')).toHaveLength(1);
	});
});
