import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { waitUntil } from '../../helpers/async';
import type { BulkBehaviour } from '../../servers/bulkServer';
import type { RunSettings } from '../support/n8n';
import { parameters as tableParameters, server as tableServer } from '../table/exportRun';
import { type BulkRun, many, startBulkRun } from './bulkRun';
import type { ChildResult, ChildRun } from './leftExports.child';

jest.setTimeout(60_000);

/** When a process that said nothing since is taken as dead. */
const later = { minutes: 4 };
const file = '.n8n-nodes-fhir-exports';
const deletedHint = expect.stringMatching(/cut off.*left its export on the server.*has now been deleted/) as string;

let started: BulkRun;
let bulk: BulkRun['bulk'];
/** n8n's process after the one that is killed. */
let next: ChildProcess;
/** One that is there to be killed. */
let spare: ChildProcess;
beforeAll(async () => {
	started = await startBulkRun();
	({ bulk } = started);
	[next, spare] = [startProcess(), startProcess()];
});
afterAll(async () => {
	await Promise.all([kill(next), kill(spare), started.close()]);
});

/** The home of the user who runs n8n: by default, nodes may write to a folder in it, which n8n does not make. */
let home: string;
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'n8n-nodes-fhir-home-'));
});
afterEach(async () => await rm(home, { recursive: true, force: true }));

