import type { IDataObject } from 'n8n-workflow';
import { transactionTime } from '../../servers/bulkServer';
import { outputOf } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { scripted } from '../support/scripted';
import { type BulkRun, login, patients, startBulkRun } from './bulkRun';

let started: BulkRun;
let bulk: BulkRun['bulk'];
const run: BulkRun['run'] = async (...values) => await started.run(...values);
beforeAll(async () => {
	started = await startBulkRun();
	({ bulk } = started);
});
afterAll(async () => await started.close());

describe('Bulk Data → Export sends the login', () => {
	const places = [
		{ lines: patients },
		{ lines: patients, place: 'storage' },
		{ lines: patients, place: 'redirected' },
	] as const;

	it.each<[unknown, boolean]>([
		[true, true],
		['true', true],
		[false, false],
		['false', false],
		[undefined, false],
	])('to files on its server if requiresAccessToken is %j: %j', async (requiresAccessToken, isSent) => {
		outputOf(await run({ files: places.map((file) => ({ ...file })), requiresAccessToken }));
		const sent = bulk.calls('file').map(({ headers }) => headers.authorization !== undefined);
		expect(sent).toEqual([isSent, isSent]);
		expect(bulk.storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
	});

	it('and shows no secret in items, hints and errors', async () => {
		const results = [
			await run(),
			await run({ files: [{ lines: patients, expired: 99 }] }),
			await run({ failure: { status: 400, code: 'x', text: `Bad password ${login.password}` } }),
		];
		for (const { output, hints, error } of results) {
			const shown = JSON.stringify([output.map(({ json }) => json), hints, error, error?.context, error?.message]);
			expect(shown).not.toMatch(/pass-secret|sig-secret/);
		}
	});
});

describe('Bulk Data: an export in steps', () => {
	const step = async (operation: string, parameters: IDataObject = {}, baseUrl = bulk.baseUrl) => {
		const options = { loginForHost: true, ...(parameters.options as IDataObject | undefined) };
		const settings = started.settingsOf({ operation, ...parameters, options });
		return await runNode({ ...settings, credentials: { fhirBasicAuthApi: { baseUrl, ...login } } });
	};

	it('Start Export, Get Export Status, Download Export Files, Cancel or Delete Export', async () => {
		bulk.reset({ running: 1, progress: '50 %', retryAfter: '120' });
		expect(outputOf(await step('startExport', { options: { loginForHost: undefined } }))).toEqual([
			{ done: false, statusUrl: bulk.statusUrl },
		]);
		const { statusUrl } = bulk;
		expect(outputOf(await step('getExportStatus', { statusUrl }))).toEqual([
			{ done: false, statusUrl, progress: '50 %', retryAfterSeconds: 120 },
		]);
		expect(outputOf(await step('getExportStatus', { statusUrl }))).toMatchObject([
			{ done: true, statusUrl, transactionTime, files: [{ type: 'Patient' }, { type: 'Observation' }] },
		]);
		expect(outputOf(await step('downloadExportFiles', { statusUrl }))).toMatchObject([{ lines: 3 }, { lines: 2 }]);
		expect(bulk.calls('delete')).toEqual([]);
		expect(outputOf(await step('cancelExport', { statusUrl }))).toEqual([{ deleted: true, statusUrl }]);
		expect((await step('getExportStatus', { statusUrl })).error?.message).toMatch('does not know the job any more');
	});

	it('Get Export Status says that the manifest has further pages', async () => {
		bulk.reset({ running: 0, pages: 2 });
		const result = await step('getExportStatus', { statusUrl: bulk.statusUrl });
		expect(outputOf(result)).toMatchObject([{ done: true, files: [{ type: 'Patient' }] }]);
		expect(result.hints).toEqual([expect.stringMatching(/^The manifest has further pages/)]);
		bulk.reset({ running: 0 });
		expect((await step('getExportStatus', { statusUrl: bulk.statusUrl })).hints).toEqual([]);
	});

	it('Start Export reads all pages of a manifest that comes at once', async () => {
		const page = (type: string, next?: string) => ({
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				output: [{ type, url: `https://files.example/${type}.ndjson` }],
				error: [],
				...(next && { link: [{ relation: 'next', url: next }] }),
			}),
		});
		const script = [page('Patient', '{base}/page-2'), page('Observation')];
		const { sent, ...result } = await scripted(script, { resource: 'bulkData', operation: 'startExport' });
		expect(outputOf(result)).toMatchObject([{ done: true, files: [{ type: 'Patient' }, { type: 'Observation' }] }]);
		expect(sent.map(({ url }) => url)).toEqual(['/fhir/Patient/$export', '/fhir/page-2']);
	});

	it('a transient error means that the job is not done', async () => {
		bulk.reset({ failingPolls: [500] });
		expect(
			outputOf(await step('getExportStatus', { statusUrl: bulk.statusUrl, options: { retries: 0 } })),
		).toMatchObject([{ done: false, progress: expect.stringMatching('Try again later') as string }]);
	});

	it('a status URL from an item gets the login below the Base URL only, unless the whole host is to have it', async () => {
		bulk.reset({ running: 0 });
		const { hints } = await step('getExportStatus', { statusUrl: bulk.statusUrl, options: { loginForHost: false } });
		expect(hints.join()).toMatch('Login for Whole Host');
		await step('getExportStatus', { statusUrl: bulk.statusUrl });
		await step('getExportStatus', { statusUrl: bulk.statusUrl.replace(bulk.server.url, bulk.storage.url) });
		expect(bulk.calls('status').map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true]);
		expect(bulk.storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
	});

	it('deleting what is gone is no error', async () => {
		bulk.reset();
		await step('cancelExport', { statusUrl: bulk.statusUrl });
		const result = await step('cancelExport', { statusUrl: `${bulk.server.url}/fhir/unknown` });
		expect(outputOf(result)).toMatchObject([{ deleted: false }]);
		expect(result.hints.join()).toMatch('did not know the job');
	});
});
