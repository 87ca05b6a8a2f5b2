/** Undoes what a run has started, last first. */
export interface Cleanup {
	/** Remembers how to undo something. */
	add(step: () => unknown): void;
	/** Undoes everything, once: later calls wait for the first. A step that fails does not stop the others. */
	run(): Promise<void>;
}

export function createCleanup(): Cleanup {
	const steps: Array<() => unknown> = [];
	let running: Promise<void> | undefined;

	async function undoAll(): Promise<void> {
		for (let step = steps.pop(); step; step = steps.pop()) {
			try {
				await step();
			} catch (error) {
				console.error(`While cleaning up: ${error instanceof Error ? error.message : String(error)}`);
			}
		}
	}

	return {
		add: (step) => steps.push(step),
		run: () => (running ??= undoAll()),
	};
}

/** Cleans up and ends the process at Ctrl-C, which comes more than once: from the terminal and from npm. */
export function endOnSignals(cleanup: Cleanup): void {
	const stop = () => void cleanup.run().then(() => process.exit(130));
	['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, stop));
}
