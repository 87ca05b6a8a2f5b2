import { removeLeftExports, whileRecorded } from '../../../nodes/Fhir/actions/shared/recordedExport';
import type { Session } from '../../../nodes/Fhir/items/session';
import { beatMs } from '../../../nodes/Fhir/rest/jobs/jobRecords';
import { sleep } from '../../../nodes/Fhir/transport/node/timers';
import { waitUntil } from '../../helpers/async';
import { freshModule } from '../../helpers/freshModule';
import { testRuntime } from '../../helpers/runtime';

const minute = 60_000;
const job = { statusUrl: 'https://fhir.example.org/job?id=1', authorization: 'origin' } as const;

/** A disk, a clock that a test advances, and what an export did. No time passes between beats, nor on a disk that hangs. */
function place() {
	const disk = { text: '', hangs: false };
	const runtime = testRuntime({ start: 1_700_000_000_000 });
	const deleted: string[] = [];
	const hints: string[] = [];
	const file = async (change: (text: string) => string) => {
		if (disk.hangs) await new Promise(() => undefined);
		return (disk.text = change(disk.text));
	};
	const session = (more: Partial<Session> = {}): Session =>
		({
			key: 'key',
			nodeKey: 'workflow node',
			signal: undefined,
			hint: (text: string) => hints.push(text),
			records: {
				read: async () => await file((text) => text),
				append: async (added: string) => await file((text) => text + added),
				replace: async (text: string) => await file(() => text),
			},
			client: {
				runtime: {
					...runtime,
					now: () => runtime.time,
					sleep: async (ms: number, signal?: AbortSignal) => {
						runtime.slept.push(ms);
						await sleep(ms === beatMs || disk.hangs ? 1 : ms, signal);
					},
				},
				open: async ({ url }: { url: string }) => {
					deleted.push(url);
					return { status: 202, discard: async () => undefined };
				},
			},
			...more,
		}) as unknown as Session;
	return { disk, runtime, deleted, hints, session };
}

const anotherProcess = () =>
	freshModule(() =>
		jest.requireActual<{ whileRecorded: typeof whileRecorded }>('../../../nodes/Fhir/actions/shared/recordedExport'),
	);

describe('whileRecorded:', () => {
	test('an execution that was cut off a moment ago is seen to be dead while this one runs', async () => {
		const { disk, runtime, deleted, hints, session } = place();
		const { client } = session();
		const silent = {
			...client.runtime,
			sleep: async (_ms: number, signal?: AbortSignal) => await sleep(600_000, signal),
		};
		let end = (): void => undefined;
		const cutOff = anotherProcess().whileRecorded(
			{ ...job, statusUrl: `${job.statusUrl}0` },
			session({ client: { ...client, runtime: silent } }),
			async () => await new Promise<void>((resolve) => (end = resolve)),
		);
		await waitUntil(() => disk.text !== '');
		const own = session();
		await removeLeftExports(own);
		expect(deleted).toEqual([]);
		await whileRecorded(job, own, async () => {
			runtime.time += 4 * minute;
			await waitUntil(() => hints.length > 0);
		});
		expect(deleted).toEqual([`${job.statusUrl}0`]);
		expect(hints).toEqual([expect.stringMatching(/has now been deleted/)]);
		end();
		await cutOff;
		expect(disk.text).toBe('');
	});

	test('the record is removed where the export fails, and its error comes through', async () => {
		const { disk, session } = place();
		const failing = whileRecorded(job, session(), async () => {
			expect(disk.text).not.toBe('');
			throw new Error('broken');
		});
		await expect(failing).rejects.toThrow('broken');
		expect(disk.text).toBe('');
	});

	test('a disk that hangs holds an export up for three seconds, once', async () => {
		const { disk, runtime, session } = place();
		disk.hangs = true;
		const own = session();
		await removeLeftExports(own);
		expect(await whileRecorded(job, own, async () => 7)).toBe(7);
		expect(runtime.slept.filter((ms) => ms > 0)).toEqual([3_000]);
		expect(runtime.lines.join()).toMatch('The disk does not respond');
	});
});
