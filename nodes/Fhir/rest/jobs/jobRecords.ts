import { asError } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import type { Seal } from '../../support/sealed';
import { newSecret } from '../../support/secrets';
import type { JobAddress } from './poll';
import { latest, maxLine, type RecordLine, readLines, sizeLimit } from './recordLines';

/** A small text file that outlives the process. All functions may reject. */
export interface RecordFile {
	read(): Promise<string>;
	append(text: string): Promise<void>;
	replace(text: string): Promise<void>;
}

/** A job with its record. */
export interface RecordedJob extends JobAddress {
	readonly id: string;
}

/** How often the process that waits for a job says that it does, in milliseconds. */
export const beatMs = 20_000;
/** How long it has to have said nothing to be taken as dead. */
const deadMs = 3 * 60_000;

/** The jobs that this process waits for or has done with, by the IDs of their records. Those it waits for were used last. */
const ours = new LruMap<string, true>(10_000);

/** The status URLs of those that it waits for. */
const waitedFor = new Map<string, string>();

/** Ends when what was done to the file before is done: in this process, one change waits for the other. */
let lastChange: Promise<unknown> = Promise.resolve();

/**
 * Records of the jobs on servers that executions wait for, in a file: if the process is killed, a later execution finds there
 * what it left. Records are found by the `owner` that made them, a node of a workflow, and can be read by who has the same
 * connection, which `seal` is made of: other workflows may be able to write to the file, and must not be able to have
 * requests sent with this login. What goes wrong with the file rejects.
 *
 * The file is a log: a process adds a line for each of its jobs again and again, and at last one that says that it is done. A
 * process writes no line of another's jobs anew but when the file gets too long. What gets lost then, by two that write at
 * the same time, is there again with the next line.
 */
export class JobRecords {
	constructor(
		private readonly file: RecordFile,
		private readonly owner: string,
		private readonly seal: Seal,
		private readonly now: () => number,
	) {}

	/** A new record, not yet written. */
	recordOf(job: JobAddress): RecordedJob {
		const id = newSecret();
		ours.set(id, true);
		waitedFor.set(id, job.url);
		return { ...job, id };
	}

	/** Writes that this process waits for the job. */
	async beat(job: RecordedJob): Promise<void> {
		ours.set(job.id, true);
		const text = this.sealed(job);
		if (text.length > maxLine) throw new Error('The status URL is too long');
		try {
			await change(async () => await this.write(text));
		} catch (error) {
			// On a disk that is full the line before would get old, and another process take the job for one that is left.
			await change(async () => await this.file.replace('')).catch(() => undefined);
			throw asError(error);
		}
	}

	/** Writes that nobody has to care for the job any more. */
	async done({ id }: Pick<RecordedJob, 'id'>): Promise<void> {
		waitedFor.delete(id);
		await change(async () => {
			const lines = await this.read();
			if (!lines.some((line) => line.id === id)) return;
			if (lines.length === 1) await this.file.replace('');
			else await this.file.append(textOf({ id, owner: this.owner, time: this.now(), content: undefined }));
		});
	}

	/**
	 * The jobs of the owner that no execution waits for any more, neither of this process nor of another one that lives. Who gets
	 * one cares for it, and says `done` or `release`: this process gives it to nobody else.
	 */
	async takeLeft(): Promise<RecordedJob[]> {
		const now = this.now();
		const jobs = (await this.read()).flatMap((line) => {
			const job = this.opened(line);
			return job ? [{ job, owner: line.owner, isLeft: now - line.time >= deadMs && !ours.get(line.id) }] : [];
		});
		// Servers such as HAPI give a job that they have already to who asks for the same once more.
		const alive = new Set([...waitedFor.values(), ...jobs.flatMap(({ job, isLeft }) => (isLeft ? [] : [job.url]))]);
		const left = jobs.flatMap(({ job, owner, isLeft }) => (isLeft && owner === this.owner ? [job] : []));
		left.forEach(({ id }) => ours.set(id, true));
		await Promise.all(left.filter(({ url }) => alive.has(url)).map(async (job) => await this.done(job)));
		return left.filter(({ url }) => !alive.has(url));
	}

	/** For a job that could not be cared for: a later execution may. */
	release({ id }: Pick<RecordedJob, 'id'>): void {
		ours.delete(id);
	}

	/** What counts; nothing where the file cannot be read, which is so until the first record is written. */
	private async read(): Promise<RecordLine[]> {
		return latest(readLines(await this.file.read().catch(() => '')), this.now());
	}

	private async write(text: string): Promise<void> {
		// A file that cannot be read, or is not there, is written anew: it must not grow without end.
		const before = await this.file.read().catch(() => undefined);
		if (before !== undefined && before.length < sizeLimit) {
			await this.file.append(text);
			return;
		}
		const kept = latest(readLines(before ?? ''), this.now()).map(textOf);
		await this.file.replace([...kept, text].join(''));
	}

	private sealed({ id, url, authorization }: RecordedJob): string {
		const head = { id, owner: this.owner, time: this.now() };
		const content = this.seal.close(JSON.stringify([url, authorization]), contextOf(head));
		return textOf({ ...head, content });
	}

	private opened(line: RecordLine): RecordedJob | undefined {
		const { id, content = '' } = line;
		const text = this.seal.open(content, contextOf(line));
		if (text === undefined) return undefined;
		const [url, authorization] = JSON.parse(text) as [string, JobAddress['authorization']];
		return { id, url, authorization };
	}
}

function textOf({ id, owner, time, content = 'done' }: RecordLine): string {
	// The line before may have been cut off.
	return `\n${id} ${owner} ${time} ${content}`;
}

function contextOf({ id, owner, time }: Omit<RecordLine, 'content'>): string {
	return `${id} ${owner} ${time}`;
}

async function change<Result>(action: () => Promise<Result>): Promise<Result> {
	const result = lastChange.then(action);
	lastChange = result.catch(() => undefined);
	return await result;
}
