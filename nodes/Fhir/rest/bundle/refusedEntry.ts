import { noMask } from '../../support/mask';
import type { Failure } from '../../transport/errors/failure';
import type { BundleEntry, OperationOutcome, OutcomeIssue } from '../model/resource';
import { failureFrom } from '../response/failures';
import { mainIssueText, type ReadIssue } from '../response/outcome';
import { entryRequest } from './entries';
import type { EntryResult } from './entryResults';

/**
 * The result of an entry that the server refuses by refusing the whole batch, although nothing else is in it. The failure
 * speaks of the entry, as if the server had given it a result.
 */
export function refusedResult(entry: BundleEntry, failure: Failure): EntryResult {
	const { status = 0, details } = failure;
	const issues = details.issues as readonly ReadIssue[] | undefined;
	const body = issues && { form: 'fhir' as const, text: mainIssueText(issues), code: issues[0]?.code, issues };
	// The issues were read with the mask of the response.
	const own = body ? failureFrom({ status, request: entryRequest(entry), body, mask: noMask }) : failure;
	return { ...resultOf(status, issues), failure: own, wasRefusedWithBundle: true };
}

/** The result of an entry of a refused batch that was not tried alone; `when` says when that ended. */
export function undecidedResult(failure: Failure, when: string): EntryResult {
	const { status = 0, details, advice } = failure;
	const why =
		when === '' ? '' : ` The search for the entries at fault ended ${when}: whether this one is at fault is not known.`;
	return {
		...resultOf(status, details.issues as readonly ReadIssue[] | undefined),
		failure: failure.with({ advice: `This entry was not carried out.${why}${advice ? ` ${advice}` : ''}` }),
		wasRefusedWithBundle: true,
	};
}

function resultOf(
	status: number,
	issues: readonly ReadIssue[] | undefined,
): Pick<EntryResult, 'status' | 'responseEntry' | 'outcome'> {
	if (!issues?.length) return { status, responseEntry: { response: { status: String(status) } } };
	const outcome: OperationOutcome = { resourceType: 'OperationOutcome', issue: issues.map(issueOf) };
	return { status, responseEntry: { response: { status: String(status), outcome } }, outcome };
}

function issueOf({ severity, code, place, text }: ReadIssue): OutcomeIssue {
	return {
		severity: severity as OutcomeIssue['severity'],
		code,
		diagnostics: text,
		...(place !== undefined && { expression: [place] }),
	};
}
