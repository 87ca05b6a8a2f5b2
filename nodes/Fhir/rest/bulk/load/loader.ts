import { asError } from '../../../support/errors';
import { Failure } from '../../../transport/errors/failure';
import type { BundleKind, ChunkLimits } from '../../bundle/chunks';
import type { FhirClient } from '../../client';
import type { Line } from '../../ndjson/lines';
import { Endurance } from './endurance';
import { type LineChunk, lineChunks, oneChunk, togetherKind } from './lineChunks';
import { lost, notSent, stoppedByUser } from './lineFailures';
import { LineWindow, sendableOf } from './lineWindow';
import { loadLine, type LoadMethod } from './loadLine';
import { type LineResult, type SendableLine, sendChunk, type SendSettings } from './sendChunk';
import { unresolved, UrnReferences } from './urnReferences';

/** How lines are written. */
export interface LoadSettings extends SendSettings {
	readonly method: LoadMethod;
	/** In Bundles, or each line in a request of its own. */
	readonly sendAs: 'batch' | 'transaction' | 'single';
	/** Of a Bundle. */
	readonly limits: ChunkLimits;
	/** Requests at the same time. */
	readonly concurrency: number;
	/** Takes what a user should know, once. */
	readonly hint: (message: string) => void;
}

/** Takes how each line ended. Lines are awaited, so that what takes them sets the pace. */
export interface LineSink {
	loaded(line: Line & { readonly type: string }, result: LineResult): void;
	failed(line: Line & { readonly type?: string }, failure: Failure): Promise<void>;
}

/**
 * Writes lines to a server, streamed: while it reads those of one request, as many requests are made already as are on their way.
 * Where lines are related to each other, it reads as many as fill all of those requests. It holds no more. Lines that write or
 * refer to the same resource keep their order, as entries of Send Items do. After failures that would meet each line, no more is
 * sent: see `stopped`. At the end of a file, `flush` lets the lines of the next one follow at once; `drain` waits for all of them.
 */
export class Loader {
	private readonly urns = new UrnReferences();
	private readonly endurance = new Endurance();
	private readonly running = new Set<Promise<void>>();
	/** Requests that are made and wait for their turn, in their order: as soon as one ends, the next is sent. */
	private ready: Array<() => Promise<void>> = [];
	/** The request that writes a resource, by its ordering key, as long as it runs. */
	private readonly writing = new Map<string, Promise<void>>();
	private readonly kind: BundleKind;
	private window = new LineWindow();
	private broken: { error: unknown } | undefined;

	constructor(
		private readonly client: FhirClient,
		private readonly settings: LoadSettings,
	) {
		const { sendAs, limits } = settings;
		this.kind =
			sendAs === 'single'
				? { type: 'batch', limits: { entries: 1, bytes: 0 } }
				: { type: sendAs, limits: { ...limits } };
	}

	/** Why no more lines are sent; undefined as long as they are. */
	get stopped(): Failure | undefined {
		return this.endurance.failure;
	}

	/** Takes lines; resolves when there is room for more. Rejects with what is not about a line. */
	async load(lines: readonly Line[], sink: LineSink): Promise<void> {
		const { limits, method, sendAs, signal } = this.settings;
		for (const line of lines) {
			if (signal?.aborted) throw stoppedByUser();
			if (this.stopped) {
				await sink.failed(line, notSent(this.stopped));
				continue;
			}
			let sendable: SendableLine;
			try {
				sendable = sendableOf(loadLine(line, method), line.text);
			} catch (error) {
				if (!(error instanceof Failure)) throw asError(error);
				await sink.failed(line, error);
				continue;
			}
			// Including the comma between entries.
			const bytes = Buffer.byteLength(sendable.entryJson) + 1;
			if (this.window.bytes + bytes > limits.bytes * this.requestsToFill) await this.flush(sink);
			this.window.add(sendable, bytes);
			const maxLines = sendAs === 'single' ? singlesTogether : limits.entries * this.requestsToFill;
			if (this.window.lines.length >= maxLines) await this.flush(sink);
		}
	}

	/** Requests are made one by one, between those that are on their way; lines that are related are read together. */
	private get requestsToFill(): number {
		const { concurrency, sendAs } = this.settings;
		return sendAs === 'single' || this.window.isRelated ? concurrency : 1;
	}

	/** Forgets the lines that were taken and not flushed: those of a file that cannot be read to its end. */
	drop(): void {
		this.window = new LineWindow();
	}

	/** Waits for all that was flushed. */
	async drain(): Promise<void> {
		await this.allSent();
		while (this.running.size > 0) await Promise.all(this.running);
		this.rethrow();
	}

	private rethrow(): void {
		if (this.broken) throw asError(this.broken.error);
	}

