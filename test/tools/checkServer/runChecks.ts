import { groups } from '../../../nodes/Fhir/actions/registry';
import type { Check, CheckResult } from './check';
import { checks } from './checks';
import { removeCreated } from './cleanup';
import type { Found, Session } from './session';
import { verdictOf } from './verdict';

/** What a run of the tool found out. */
export interface Results {
	readonly results: readonly CheckResult[];
	/** Resources of this run that could not be removed. */
	readonly leftovers: readonly Found[];
	/** Was the run stopped before its end? */
	readonly stopped: boolean;
}

/** The reason of a check that needs --write. */
export const needsWrite = 'Needs --write';

/**
 * Makes all checks: first those that change nothing, then, with --write, the others, then once more those that found no data at
 * first, with the resources that now exist. At the end, also after an error or `session.stop()`, removes what was created.
 * `progress` is called with the title of each check before it.
 */
export async function runChecks(session: Session, progress: (title: string) => void): Promise<Results> {
	const results = new Map<Check, CheckResult>();
	const make = async (check: Check) => {
		if (session.isStopped) return;
		progress(titleOf(check));
		results.set(check, await makeCheck(check, session));
	};
	let leftovers: Found[] = [];
	try {
		for (const check of checks) if (!check.writes) await make(check);
		if (session.settings.write) {
			for (const check of checks) if (check.writes) await make(check);
			for (const { check, verdict } of [...results.values()]) if (verdict === 'notTried') await make(check);
		}
	} finally {
		if (session.settings.write) {
			progress('Removing what was created');
			leftovers = await removeCreated(session);
		}
	}
	const without = (check: Check): CheckResult => ({
		check,
		verdict: 'notTried',
		words: check.writes && !session.settings.write ? needsWrite : 'Stopped before',
		milliseconds: 0,
	});
	return {
		results: checks.map((check) => results.get(check) ?? without(check)),
		leftovers,
		stopped: session.isStopped,
	};
}

async function makeCheck(check: Check, session: Session): Promise<CheckResult> {
	const started = Date.now();
	const ended = (rest: Pick<CheckResult, 'verdict' | 'words'>): CheckResult => ({
		check,
		...rest,
		milliseconds: Date.now() - started,
	});
	try {
		const input = await check.input(session);
		if (typeof input === 'string') return ended({ verdict: 'notTried', words: input });
		const [resource, operation] = check.operation.split(':');
		const result = await session.run({ ...input, parameters: { resource, operation, ...input.parameters } });
		try {
			return ended(session.isStopped ? { verdict: 'notTried', words: 'Stopped' } : verdictOf(check, result, session));
		} finally {
			if (check.writes) session.remember(result);
		}
	} catch (error) {
		if (session.isStopped) return ended({ verdict: 'notTried', words: 'Stopped' });
		return ended({ verdict: 'fails', words: error instanceof Error ? error.message : String(error) });
	}
}

/** The check as the form names it: `Resource → Get Many, by POST`. */
export function titleOf({ operation, variant }: Check): string {
	const [resource, value] = operation.split(':');
	const group = groups.find((candidate) => candidate.value === resource);
	const choice = group?.operations.find((candidate) => candidate.choice.value === value)?.choice;
	return `${group?.name ?? resource} → ${choice?.name ?? value}${variant === undefined ? '' : `, ${variant}`}`;
}
