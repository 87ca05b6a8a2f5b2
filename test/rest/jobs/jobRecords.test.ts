import { JobRecords, type RecordFile } from '../../../nodes/Fhir/rest/jobs/jobRecords';
import { sizeLimit } from '../../../nodes/Fhir/rest/jobs/recordLines';
import { type Seal, sealOf } from '../../../nodes/Fhir/support/sealed';
import { freshModule } from '../../helpers/freshModule';

const minute = 60_000;
/** Another job for each test: a process remembers those that it waits for. */
let job: { url: string; authorization: 'origin' };
let jobs = 0;

/** A disk: what is on it, and whether it works. */
class Disk implements RecordFile {
	text: string | undefined;
	fails: 'never' | 'reading' | 'appending' | 'always' = 'never';

	async read() {
		if (this.fails === 'reading' || this.fails === 'always' || this.text === undefined) throw new Error('unreadable');
		return this.text;
	}
	async append(text: string) {
		if (this.fails === 'appending' || this.fails === 'always') throw new Error('full');
		this.text = (this.text ?? '') + text;
	}
	async replace(text: string) {
		if (this.fails === 'always') throw new Error('read-only');
		this.text = text;
	}
}

let disk: Disk;
let seal: Seal;
let time: number;
beforeEach(async () => {
	disk = new Disk();
	seal = await sealOf('secret', 'node');
	time = 1_700_000_000_000;
	job = { url: `https://fhir.example.org/job?id=${jobs++}`, authorization: 'origin' };
});
const now = () => time;
const records = (owner = 'node', by = seal) => new JobRecords(disk, owner, by, now);

/** Leaves the records of a process that has been killed. */
async function leave(count = 1, owner = 'node', from = job.url): Promise<void> {
	const module = freshModule(() =>
		jest.requireActual<{ JobRecords: typeof JobRecords }>('../../../nodes/Fhir/rest/jobs/jobRecords'),
	);
	const others = new module.JobRecords(disk, owner, seal, now);
	const urls = count > 1 ? Array.from({ length: count }, (_, n) => `${from}${n}`) : [from];
	await Promise.all(urls.map(async (url) => await others.beat(others.recordOf({ url, authorization: 'origin' }))));
}

