import { isObject, parseJson } from '../../support/json';
import { bounded, nonBlankText } from '../../support/text';
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

/** How much of an error's body is read, in characters. */
const maxBodyLength = 4 * 1024 * 1024;

/**
 * Reads the body of an error response in any common format: OperationOutcome, OAuth, Google, AWS, other JSON, HTML,
 * text. Never throws.
 */
export function readErrorBody(body: string): ErrorBody {
	const text = body.slice(0, maxBodyLength).trim();
	if (text === '') return { form: 'none' };
	if (/^[{[\ufeff]/.test(text)) {
		try {
			return readJson(parseJson(text));
		} catch {
			// Cut off, or not JSON after all: shown as text.
		}
	}
	return text.startsWith('<') ? readMarkup(text) : { form: 'text', text: excerpt(text) };
}

function readJson(value: unknown): ErrorBody {
	if (isOperationOutcome(value)) {
		const issues = readIssues(value);
		return { form: 'fhir', text: mainIssueText(issues), code: issues[0]?.code, issues };
	}
	if (!isObject(value)) return { form: 'json' };
	const { error } = value;
	// Google: {error: {code, message, status}}; OAuth (RFC 6749 §5.2): {error, error_description}; AWS: {message, __type}.
	if (isObject(error)) return jsonBody(firstText(error.message), firstText(error.status, error.code));
	if (typeof error === 'string') {
		return jsonBody(firstText(value.error_description, value.message, value.detail) ?? error, error);
	}
	// GraphQL and JSON:API: {errors: [{message}]}.
	const errors: unknown[] = Array.isArray(value.errors) ? value.errors : [];
	const [first] = errors;
	if (isObject(first)) return jsonBody(firstText(first.message, first.detail, first.title), firstText(first.code));
	const type = firstText(value.__type, value.code);
	return jsonBody(firstText(value.message, value.Message, value.detail, value.title), type?.replace(/^.*#/, ''));
}

function jsonBody(text: string | undefined, code: string | undefined): ErrorBody {
	return { form: 'json', ...(text && { text: excerpt(text) }), ...(code && { code: bounded(code, 100) }) };
}

/** The title that Express and others give to every error page. */
const genericTitle = /^error$/i;

/** HTML of a gateway, or XML: the title is most helpful, else the visible text. */
function readMarkup(markup: string): ErrorBody {
	const head = markup.slice(0, 100_000);
	const title = /<title[^>]*>([^<]*)</i.exec(head)?.[1]?.trim();
	const visible = head
		.replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
		.replace(/<!--[^]*?-->/g, ' ')
		.replace(/<[^>]*>/g, ' ');
	return { form: 'html', text: excerpt(unescape(title && !genericTitle.test(title) ? title : visible)) };
}

function unescape(text: string): string {
	const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", amp: '&' };
	return text.replace(/&(lt|gt|quot|nbsp|#39|amp);/g, (_, name: string) => named[name] ?? ' ');
}

function excerpt(text: string): string {
	return serverText(text, 300);
}

function firstText(...values: readonly unknown[]): string | undefined {
	for (const value of values) {
		if (typeof value === 'number') return String(value);
		const text = nonBlankText(value);
		if (text !== undefined) return text;
	}
	return undefined;
}
