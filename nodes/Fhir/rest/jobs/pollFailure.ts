import type { Failure } from '../../transport/errors/failure';
import type { ReadIssue } from '../response/outcome';

/**
 * What a failed poll says about the job:
 * - `trouble`: nothing. The connection, a gateway or the login service failed, or the server is busy; the job may well run.
 * - `failed`: the server itself says that something failed, and not that it will pass. That may be the end of the job, or
 *   a moment in which the server could not look it up.
 * - `final`: polling again is pointless: the server does not know the job, or does not accept the request.
 * - `ended`: the job has failed, and this is what it ended with.
 */
export type PollFailure = 'trouble' | 'failed' | 'final' | 'ended';

/** Statuses below 500 that pass (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4). */
const passingStatuses = new Set([408, 425, 429]);

/** Statuses that say more about the request than about the job: no login, no permission, nothing there any more. */
const refusedStatuses = new Set([401, 403, 404, 410]);

/**
 * What a failed poll says about the job (see `PollFailure`). `isResult`: the server has said that the job has ended, and this
 * came from the address of its result.
 */
export function pollFailure(failure: Failure, isResult = false): PollFailure {
	const kind = failureOfPoll(failure);
	const { status = 0 } = failure;
	const isOutcome = failure.kind === 'http' && (kind === 'failed' || kind === 'final') && !refusedStatuses.has(status);
	return isResult && isOutcome ? 'ended' : kind;
}

function failureOfPoll(failure: Failure): Exclude<PollFailure, 'ended'> {
	const { kind, status = 0 } = failure;
	if (kind === 'network' || kind === 'timeout') return 'trouble';
	// The token endpoint cannot be reached, is busy or fails.
	if (kind === 'authorization') return status === 0 || status === 429 || status >= 500 ? 'trouble' : 'final';
	// A gateway's page with status 200, or a result that was cut off. What is too large stays too large.
	if (kind === 'response') return failure.details.limit === undefined ? 'failed' : 'final';
	if (kind !== 'http') return 'final';
	if (passingStatuses.has(status)) return 'trouble';
	if (status < 500) return 'final';
	return sayIssues(failure) && !isTransient(failure) ? 'failed' : 'trouble';
}

/** Does the server itself respond, in FHIR, and not a gateway in front of it? */
function sayIssues({ details }: Failure): boolean {
	return issuesOf(details.issues).length > 0;
}

/** FHIR's codes for a failure that passes: `transient` and those below it, except `exception`, which servers use for any defect. */
const transientIssues = new Set(['transient', 'lock-error', 'no-store', 'timeout', 'incomplete', 'throttled']);

function isTransient({ details, status }: Failure): boolean {
	// 503 itself says "at the moment", whatever issue code the server puts beside it.
	return status === 503 || issuesOf(details.issues).some(({ code }) => transientIssues.has(code));
}

function issuesOf(issues: unknown): readonly ReadIssue[] {
	return (issues ?? []) as readonly ReadIssue[];
}

/** How many polls in a row have to fail, and for how long, before a job is given up. */
const limits = {
	trouble: { polls: 5, milliseconds: 10 * 60_000 },
	failed: { polls: 5, milliseconds: 15_000 },
} as const;
const firstPause = 1_000;
const maxPause = 30_000;

/** Counts the polls that failed in a row. */
export class Patience {
	private count = 0;
	private readonly since = { trouble: 0, failed: 0 };
	private failed = 0;

	/** A poll succeeded: what failed before it does not count any more. */
	reset(): void {
		this.count = this.failed = 0;
	}

	/**
	 * Counts a failed poll at the time `now`, in milliseconds. Returns the pause before the next one, longer each time; undefined
	 * if the job is to be given up.
	 */
	pauseAfter(kind: PollFailure, now: number): number | undefined {
		if (kind === 'final' || kind === 'ended') return undefined;
		if (this.count++ === 0) this.since.trouble = now;
		if (kind === 'trouble') this.failed = 0;
		else if (this.failed++ === 0) this.since.failed = now;
		const count = kind === 'trouble' ? this.count : this.failed;
		const { polls, milliseconds } = limits[kind];
		if (count >= polls && now - this.since[kind] >= milliseconds) return undefined;
		return Math.min(firstPause * 2 ** (this.count - 1), maxPause);
	}
}
