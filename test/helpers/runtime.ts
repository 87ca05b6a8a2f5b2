import { nextTick, sleep } from '../../nodes/Fhir/transport/node/timers';
import type { Runtime } from '../../nodes/Fhir/transport/runtime';

/** A runtime whose clock only the test and `sleep` advance, and which records waits and log lines. */
export interface TestRuntime extends Runtime {
	/** The time that `now()` returns, in milliseconds since 1970. */
	time: number;
	/** The milliseconds of each call of `sleep`. */
	readonly slept: number[];
	/** The messages of the log. */
	readonly lines: string[];
}

/** Creates a test runtime. Its `sleep` takes a millisecond of real time, but advances the clock by the full time. */
export function testRuntime({ start = 0, random = 0.5 } = {}): TestRuntime {
	const runtime: TestRuntime = {
		time: start,
		slept: [],
		lines: [],
		now: () => runtime.time,
		sleep: async (milliseconds, signal) => {
			runtime.slept.push(milliseconds);
			runtime.time += milliseconds;
			await sleep(1, signal);
		},
		nextTick,
		random: () => random,
		log: (_level, message) => {
			runtime.lines.push(message);
		},
	};
	return runtime;
}
