import { messageOf } from '../demo/program';

/** What was looked at in the editor, and what was wrong with it. */
export class Checks {
	private readonly failed: string[] = [];
	private count = 0;

	/** Counts one check; `problems` say what is wrong, if anything. */
	add(what: string, problems: readonly string[]): void {
		this.count++;
		for (const problem of problems) this.failed.push(`${what}: ${problem}`);
	}

	/**
	 * Counts one check that gives what is wrong, if anything. Where it throws it is made once more, since a busy machine lets the
	 * editor time out; that it throws again is a problem, and the next check goes on.
	 */
	async attempt(what: string, check: () => Promise<readonly string[]>): Promise<void> {
		this.add(what, await check().catch(async () => await check().catch((error: unknown) => [messageOf(error)])));
	}

	/** Counts a check that threw an error. */
	fail(what: string, error: unknown): void {
		this.add(what, [messageOf(error)]);
	}

	/** What failed, a line each, and the numbers. */
	text(): string {
		return [...this.failed, `Editor: ${this.count} checks, ${this.failed.length} problems`].join('\n');
	}

	get ok(): boolean {
		return this.failed.length === 0;
	}
}
