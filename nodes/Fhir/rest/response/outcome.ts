import type { OperationOutcome, OutcomeIssue } from '../model/resource';
import { nonBlankText } from '../../support/text';
import { serverText } from '../../transport/errors/redact';

/** An issue as a person reads it. */
export interface ReadIssue {
	readonly severity: string;
	/** FHIR issue code (R4 §2.28.4.2), e.g. `not-found`. */
	readonly code: string;
	/** Where in the resource, as FHIRPath or XPath. */
	readonly place?: string;
	readonly text: string;
	/** The server's own number for it, e.g. `HAPI-0989`. */
	readonly number?: string;
}

/** Issues kept of one outcome, and characters of each: a validation can name thousands. */
export const mostIssues = 50;
export const longestText = 2_000;

const ranks = new Map(Object.entries({ fatal: 0, error: 1, warning: 2, information: 3, success: 4 }));

/** The issues of an outcome, worst first, at most `most`; whatever a server left out or wrote wrongly is passed over. */
export function readIssues(outcome: OperationOutcome, most = mostIssues): ReadIssue[] {
	const issues: unknown[] = Array.isArray(outcome.issue) ? outcome.issue : [];
	return issues
		.filter(isIssue)
		.map(readIssue)
		.sort((a, b) => rank(a) - rank(b))
		.slice(0, most);
}

/** The one sentence that says best what an outcome is about: the first of the worst issues that says anything. */
export function bestSentence(issues: readonly ReadIssue[]): string | undefined {
	return (issues.find((issue) => issue.text !== issue.code) ?? issues[0])?.text;
}

/** Warnings that came with a success, each text once: for hints. What is merely informative (`All OK`) is left out. */
export function warnings(outcome: OperationOutcome): string[] {
	const texts = readIssues(outcome)
		.filter((issue) => rank(issue) <= 2)
		.map((issue) => (issue.place ? `${issue.place}: ${issue.text}` : issue.text));
	return [...new Set(texts)];
}

function isIssue(value: unknown): value is OutcomeIssue {
	return typeof value === 'object' && value !== null;
}

function readIssue(issue: OutcomeIssue): ReadIssue {
	const code = nonBlankText(issue.code) ?? 'unknown';
	const codings: unknown = issue.details?.coding;
	const coding = Array.isArray(codings) ? codings.filter(isCoding) : [];
	const said =
		nonBlankText(issue.details?.text) ??
		nonBlankText(issue.diagnostics) ??
		coding
			.map(({ display, code: word }) => nonBlankText(display) ?? nonBlankText(word))
			.find((word) => word !== undefined) ??
		code;
	// HAPI begins with its number for the message; it helps a search, and hinders a reader.
	const [, number, rest] = /^([A-Z]{2,10}-\d{2,6}): *(.+)$/s.exec(said) ?? [];
	const place = nonBlankText(issue.expression?.[0]) ?? nonBlankText(issue.location?.[0]);
	return {
		severity: nonBlankText(issue.severity) ?? 'error',
		code,
		...(place && { place }),
		text: serverText(rest ?? said, longestText),
		...(number && { number }),
	};
}

function isCoding(value: unknown): value is { display?: unknown; code?: unknown } {
	return typeof value === 'object' && value !== null;
}

function rank(issue: ReadIssue): number {
	return ranks.get(issue.severity) ?? 1;
}
