import type { ReadIssue } from '../rest/response/outcome';

/** Issues that a sentence names; the error's details hold all of them. */
const mostNamed = 5;
const longestText = 300;

/**
 * The issues of a server's OperationOutcome in one sentence, each with severity, code and place; nothing where the
 * error's message has said it all. n8n shows it as HTML: the server's own words are kept from being any.
 */
export function issueSentence(issues: unknown): string | undefined {
	const [...known] = Array.isArray(issues) ? (issues as ReadIssue[]) : [];
	if (known.length === 0 || (known.length === 1 && known[0]?.place === undefined)) return undefined;
	const named = known.slice(0, mostNamed).map(inWords);
	const more = known.length > mostNamed ? `; and ${String(known.length - mostNamed)} more in the details` : '';
	return `The server's reasons: ${named.join('; ')}${more}.`;
}

function inWords({ severity, code, place, text }: ReadIssue): string {
	const short = text.length > longestText ? `${text.slice(0, longestText)}…` : text.replace(/\.$/, '');
	return asText(`${severity} (${code})${place === undefined ? '' : ` at ${place}`}: ${short}`);
}

function asText(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/`/g, "'");
}
