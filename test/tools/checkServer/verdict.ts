import type { IDataObject } from 'n8n-workflow';
import type { RunResult } from '../../engine/support/n8n';
import type { Check, Verdict } from './check';
import { isDeclared } from './declared';
import type { Session } from './session';

/** How the node says that it did something in another way than the server offers. */
const fallbackHints = [/: the node .+ instead/i, /once more with/i];

/** How servers say that they do not have something, in responses whose status does not say it. */
const notOfferedWords = [
	/does not publish/i,
	/not (been )?(supported|implemented|enabled|available|allowed on this server)/i,
	/does(n't| not) (support|implement|know how to handle)/i,
	/unsupported|unimplemented|unknown operation|invalid operation|unrecogni[sz]ed operation|is disabled/i,
];

/** What the error of an execution says about the server. */
interface Refusal {
	readonly status: number;
	readonly kind: string;
	readonly message: string;
	readonly codes: readonly string[];
}

/** How a check ended, by what the node returned, and the words that explain it. */
export function verdictOf(check: Check, result: RunResult, session: Session): { verdict: Verdict; words?: string } {
	const { error, hints } = result;
	if (error) {
		const refusal = refusalOf(error);
		if (check.refusals?.includes(refusal.status)) return { verdict: 'works' };
		const { message: words } = refusal;
		if (isNotOffered(check, refusal, session)) return { verdict: 'notOffered', words };
		return { verdict: refusal.kind === 'http' && check.lacking?.test(words) ? 'notTried' : 'fails', words };
	}
	const ignored = check.refusals ? 'The server did not refuse it' : check.ignored?.(result, session);
	if (ignored !== undefined) return { verdict: 'notOffered', words: ignored };
	const complaint = check.complaint?.(result, session);
	if (complaint !== undefined) return { verdict: 'fails', words: complaint };
	const fallback = hints.find((hint) => fallbackHints.some((pattern) => pattern.test(hint)));
	return fallback === undefined ? { verdict: 'works' } : { verdict: 'fallback', words: fallback };
}

function refusalOf(error: NonNullable<RunResult['error']>): Refusal {
	const { status, kind, code, issues } = (error.context?.data ?? {}) as IDataObject;
	const codes = [code, ...(Array.isArray(issues) ? (issues as IDataObject[]).map((issue) => issue.code) : [])];
	return {
		status: typeof status === 'number' ? status : 0,
		kind: typeof kind === 'string' ? kind : 'defect',
		message: error.message,
		codes: codes.filter((text) => typeof text === 'string'),
	};
}

/** Does the server say, or its CapabilityStatement, that it does not have what the check needs? */
function isNotOffered({ needs, type }: Check, { status, kind, message, codes }: Refusal, session: Session): boolean {
	if (kind !== 'http') return false;
	if (status === 405 || status === 501 || codes.includes('not-supported')) return true;
	// An operation, or what the server as a whole has, is at an address of its own.
	if (status === 404 && (type === undefined || needs?.startsWith('$'))) return needs !== undefined;
	if (status < 400 || status >= 500 || status === 401 || status === 403 || status === 429) return false;
	if (notOfferedWords.some((pattern) => pattern.test(message))) return true;
	return needs !== undefined && isDeclared(session.capabilities, needs, type) === false;
}
