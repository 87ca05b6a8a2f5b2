import { existsSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock';

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-fhir-lock-'));
afterAll(() => rm(folder, { recursive: true }));

const failOnWait = () => {
	throw new Error('It waited');
};

test('Demo lock: the second process waits until the first process is done', async () => {
	const file = join(folder, 'queue.lock');
	const order: string[] = [];
	let open = () => {};
	const gate = new Promise<void>((resolve) => (open = resolve));
	let first: Promise<unknown> = Promise.resolve();
	await new Promise<void>((entered) => {
		first = withLock(
			file,
			async () => {
				entered();
				await gate;
				order.push('first');
			},
			failOnWait,
		);
	});
	const second = withLock(file, async () => order.push('second'), open);
	await Promise.all([first, second]);
	expect(order).toEqual(['first', 'second']);
	expect(existsSync(file)).toBe(false);
});

test('Demo lock: the lock is released where the work fails', async () => {
	const file = join(folder, 'failing.lock');
	await expect(withLock(file, () => Promise.reject(new Error('no network')), failOnWait)).rejects.toThrow('no network');
	expect(existsSync(file)).toBe(false);
});

test('Demo lock: a stale lock is taken over', async () => {
	const file = join(folder, 'stale.lock');
	writeFileSync(file, 'a process that died');
	utimesSync(file, new Date(0), new Date(0));
	expect(
		await withLock(
			file,
			async () => 'done',
			() => {},
		),
	).toBe('done');
});

test('Demo lock: a lock in use is not taken over', async () => {
	const file = join(folder, 'used.lock');
	writeFileSync(file, 'a process that works');
	let waited = false;
	const entered = withLock(
		file,
		async () => existsSync(file),
		() => (waited = true),
	);
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	expect(waited).toBe(true);
	await rm(file);
	expect(await entered).toBe(true);
});
