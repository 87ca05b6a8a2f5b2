import { parseCutJson } from '../../support/cutJson';
import { isObject, parseJson } from '../../support/json';
import { decodeEntities, titleOf, visibleText } from '../../support/markup';
import { nonBlankText } from '../../support/text';
import type { Mask } from '../../support/mask';
import { serverText } from '../../transport/errors/redact';
import { isOperationOutcome } from '../model/resource';
import { mainIssueText, type ReadIssue, readIssues } from './outcome';

/** What the body of an error response says. */
export interface ErrorBody {
	/** The server's own message: one sentence or a short excerpt. */
	readonly text?: string;
	/** The error's code: a FHIR issue code, an OAuth error, Google's status, AWS's exception. */
	readonly code?: string;
	/** The issues of an OperationOutcome, worst first. */
	readonly issues?: readonly ReadIssue[];
	/**
	 * `fhir` for an OperationOutcome; the others mostly come from a gateway or a web server in front of the FHIR
	 * server.
	 */
	readonly form: 'fhir' | 'json' | 'html' | 'text' | 'none';
}

/**
 * Reads the body of an error response in any common format: OperationOutcome, OAuth, Google, AWS, other JSON, HTML,
 * text. Of JSON that is cut off, what is complete is read. `mask` hides the secrets of the connection. Never throws.
 */
export function readErrorBody(body: string, mask: Mask): ErrorBody {
	const text = body.trim();
	if (text === '') return { form: 'none' };
	const json = /^[{[\ufeff]/.test(text) ? parsedJson(text) : undefined;
	if (json !== undefined) return readJson(json, mask);
	return text.startsWith('<')
		? { form: 'html', text: excerpt(wordsOf(mask(text.slice(0, maxMarkup))), mask) }
		: { form: 'text', text: excerpt(text, mask) };
}

/** The value of a JSON text, or of what is complete in it; undefined if it is not JSON after all. */
function parsedJson(text: string): unknown {
	try {
		return parseJson(text);
	} catch {
		return parseCutJson(text);
	}
}

function readJson(value: unknown, mask: Mask): ErrorBody {
	if (isOperationOutcome(value)) {
		const issues = readIssues(value, mask);
		return { form: 'fhir', text: mainIssueText(issues), code: issues[0]?.code, issues };
	}
	if (!isObject(value)) return { form: 'json' };
	const [text, code] = textAndCode(value);
	return {
		form: 'json',
		...(text && { text: excerpt(text, mask) }),
		...(code && { code: serverText(code, 100, mask) }),
	};
}

function textAndCode(value: Record<string, unknown>): [text?: string, code?: string] {
	const { error } = value;
	// Google: {error: {code, message, status}}; OAuth (RFC 6749 §5.2): {error, error_description}; AWS: {message, __type}.
	if (isObject(error)) return [firstText(error.message), firstText(error.status, error.code)];
	if (typeof error === 'string') {
		return [firstText(value.error_description, value.message, value.detail) ?? error, error];
	}
	// GraphQL and JSON:API: {errors: [{message}]}.
	const errors: unknown[] = Array.isArray(value.errors) ? value.errors : [];
	const [first] = errors;
	if (isObject(first)) return [firstText(first.message, first.detail, first.title), firstText(first.code)];
	const type = firstText(value.__type, value.code);
	return [firstText(value.message, value.Message, value.detail, value.title), type?.slice(type.lastIndexOf('#') + 1)];
}

/** How much of a page is looked at, in characters: its title is at the beginning. */
const maxMarkup = 100_000;

/** The title that Express and others give to every error page. */
const genericTitle = /^error$/i;

/** The diagnostics or texts of an OperationOutcome in XML, which a server sends that has no JSON. */
const xmlWords = /<(?:diagnostics|text)\s[^<>"]*"([^"<>]*)"/g;

/** HTML of a gateway, or XML: the title is most helpful, else the visible text. */
function wordsOf(markup: string): string {
	const title = titleOf(markup);
	if (title !== undefined && !genericTitle.test(title)) return title;
	const outcome = Array.from(markup.matchAll(xmlWords), ([, words = '']) => decodeEntities(words));
	return outcome.find((words) => words.trim() !== '') ?? visibleText(markup);
}

function excerpt(text: string, mask: Mask): string {
	return serverText(text, 300, mask);
}

function firstText(...values: readonly unknown[]): string | undefined {
	for (const value of values) {
		if (typeof value === 'number') return String(value);
		const text = nonBlankText(value);
		if (text !== undefined) return text;
	}
	return undefined;
}
