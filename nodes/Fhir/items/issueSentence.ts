import type { ReadIssue } from '../rest/response/outcome';

/** Issues in the sentence at most; the error's details hold all of them. */
const maxIssues = 5;
const maxTextLength = 300;

/**
 * The issues of a server's OperationOutcome in one sentence, each with severity, code and place; undefined where the error's
 * message already says the same. n8n shows the sentence as HTML, so that characters with a meaning there are escaped.
 */
export function issueSentence(issues: unknown): string | undefined {
	const [...known] = Array.isArray(issues) ? (issues as ReadIssue[]) : [];
	if (known.length === 0 || (known.length === 1 && known[0]?.place === undefined)) return undefined;
	const named = known.slice(0, maxIssues).map(describeIssue);
	const more = known.length > maxIssues ? `; and ${String(known.length - maxIssues)} more in the details` : '';
	return `The server's reasons: ${named.join('; ')}${more}.`;
}

function describeIssue({ severity, code, place, text }: ReadIssue): string {
	const short = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text.replace(/\.$/, '');
	return escapeHtml(`${severity} (${code})${place === undefined ? '' : ` at ${place}`}: ${short}`);
}

function escapeHtml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/`/g, "'");
}
