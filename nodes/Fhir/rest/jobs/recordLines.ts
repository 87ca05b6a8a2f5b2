/** A line of the file of records, in its four parts. */
export interface RecordLine {
	readonly id: string;
	/** What made the record. */
	readonly owner: string;
	/** When the line was written: milliseconds since 1970. */
	readonly time: number;
	/** The job, sealed; undefined where nobody has to care for it any more. */
	readonly content: string | undefined;
}

/** Characters beyond which the file is written anew, with what counts. */
export const sizeLimit = 100_000;
/** Servers delete exports of themselves: after a week, nothing is left to be deleted. */
const maxAge = 7 * 24 * 60 * 60_000;
/** Records that count at most, of the newest. With their lengths, half of `sizeLimit`. */
const maxRecords = 50;
/** Characters of a line at most, with the line break before it. */
export const maxLine = 1_000;

/** The lines of a file. What is no line of ours, or was cut off, is left out. */
export function readLines(text: string): RecordLine[] {
	return text.split('\n').flatMap((line): RecordLine[] => {
		const [id = '', owner = '', time = '', content = '', ...more] = line.split(' ');
		const written = Number(time);
		if (content === '' || more.length > 0 || line.length > maxLine || !Number.isSafeInteger(written)) return [];
		return [{ id, owner, time: written, content: content === 'done' ? undefined : content }];
	});
}

/** The last line of each job that somebody has to care for, the oldest first. Those that are too old do not count. */
export function latest(lines: readonly RecordLine[], now: number): RecordLine[] {
	const done = new Set(lines.flatMap(({ id, content }) => (content === undefined ? [id] : [])));
	const open = new Map(lines.filter(({ id }) => !done.has(id)).map((line) => [line.id, line]));
	return [...open.values()]
		.filter(({ time }) => now - time < maxAge)
		.sort((first, second) => first.time - second.time)
		.slice(-maxRecords);
}