describe('JobRecords:', () => {
	test('a job whose process has said nothing for three minutes is given once, with where its URL comes from', async () => {
		await leave();
		time += 3 * minute;
		expect(await records().takeLeft()).toEqual([{ ...job, id: expect.any(String) }]);
		expect(await records().takeLeft()).toEqual([]);
	});

	test('a job whose process lives is given to nobody', async () => {
		await leave();
		time += 2 * minute;
		expect(await records().takeLeft()).toEqual([]);
	});

	test('a job of this process is never given, however long it has said nothing', async () => {
		const own = records();
		const recorded = own.recordOf(job);
		await own.beat(recorded);
		time += 60 * minute;
		expect(await records().takeLeft()).toEqual([]);
		await own.done(recorded);
		expect(disk.text).toBe('');
	});

	test('a job that a running execution shares (HAPI reuses jobs) is not deleted', async () => {
		await leave();
		time += 3 * minute;
		const own = records('other');
		const recorded = own.recordOf(job);
		await own.beat(recorded);
		expect(await records().takeLeft()).toEqual([]);
		await own.done(recorded);
		expect(await records().takeLeft()).toEqual([]);
		expect(disk.text).toBe('');

		await leave();
		time += 3 * minute;
		await leave(1, 'other');
		expect(await records().takeLeft()).toEqual([]);
		time += 3 * minute;
		expect(await records('other').takeLeft()).toHaveLength(1);
	});

	test('a job is given again after `release`, and not after `done`', async () => {
		await leave();
		time += 3 * minute;
		const [left] = await records().takeLeft();
		if (!left) throw new Error('nothing left');
		records().release(left);
		expect(await records().takeLeft()).toEqual([left]);
		await records().done(left);
		records().release(left);
		expect(await records().takeLeft()).toEqual([]);
		expect(disk.text).toBe('');
	});

	test('jobs of other nodes, and those under another secret, are left alone', async () => {
		await leave();
		time += 3 * minute;
		expect(await records('other').takeLeft()).toEqual([]);
		expect(await records('node', await sealOf('other', 'node')).takeLeft()).toEqual([]);
		expect(await records().takeLeft()).toHaveLength(1);
	});

	test('what others have written into the file is not taken for a job', async () => {
		await leave();
		const [id = '', owner = '', written = '', content = ''] = disk.text?.trim().split(' ') ?? [];
		time += 3 * minute;
		disk.text = [
			'',
			'not one of ours',
			`${id}x ${owner} ${written} ${content}`,
			`${id}y ${owner} ${Number(written) - minute} ${content}`,
			`${id} ${owner} soon ${content}`,
			`${id}z ${owner} ${written} ${Buffer.from(JSON.stringify([job.url, 'origin'])).toString('base64url')}`,
			`${id} ${owner} ${written} ${content.slice(0, -3)}`,
		].join('\n');
		expect(await records().takeLeft()).toEqual([]);
	});

	test('the file shows neither the URL nor the owner of other lines', async () => {
		await leave();
		expect(disk.text).not.toContain('fhir.example.org');
		expect(disk.text).not.toContain(Buffer.from(job.url).toString('base64url').slice(2, -2));
	});

	test('a line that was cut off spoils no other', async () => {
		await leave();
		disk.text = disk.text?.slice(0, -9);
		await leave();
		time += 3 * minute;
		expect(await records().takeLeft()).toHaveLength(1);
	});

	test('nothing is given after a week, when servers have nothing left to delete', async () => {
		await leave();
		time += 7 * 24 * 60 * minute;
		expect(await records().takeLeft()).toEqual([]);
	});

	test('a job that is done is removed while others stay', async () => {
		await leave();
		const own = records();
		const recorded = own.recordOf({ ...job, url: `${job.url}-own` });
		await own.beat(recorded);
		await own.done(recorded);
		time += 3 * minute;
		expect(await records().takeLeft()).toHaveLength(1);
	});

	test('hours of one export keep the file small, and what else is in it', async () => {
		await leave();
		const own = records();
		const recorded = own.recordOf({ ...job, url: `${job.url}-own` });
		for (let beat = 0; beat < 600; beat++) {
			time += 20_000;
			await own.beat(recorded);
			expect(disk.text?.length).toBeLessThan(sizeLimit + 1_000);
		}
		expect(await records().takeLeft()).toHaveLength(1);
	});

	test('of jobs without number, the newest are kept', async () => {
		await leave(600, 'node', `https://fhir.example.org/${'a'.repeat(200)}`);
		expect(disk.text?.length).toBeLessThan(sizeLimit + 1_000);
		time += 3 * minute;
		const left = await records().takeLeft();
		expect(left).toHaveLength(50);
		expect(left.at(-1)?.url).toMatch(/a599$/);
	});

	test('a URL that is too long for a line is not written, and hurts nothing that is', async () => {
		await leave();
		const before = disk.text;
		const own = records();
		await expect(own.beat(own.recordOf({ ...job, url: `${job.url}${'a'.repeat(1_000)}` }))).rejects.toThrow('too long');
		expect(disk.text).toBe(before);
	});

	test('on a full disk the file is emptied: a line that gets old would look like a job that is left', async () => {
		const own = records();
		const recorded = own.recordOf(job);
		await own.beat(recorded);
		disk.fails = 'appending';
		await expect(own.beat(recorded)).rejects.toThrow('full');
		expect(disk.text).toBe('');
	});

	test('a file that cannot be read is written anew, and on a dead disk nothing is left', async () => {
		disk.text = 'x'.repeat(200_000);
		disk.fails = 'reading';
		const own = records();
		const recorded = own.recordOf(job);
		await own.beat(recorded);
		expect(disk.text.length).toBeLessThan(1_000);
		disk.fails = 'always';
		await expect(own.beat(recorded)).rejects.toThrow('read-only');
		expect(await own.takeLeft()).toEqual([]);
		await own.done(recorded);
	});
});
