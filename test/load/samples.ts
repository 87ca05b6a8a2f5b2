/** What n8n's process looked like at one time. */
export interface Sample {
	/** Seconds since the start. */
	readonly at: number;
	/** Megabytes. */
	readonly rss: number;
	readonly heap: number;
	readonly files: number;
	/** Milliseconds by which the event loop was late since the last sample. */
	readonly lag: number;
}

/** Asks n8n's own metrics (N8N_METRICS). */
export async function sample(url: string, began: number): Promise<Sample> {
	const text = await (await fetch(`${url}/metrics`)).text();
	const value = (name: string) => Number(new RegExp(`^n8n_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
	const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
	return {
		at: Math.round((Date.now() - began) / 1000),
		rss: megabytes(value('process_resident_memory_bytes')),
		heap: megabytes(value('nodejs_heap_size_used_bytes')),
		files: value('process_open_fds'),
		lag: Math.round(value('nodejs_eventloop_lag_p99_seconds') * 1000),
	};
}

/** How one measure developed: from the first third after the warm-up to the last. */
export interface Trend {
	readonly name: string;
	readonly before: number;
	readonly after: number;
	readonly allowed: number;
	readonly grows: boolean;
}

/** Samples of the start say how n8n warms up, and nothing of growth. */
const warmUp = 0.15;

/**
 * Holds the last third against the first. Memory by its low points, since the garbage collector runs when it
 * likes; sockets and lag by their middle.
 */
export function trends(samples: readonly Sample[]): Trend[] {
	const warm = samples.slice(Math.ceil(samples.length * warmUp));
	const third = Math.max(1, Math.floor(warm.length / 3));
	const [first, last] = [warm.slice(0, third), warm.slice(-third)];
	const trend = (name: string, of: (some: readonly Sample[]) => number, factor: number, more: number): Trend => {
		const [before, after] = [of(first), of(last)];
		const allowed = Math.round(before * factor + more);
		return { name, before, after, allowed, grows: !(after <= allowed) };
	};
	const low = (name: 'rss' | 'heap') => (some: readonly Sample[]) => quantile(some, name, 0.1);
	const middle = (name: 'files' | 'lag') => (some: readonly Sample[]) => quantile(some, name, 0.5);
	return [
		trend('heap, low points (MB)', low('heap'), 1.1, 15),
		trend('resident memory, low points (MB)', low('rss'), 1.1, 40),
		trend('open files and sockets', middle('files'), 1.1, 20),
		// Of a machine that others use too.
		trend('event-loop delay, p99 (ms)', middle('lag'), 2, 60),
	];
}

function quantile(samples: readonly Sample[], name: 'rss' | 'heap' | 'files' | 'lag', share: number): number {
	const sorted = samples.map((one) => one[name]).sort((a, b) => a - b);
	return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