function startProcess(): ChildProcess {
	return fork(join(__dirname, 'leftExports.child.ts'), {
		execArgv: ['--import', 'tsx'],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
}

async function kill(child: ChildProcess): Promise<void> {
	const ended = once(child, 'exit');
	child.kill('SIGKILL');
	await ended;
}

/** Runs the node in a process, at a time from now. `allowed` is n8n's setting that says where nodes may write. */
async function runIn(
	child: ChildProcess,
	settings: RunSettings,
	{ minutes = 0, allowed = '~/.n8n-files' } = {},
): Promise<ChildResult> {
	const message: ChildRun = { settings, shiftMs: minutes * 60_000, home, allowed };
	child.send(message);
	const [result] = (await once(child, 'message')) as [ChildResult];
	return result;
}

const hanging: Partial<BulkBehaviour> = {
	running: 0,
	files: [{ lines: many, headers: { 'content-length': '9999999' } }],
};
const waiting: Partial<BulkBehaviour> = { running: Infinity };

/** Starts an export in a process, and waits until it is in the middle of it. */
async function startHanging(
	behaviour: Partial<BulkBehaviour>,
	settings: RunSettings,
	allowed?: string,
): Promise<ChildProcess> {
	bulk.reset(behaviour);
	const child = spare;
	spare = startProcess();
	runIn(child, settings, { allowed }).catch(() => undefined);
	const exports = settings.input?.length ?? 1;
	await waitUntil(() => bulk.calls(behaviour === waiting ? 'status' : 'file').length >= exports);
	return child;
}

/** The server goes on as usual. */
function recover(behaviour: Partial<BulkBehaviour> = {}): void {
	Object.assign(bulk.behaviour, { running: 0, files: [{ lines: many }], ...behaviour });
}

const order = () =>
	bulk.server.requests
		.filter(({ method, url }) => method === 'DELETE' || url.includes('export'))
		.map(({ method, url }) =>
			method === 'DELETE' ? `delete ${new URL(url, 'http://host').searchParams.get('id')}` : 'start',
		);
const recorded = async () => await readFile(join(home, '.n8n-files', file), 'utf8');

describe('Bulk Data → Export, when n8n is killed:', () => {
	test.each([
		['while it waits', waiting],
		['in mid-download', hanging],
	])('%s, the next execution deletes the job that was left, and begins anew', async (_when, behaviour) => {
		await kill(await startHanging(behaviour, started.settingsOf()));
		expect(await recorded()).not.toBe('');
		expect(bulk.calls('delete')).toEqual([]);
		recover();
		const result = await runIn(next, started.settingsOf(), later);
		expect(result).toEqual({ items: 1, hints: [deletedHint] });
		expect(order()).toEqual(['start', 'delete job-1', 'start', 'delete job-2']);
		expect(bulk.calls('delete').map(({ headers }) => headers.authorization)).toEqual([
			expect.stringMatching(/^Basic /),
			expect.stringMatching(/^Basic /),
		]);
		expect(await recorded()).toBe('');
	});

	test('Table → Export on Server deletes the job that was left too, and begins anew', async () => {
		const { credentials } = started.settingsOf();
		const settings = { credentials, parameters: { authentication: 'basic', ...tableParameters({ output: 'files' }) } };
		const table = {
			...tableServer(),
			files: [{ table: 'columns', lines: many, headers: { 'content-length': '9999999' } }],
		};
		await kill(await startHanging({ running: 0, ...table }, settings));
		recover({ files: [{ table: 'columns', lines: many }] });
		const result = await runIn(next, settings, later);
		expect(result).toMatchObject({ items: 1, hints: expect.arrayContaining([deletedHint]) as unknown });
		expect(order()).toEqual(['start', 'delete job-1', 'start', 'delete job-2']);
	});

	test('a process that lives loses nothing, to another or to itself', async () => {
		const first = await startHanging(hanging, started.settingsOf());
		recover();
		expect(await runIn(next, started.settingsOf(), { minutes: 2 })).toEqual({ items: 1, hints: [] });
		expect(await runIn(first, started.settingsOf(), later)).toEqual({ items: 1, hints: [] });
		expect(order()).toEqual(['start', 'start', 'delete job-2', 'start', 'delete job-3']);
		await kill(first);
	});

	test('another login, or one that may not delete now, leaves the job to a later execution', async () => {
		await kill(await startHanging(hanging, started.settingsOf()));
		recover();
		const settings = started.settingsOf();
		const other = { fhirBasicAuthApi: { ...settings.credentials?.fhirBasicAuthApi, password: 'another' } };
		expect(await runIn(next, { ...settings, credentials: other }, later)).toEqual({ items: 1, hints: [] });
		expect(order()).not.toContain('delete job-1');
		recover({ refusedDeletes: [403] });
		expect(await runIn(next, settings, later)).toEqual({ items: 1, hints: [] });
		expect(await runIn(next, settings, later)).toEqual({ items: 1, hints: [deletedHint] });
		expect(order().filter((step) => step === 'delete job-1')).toHaveLength(2);
		expect(await recorded()).toBe('');
	});

	test('a server that deletes no jobs is asked once, and a hint says so', async () => {
		await kill(await startHanging(hanging, started.settingsOf()));
		recover({ refusedDeletes: [405, 405] });
		const refused = expect.stringMatching(/cut off.*refuses to delete it/) as unknown;
		expect(await runIn(next, started.settingsOf(), later)).toEqual({ items: 1, hints: [refused] });
		expect(await runIn(next, started.settingsOf(), later)).toEqual({ items: 1, hints: [] });
	});
});

describe('The record of an export', () => {
	const run = async (allowed: string) => {
		recover();
		return await runIn(next, started.settingsOf(), { ...later, allowed });
	};

	test('is in the first folder that n8n allows and that is there, and is empty afterwards', async () => {
		const folder = join(home, 'shared');
		await mkdir(folder);
		const allowed = `${join(home, 'missing')}; ${folder}`;
		const input: IDataObject[] = [{}, {}, {}];
		const child = await startHanging(hanging, { ...started.settingsOf(), input }, allowed);
		const text = await readFile(join(folder, file), 'utf8');
		const lines = text.trim().split('\n');
		expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(3);
		for (const secret of [bulk.server.url, 'job-1', 'jobs', 'pass-secret', 'export'])
			expect(text).not.toContain(secret);
		await kill(child);
		expect(await run(allowed)).toEqual({ items: 1, hints: [deletedHint] });
		expect(order().slice(3, 6).sort()).toEqual(['delete job-1', 'delete job-2', 'delete job-3']);
		expect((await stat(join(folder, file))).size).toBe(0);
		expect(await readdir(home)).not.toContain('missing');
		expect(await readdir(home)).not.toContain('.n8n-files');
	});

	test.each<[string, (folder: string) => Promise<string | undefined>]>([
		['is not there', async () => undefined],
		[
			'is a file',
			async (folder) => {
				await writeFile(folder, '');
				return undefined;
			},
		],
		['holds a folder of that name', async (folder) => await mkdir(join(folder, file), { recursive: true })],
		['cannot be written to', async () => await Promise.resolve('/proc')],
	])('is not needed: the export works where the folder %s', async (_what, prepare) => {
		const folder = join(home, 'folder');
		const other = await prepare(folder);
		bulk.reset({});
		expect(await run(other === '/proc' ? other : folder)).toEqual({ items: 1, hints: [] });
		expect(order()).toEqual(['start', 'delete job-1']);
	});

	test('is not made of a status URL that looks as if it had a secret in it', async () => {
		for (const [jobQuery, isMade] of [
			['access_token=abc', false],
			['page=1', true],
		] as const) {
			bulk.reset({ running: 0, jobQuery });
			expect(await runIn(next, started.settingsOf())).toEqual({ items: 2, hints: [] });
			expect((await readdir(home)).includes('.n8n-files')).toBe(isMade);
		}
	});
});
