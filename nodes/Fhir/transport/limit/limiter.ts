import type { Runtime } from '../runtime';
import { AdaptiveLimit } from './adaptiveLimit';

/**
 * How a request ended: with a response; refused, because the server has too much to do; or without anything that would say
 * something about that.
 */
export type Ending = 'served' | 'refused' | 'lost';

/** The permission to have one request in flight. */
export interface Slot {
	/** Gives it back, once. */
	release(ending: Ending): void;
}

/** A request that waits for a slot; `undefined` tells it to ask again, since the server has asked for a pause. */
interface Waiting {
	readonly proceed: (slot: Slot | undefined) => void;
}

/**
 * Lets requests to one server pass, as many at a time as the server can take (see `AdaptiveLimit`), and none while it has
 * asked for a pause. It has no timer of its own: who waits for the end of a pause sleeps as long as its own signal lets it.
 */
export class Limiter {
	private readonly adaptive = new AdaptiveLimit();
	private readonly queue: Waiting[] = [];
	private inFlight = 0;
	private pausedUntil = 0;
	/** When a slot was last given or taken back, in milliseconds since 1970. */
	usedAt: number;

	constructor(private readonly clock: Pick<Runtime, 'now' | 'sleep'>) {
		this.usedAt = clock.now();
	}

	/** Requests that may be in flight at the moment. */
	get limit(): number {
		return this.adaptive.limit;
	}

	/** Gives no slot for this many milliseconds: the server asked for it. */
	pause(milliseconds: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + milliseconds);
	}

	/**
	 * The slot for a request: at once where there is one, else in the order of the calls. A request that is sent again goes
	 * first. Rejects as soon as the signal aborts.
	 */
	acquire(isRepeated: boolean, signal?: AbortSignal): Slot | Promise<Slot> {
		if (this.queue.length === 0 && this.hasRoom()) return this.take();
		return this.wait(isRepeated, signal);
	}

	private hasRoom(): boolean {
		return this.inFlight < this.limit && this.pausedUntil <= this.clock.now();
	}

	private async wait(isRepeated: boolean, signal: AbortSignal | undefined): Promise<Slot> {
		for (;;) {
			signal?.throwIfAborted();
			const pause = this.pausedUntil - this.clock.now();
			if (pause > 0) await this.clock.sleep(pause, signal);
			else if (this.inFlight < this.limit) return this.take();
			else {
				const slot = await this.turn(isRepeated, signal);
				if (slot) return slot;
			}
		}
	}

	private async turn(isRepeated: boolean, signal: AbortSignal | undefined): Promise<Slot | undefined> {
		return await new Promise((resolve, reject) => {
			const abort = () => {
				this.queue.splice(this.queue.indexOf(waiting), 1);
				reject(signal?.reason as Error);
			};
			const waiting: Waiting = {
				proceed: (slot) => {
					signal?.removeEventListener('abort', abort);
					resolve(slot);
				},
			};
			signal?.addEventListener('abort', abort, { once: true });
			if (isRepeated) this.queue.unshift(waiting);
			else this.queue.push(waiting);
		});
	}

	private take(): Slot {
		const started = this.clock.now();
		this.usedAt = started;
		const mark = this.adaptive.sent(++this.inFlight);
		return {
			release: (ending) => {
				this.inFlight--;
				const now = this.clock.now();
				this.usedAt = now;
				if (ending === 'served') this.adaptive.responded(mark, now - started, now);
				else if (ending === 'refused') this.adaptive.refused(mark, now);
				this.handOn();
			},
		};
	}

	/** Gives free slots to those who wait; during a pause, all of them wait for its end instead. */
	private handOn(): void {
		if (this.pausedUntil > this.clock.now()) {
			for (const { proceed } of this.queue.splice(0)) proceed(undefined);
			return;
		}
		while (this.queue.length > 0 && this.inFlight < this.limit) this.queue.shift()?.proceed(this.take());
	}
}
