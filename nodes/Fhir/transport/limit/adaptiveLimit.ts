/** A number of requests in flight, and the mean milliseconds that a response took with so many. */
interface Level {
	readonly limit: number;
	readonly latency: number;
}

/** A try of a higher or lower limit. */
type Trial = 'up' | 'down';

/** What a request remembers until it has its response. */
export interface Mark {
	/** Each change of the limit begins an epoch: what was sent before says nothing about the new limit. */
	readonly epoch: number;
	/** Was the limit in flight when it was sent? */
	readonly atLimit: boolean;
}

/** The smallest and the largest limit, and the one to start with. */
export const limitRange = { min: 1, start: 10, max: 100 } as const;

/** The factor of a trial: a wide one until the first that does not pay, then a small one. A fall after a refusal is a small one. */
const wideStep = Math.sqrt(10);
const smallStep = 1.5;
/** Responses that it takes to judge a level, at least; otherwise as many as the limit, or twice as many after the wide steps. */
const minSamples = { wide: 10, small: 32 } as const;
/**
 * Of the factor between two limits, the power by which latency may differ: with more, requests only queue. A small step up
 * takes less, so that chance, of which little steps show more, does not move the limit to and fro.
 */
const maxPower = { usual: 0.95, smallStepUp: 0.9 } as const;
/** How often a server must have served the limit before a refusal, so that the limit stays: with as many in flight, and in all. */
const proof = { atLimit: 1, inAll: 4 } as const;
/** Milliseconds without a trial: at first, after a refusal, and the most that they are doubled to while trials do not pay. */
const rests = { first: 500, afterRefusal: 10_000, max: 600_000 } as const;
/** At the largest limit, latency may grow by this factor before a lower one is tried. */
const maxGrowth = 1.25;

/**
 * How many requests a server should have at a time, found by trying.
 *
 * It compares two limits by what they achieve: by Little's law, `limit / latency` responses in a millisecond. A higher limit
 * pays as long as latency holds, or grows clearly less than the number in flight. Once latency grows in proportion, more
 * requests only wait in a queue of the server, and the lower limit does as well. So it is a climb by the gradient of latency,
 * as that of Netflix's concurrency-limits or Envoy, but over neighbouring limits instead of the lowest latency ever
 * seen, so that a server that takes longer with each request in flight, yet serves more of them, gets them.
 *
 * Refusals (429, 503, timeouts) lower the limit by a step, once for all requests that were in flight together. They do
 * not where the server has just served as many at a time, and several times as many in all: then its limit is one of requests
 * in a time, against which only waiting helps (`Limiter.pause`). Without refusals the limit does not fall below the start: a
 * fixed number would not either, and what is tried there costs more than it can gain.
 *
 * Only requests that were sent with the limit in flight count: with fewer, nothing can be learnt about it. That also leaves
 * out those that had to open a connection, when the limit had just grown. */
export class AdaptiveLimit {
	private current: number = limitRange.start;
	private epoch = 0;
	/** Of the present level. */
	private samples = { count: 0, sum: 0 };
	/** Responses since the last change of the limit or the last refusal. */
	private served = { atLimit: 0, inAll: 0 };
	/** What a trial is compared with: the limit in use before it. */
	private base: Level | undefined;
	private trial: Trial | undefined;
	private isWide = true;
	/** The trial that is due: the first; a small one after a wide one that did not pay; one downwards after one upwards. */
	private next: Trial | undefined = 'up';
	private rest = { length: 0, until: 0, latency: Infinity };

	/** Requests that may be in flight at a time. */
	get limit(): number {
		return this.current;
	}

	/** A request is sent; `inFlight` counts it already. */
	sent(inFlight: number): Mark {
		return { epoch: this.epoch, atLimit: inFlight === this.current };
	}

	/** It has a response, after `latency` milliseconds. */
	responded({ epoch, atLimit }: Mark, latency: number, now: number): void {
		if (epoch !== this.epoch) return;
		this.served.inAll++;
		if (!atLimit) return;
		this.served.atLimit++;
		this.samples.count++;
		this.samples.sum += latency;
		if (this.samples.count >= this.needed()) this.judge(now);
	}

	/** It was refused because the server has too much to do, or timed out. */
	refused({ epoch }: Mark, now: number): void {
		if (epoch !== this.epoch) return;
		const { trial, base, served, current } = this;
		const isProven = served.atLimit >= proof.atLimit * current && served.inAll >= proof.inAll * current;
		this.isWide = false;
		if (trial === 'up' && base) this.moveTo(base.limit);
		else this.moveTo(isProven ? current : current / smallStep);
		this.takeRest(now, rests.afterRefusal);
	}

	private needed(): number {
		const { current, isWide } = this;
		return isWide ? Math.max(minSamples.wide, current) : Math.max(minSamples.small, 2 * current);
	}

	private judge(now: number): void {
		const level = { limit: this.current, latency: this.samples.sum / this.samples.count };
		this.samples = { count: 0, sum: 0 };
		const { base, trial } = this;
		this.trial = undefined;
		if (!trial || !base || this.hasPaid(trial, base, level)) {
			this.base = level;
			if (trial === 'up') this.rest.length = 0;
			this.goOn(trial, now);
		} else {
			this.moveTo(base.limit);
			if (trial === 'up') this.next = this.isWide ? 'up' : 'down';
			else this.takeRest(now, rests.first);
			this.isWide = false;
		}
	}

	/** Is the limit that was tried better than the one before? */
	private hasPaid(trial: Trial, base: Level, tried: Level): boolean {
		const [low, high] = trial === 'up' ? [base, tried] : [tried, base];
		const power = trial === 'up' && !this.isWide ? maxPower.smallStepUp : maxPower.usual;
		const higherPays = high.latency < low.latency * (high.limit / low.limit) ** power;
		return higherPays === (trial === 'up');
	}

	/** Tries a limit beyond the base: the next one after a trial that paid, else the one that is due. */
	private goOn(paid: Trial | undefined, now: number): void {
		const { base, next } = this;
		if (!base) return;
		let trial = paid ?? next;
		if (trial === undefined && now >= this.rest.until) {
			const isWorse = base.latency > maxGrowth * this.rest.latency;
			trial = base.limit < limitRange.max ? 'up' : isWorse ? 'down' : undefined;
			if (trial === undefined) this.takeRest(now, rests.first);
		}
		if (trial === undefined) return;
		this.next = undefined;
		const to = neighbour(base.limit, trial, this.isWide ? wideStep : smallStep);
		if (to === undefined) {
			this.takeRest(now, rests.first);
			return;
		}
		this.moveTo(to);
		this.trial = trial;
	}

	private takeRest(now: number, atLeast: number): void {
		const length = Math.min(rests.max, Math.max(atLeast, 2 * this.rest.length));
		this.next = undefined;
		this.rest = { length, until: now + length, latency: this.base?.latency ?? Infinity };
	}

	private moveTo(limit: number): void {
		this.current = Math.max(limitRange.min, Math.floor(limit));
		this.epoch++;
		this.samples = { count: 0, sum: 0 };
		this.served = { atLimit: 0, inAll: 0 };
		this.trial = undefined;
	}
}

/** The next limit in this direction; undefined at the end of the range. */
function neighbour(limit: number, trial: Trial, step: number): number | undefined {
	if (trial === 'up') return limit < limitRange.max ? Math.min(limitRange.max, Math.ceil(limit * step)) : undefined;
	return limit > limitRange.start ? Math.max(limitRange.start, Math.floor(limit / step)) : undefined;
}
