/**
 * What the transport needs from its environment. It is passed in, so that this layer starts no
 * timers of its own (a rule for n8n nodes) and so that tests can control the clock.
 */
export interface Runtime {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after `ms` milliseconds; rejects at once when the signal aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** Resolves in the next turn of the event loop: requests that were begun have gone out by then. */
	nextTick(): Promise<void>;
	/** A number in [0, 1), for jitter. */
	random(): number;
	/** One line for the log, free of secrets and patient data. */
	log(level: 'debug' | 'info' | 'warn', message: string): void;
}
