import { nonBlankText } from '../../support/text';
import type { Mask } from '../../support/mask';
import { serverText } from '../../transport/errors/redact';
import type { OperationOutcome, OutcomeIssue } from '../model/resource';

/** One issue of an OperationOutcome (R4 §2.28.3), with the text that is most helpful to a person. */
export interface ReadIssue {
	/** `fatal`, `error`, `warning`, `information` or (R5) `success`; `error` where the server left it out. */
	readonly severity: string;
	/** FHIR issue code (R4 §2.28.4.2), e.g. `not-found`. */
	readonly code: string;
	/** The place in the resource, as FHIRPath or XPath. */
	readonly place?: string;
	/** The server's message, bounded. */
	readonly text: string;
	/** The server's own number for the message, e.g. `HAPI-0989`. */
	readonly number?: string;
}

/** How many issues of an outcome are kept: a validation can return thousands. */
export const maxIssues = 50;
/** How many characters of each text are kept. */
export const maxIssueTextLength = 2_000;
/** The same for what is a word or a path. */
const maxWordLength = 100;
const maxPlaceLength = 500;

const ranks = new Map(Object.entries({ fatal: 0, error: 1, warning: 2, information: 3, success: 4 }));

/**
 * The issues of an outcome, worst first, at most `max` of them, in which `mask` hides the secrets of the connection.
 * Tolerates missing and malformed elements; never throws.
 */
export function readIssues(outcome: OperationOutcome, mask: Mask, max = maxIssues): ReadIssue[] {
	return issuesOf(outcome)
		.sort((a, b) => rank(a) - rank(b))
		.slice(0, max)
		.map((issue) => readIssue(issue, mask));
}

/** Does an outcome say that something failed: has it an issue of severity `error` or `fatal`? */
export function reportsError(outcome: OperationOutcome): boolean {
	return issuesOf(outcome).some(({ severity }) => severity === 'error' || severity === 'fatal');
}

/**
 * The text that describes an outcome best: that of the worst issue that has more than a code. Undefined without issues.
 */
export function mainIssueText(issues: readonly ReadIssue[]): string | undefined {
	return (issues.find((issue) => issue.text !== issue.code) ?? issues[0])?.text;
}

/**
 * The warnings and errors of an outcome as sentences for hints, without duplicates. Mere information (`All OK`) is left
 * out.
 */
export function warnings(outcome: OperationOutcome, mask: Mask): string[] {
	const texts = readIssues(outcome, mask)
		.filter((issue) => rank(issue) <= 2)
		.map(placedText);
	return [...new Set(texts)];
}

/** An issue as a sentence: the place where there is one, and the server's message. */
export function placedText({ place, text }: ReadIssue): string {
	return place ? `${place}: ${text}` : text;
}

/** Has an outcome an issue with this code (R4 §2.28.4.2)? */
export function hasIssue(outcome: OperationOutcome, code: string): boolean {
	return issuesOf(outcome).some((issue) => nonBlankText(issue.code) === code);
}

function issuesOf({ issue }: OperationOutcome): OutcomeIssue[] {
	const issues: unknown[] = Array.isArray(issue) ? issue : [];
	return issues.filter(isIssue);
}

function isIssue(value: unknown): value is OutcomeIssue {
	return typeof value === 'object' && value !== null;
}

function readIssue(issue: OutcomeIssue, mask: Mask): ReadIssue {
	const code = serverText(nonBlankText(issue.code) ?? 'unknown', maxWordLength, mask);
	const codings: unknown = issue.details?.coding;
	const coding = Array.isArray(codings) ? codings.filter(isCoding) : [];
	const text =
		nonBlankText(issue.details?.text) ??
		nonBlankText(issue.diagnostics) ??
		coding
			.map(({ display, code: word }) => nonBlankText(display) ?? nonBlankText(word))
			.find((word) => word !== undefined) ??
		code;
	// HAPI's messages begin with a number, which helps to search for them but not to read them.
	const [, number, rest] = /^([A-Z]{2,10}-\d{2,6}): *(.+)$/s.exec(text) ?? [];
	const place = nonBlankText(issue.expression?.[0]) ?? nonBlankText(issue.location?.[0]);
	return {
		severity: serverText(nonBlankText(issue.severity) ?? 'error', maxWordLength, mask),
		code,
		...(place && { place: serverText(place, maxPlaceLength, mask) }),
		text: serverText(rest ?? text, maxIssueTextLength, mask),
		...(number && { number }),
	};
}

function isCoding(value: unknown): value is { display?: unknown; code?: unknown } {
	return typeof value === 'object' && value !== null;
}

function rank({ severity }: { readonly severity?: unknown }): number {
	return ranks.get(nonBlankText(severity) ?? 'error') ?? 1;
}
