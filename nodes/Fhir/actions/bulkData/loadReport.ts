import type { IBinaryData } from 'n8n-workflow';
import type { OutputItem } from '../../items/output';
import type { LocalSession } from '../../items/session';
import type { LineSink } from '../../rest/bulk/load/loader';
import { type Line, ndjsonType } from '../../rest/ndjson/lines';
import type { ReadIssue } from '../../rest/response/outcome';
import { Channel } from '../../support/channel';
import { asError } from '../../support/errors';
import type { Failure } from '../../transport/errors/failure';

interface TypeCount {
	loaded: number;
	failed: number;
}

/**
 * Counts how the lines of a file ended, and writes those that failed into a file, as they were, ready to be loaded again; beside
 * it a file with an OperationOutcome for each, in the same order.
 */
export class LoadReport implements LineSink {
	private readonly types = new Map<string, TypeCount>();
	private loadedLines = 0;
	private createdLines = 0;
	private failedLines = 0;
	private unknownLines = 0;
	private files: { failed: OpenFile; reasons: OpenFile } | undefined;
	/** The last write: lines come from several requests at a time. */
	private writing: Promise<void> = Promise.resolve();
	private closed = false;
	/** Why the first line failed. */
	first: Failure | undefined;

	constructor(private readonly session: LocalSession) {}

	get loadedCount(): number {
		return this.loadedLines;
	}

	get failedCount(): number {
		return this.failedLines;
	}

	loaded({ type }: { readonly type: string }, { status }: { readonly status: number }): void {
		this.loadedLines++;
		if (status === 201) this.createdLines++;
		this.countOf(type).loaded++;
	}

	async failed(line: Line & { readonly type?: string }, failure: Failure): Promise<void> {
		this.first ??= failure;
		this.failedLines++;
		if (failure.effect === 'unknown' || failure.effect === 'applied') this.unknownLines++;
		this.countOf(line.type ?? 'unknown').failed++;
		this.writing = this.writing.then(async () => await this.write(line, failure));
		await this.writing;
	}

	/** The item of the summary, once all lines have ended. Rejects where a file cannot be written. */
	async item(json: Record<string, unknown>): Promise<OutputItem> {
		const binary = await this.close();
		const { loadedLines, createdLines, failedLines, unknownLines } = this;
		return {
			json: {
				...json,
				lines: loadedLines + failedLines,
				loaded: loadedLines,
				created: createdLines,
				updated: loadedLines - createdLines,
				failed: failedLines,
				...(unknownLines > 0 && { unknown: unknownLines }),
				types: Object.fromEntries(this.types),
			},
			...(binary && { binary }),
		};
	}

	/**
	 * Ends the files, also where there is to be no summary: n8n's store would wait for the rest of them. What fails later is
	 * not written. Rejects where a file cannot be written.
	 */
	async close(): Promise<Record<'failed' | 'reasons', IBinaryData> | undefined> {
		await Promise.allSettled([this.writing]);
		this.closed = true;
		const { files } = this;
		if (!files) return undefined;
		// Both, even if one of them failed.
		await Promise.allSettled([files.failed.close(), files.reasons.close()]);
		await this.writing;
		return { failed: await files.failed.close(), reasons: await files.reasons.close() };
	}

	private countOf(type: string): TypeCount {
		let count = this.types.get(type);
		if (!count) this.types.set(type, (count = { loaded: 0, failed: 0 }));
		return count;
	}

	private async write({ number, text }: Line, failure: Failure): Promise<void> {
		if (this.closed) return;
		this.files ??= {
			failed: openFile(this.session, 'failed.ndjson'),
			reasons: openFile(this.session, 'failed-reasons.ndjson'),
		};
		await this.files.failed.write(`${text}\n`);
		await this.files.reasons.write(`${JSON.stringify(outcomeOf(number, failure))}\n`);
	}
}

/** Why a line failed, as an OperationOutcome. */
function outcomeOf(number: number, { message, advice, code, effect, status, details }: Failure): object {
	const issues = (details.issues ?? []) as readonly ReadIssue[];
	const places = issues.flatMap(({ place }) => place ?? []);
	return {
		resourceType: 'OperationOutcome',
		issue: [
			{
				severity: 'error',
				code: issueCodes[effect],
				details: { text: [`Line ${number}`, status && `status ${status}`, code].filter(Boolean).join(', ') },
				...(places.length > 0 && { expression: places }),
				diagnostics: [message, advice].filter(Boolean).join('. '),
			},
		],
	};
}

const issueCodes: Readonly<Record<Failure['effect'], string>> = {
	notSent: 'not-supported',
	rejected: 'processing',
	unknown: 'incomplete',
	applied: 'incomplete',
};

type OpenFile = ReturnType<typeof openFile>;

/** A file in n8n's store that is written piece by piece. */
function openFile({ files }: LocalSession, name: string) {
	const channel = new Channel();
	const saving = files.save(channel.stream(), name, ndjsonType);
	let broken: { error: unknown } | undefined;
	saving.catch((error: unknown) => {
		broken = { error };
		// A store that fails may not have read anything, so that nothing would be taken.
		channel.close();
	});
	return {
		write: async (text: string) => {
			await channel.write(Buffer.from(text));
			if (broken) throw asError(broken.error);
		},
		close: async () => {
			channel.end();
			return await saving;
		},
	};
}