	/** Sends the lines that are left of those with this sink; the next lines may have another. */
	async flush(sink: LineSink): Promise<void> {
		const { lines, isRelated, refersToUrn } = this.window;
		this.drop();
		if (lines.length === 0) return;
		// What they refer to must have been sent. Else they are made while requests are on their way, not when one has ended: that
		// would keep the next from being sent.
		if (refersToUrn) await this.allSent();
		const sendable = refersToUrn ? await this.resolve(lines, sink) : lines;
		const isSplit = isRelated || this.settings.sendAs === 'single';
		const chunks = isSplit ? lineChunks(sendable, this.kind, this.settings.hint) : oneChunk(sendable, this.kind);
		await this.roomFor(chunks.length);
		const sent: Array<Promise<void>> = [];
		for (const chunk of chunks) {
			this.ready.push(async () => {
				const task = this.start(chunk, sendable, sent, sink);
				sent.push(task);
				await task;
			});
		}
		this.sendNext();
	}

	/** Sends what is made, as far as there is room. */
	private sendNext(): void {
		if (this.broken) this.ready = [];
		while (this.running.size < this.settings.concurrency) {
			const next = this.ready.shift();
			if (!next) break;
			void next();
		}
	}

	/** Waits until everything that is made has been sent. */
	private async allSent(): Promise<void> {
		await this.roomFor(this.settings.concurrency);
	}

	/** Waits until no more requests are made than can be sent at the same time, with this number of others. */
	private async roomFor(requests: number): Promise<void> {
		const isTooMany = () => this.ready.length > 0 && this.ready.length + requests > this.settings.concurrency;
		while (isTooMany()) await Promise.race(this.running);
		// Before more lines are read, which takes a while, the request that has its turn goes out.
		await this.client.runtime.nextTick();
		this.rethrow();
	}

	/** The lines with their references by `urn:uuid` resolved; a line that refers to nothing fails. */
	private async resolve(lines: readonly SendableLine[], sink: LineSink): Promise<SendableLine[]> {
		const together = new Set(lines.flatMap(({ entry }) => entry.fullUrl ?? []));
		const missing = () => lines.some(({ text }) => this.urns.resolved(text, together).missing !== undefined);
		// What they refer to may be on its way.
		if (this.running.size > 0 && missing()) await Promise.all(this.running);
		const sendable: SendableLine[] = [];
		for (const line of lines) {
			const { text, missing: urn } = this.urns.resolved(line.text, together);
			if (urn === undefined) sendable.push(text === line.text ? line : sendableOf(line, text));
			else await sink.failed(line, unresolved(lines.length));
		}
		return sendable;
	}

	private async start(
		{ kind, indexes, after }: LineChunk,
		lines: readonly SendableLine[],
		sent: ReadonlyArray<Promise<void>>,
		sink: LineSink,
	): Promise<void> {
		const before = new Set([...after].flatMap((position) => sent[position] ?? []));
		const keys: string[] = [];
		const chosen = indexes.flatMap((index) => lines[index] ?? []);
		for (const { ordering } of chosen) {
			const { writes, refersTo } = ordering;
			if (writes !== undefined) keys.push(writes);
			if (this.writing.size === 0) continue;
			for (const name of refersTo) this.waitFor(name, before);
			if (writes !== undefined) this.waitFor(writes, before);
		}
		const sendAs = kind === togetherKind ? 'transaction' : this.settings.sendAs;
		const task = this.sendAfter(before, chosen, sendAs, sink).finally(() => {
			this.running.delete(task);
			for (const key of keys) if (this.writing.get(key) === task) this.writing.delete(key);
			this.sendNext();
		});
		for (const key of keys) this.writing.set(key, task);
		this.running.add(task);
		await task;
	}

	private waitFor(name: string, before: Set<Promise<void>>): void {
		const writer = this.writing.get(name);
		if (writer) before.add(writer);
	}

	/** Never rejects: what is not about a line is kept for the next call from outside. */
	private async sendAfter(
		before: ReadonlySet<Promise<void>>,
		lines: readonly SendableLine[],
		sendAs: LoadSettings['sendAs'],
		sink: LineSink,
	): Promise<void> {
		const { client, settings } = this;
		try {
			await Promise.all(before);
			const { stopped } = this;
			const { results, failure } = stopped
				? { results: lines.map((): LineResult => ({ status: 0, failure: notSent(stopped) })) }
				: await sendChunk(client, lines, sendAs, settings);
			if (!stopped) this.endurance.count(failure);
			for (const [position, line] of lines.entries()) {
				const result = results[position];
				if (result && !result.failure) {
					this.urns.written(line, result);
					sink.loaded(line, result);
				} else await sink.failed(line, result?.failure ?? lost());
			}
		} catch (error) {
			this.broken ??= { error };
		}
	}
}

/** Lines that are read together where each is sent alone. */
const singlesTogether = 500;
