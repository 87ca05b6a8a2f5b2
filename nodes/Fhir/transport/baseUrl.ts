import { withoutTrailing } from '../support/text';
import { inputFailure } from './errors/failure';
import { canLeavePath } from './pathEscape';

/** The service base URL (FHIR R4 §3.1.0.1.2) in its parts. */
export interface BaseUrl {
	/** Without a trailing slash, query or fragment. */
	readonly href: string;
	/** Scheme, host and port. */
	readonly origin: string;
	/** Path without a trailing slash; empty at the root. */
	readonly path: string;
}

const example = 'e.g. `https://fhir.example.org/r4`';

/**
 * Checks a base URL as typed and splits it into its parts, without trailing slashes. Throws a `Failure` of kind `input`
 * that names the field if the text cannot be a base URL.
 */
export function parseBaseUrl(typed: string, field = 'Base URL'): BaseUrl {
	const text = typed.trim();
	if (text === '') throw inputFailure(`"${field}" is empty`, `Enter the address of the FHIR server, ${example}.`);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !/^https?:\/\//i.test(text)) {
		throw inputFailure(
			`"${field}" is not a web address`,
			`It must start with \`https://\` (or \`http://\`) and name a host, ${example}.`,
		);
	}
	if (url.username || url.password) {
		throw inputFailure(
			`"${field}" contains a user name or password`,
			'Remove them from the address and use a FHIR Basic Auth API credential instead.',
		);
	}
	if (url.search || url.hash || text.includes('?') || text.includes('#')) {
		throw inputFailure(
			`"${field}" contains a query or fragment`,
			`Remove everything from \`?\` or \`#\` onwards, ${example}.`,
		);
	}
	const path = withoutTrailing(url.pathname, '/');
	return { href: url.origin + path, origin: url.origin, path };
}

const separator = String.raw`(/|\\|%(25)*(2f|5c))`;
const dot = String.raw`(\.|%(25)*2e|%(25)*c0%(25)*ae)`;
/** A segment that a gateway could read as `.` or `..` after decoding it: `%2e%2e`, `..;`, `..%5c`. */
const dotSegment = new RegExp(`(^|${separator})${dot}{1,2}($|;|${separator}|%(25)*(3b|[01][0-9a-f]|20))`, 'i');

/**
 * Is the URL on the base URL's origin, whatever its path is? For addresses that the server itself returned: servers put
 * jobs, files and pages beside the base path. A URL that disguises where it leads is not.
 */
export function sharesOrigin(base: BaseUrl, url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { origin, pathname, username, password } = new URL(url);
	if (username || password || origin !== base.origin) return false;
	return !/\\/.test(url.replace(/[?#].*$/s, '')) && !dotSegment.test(pathname);
}

/**
 * Is the URL on the base URL's origin, at or below its path? Whole path segments count: `/fhir` covers `/fhir`,
 * `/fhir/Patient` and `/fhir?page=2`, but not `/fhirEvil`.
 */
export function covers(base: BaseUrl, url: string): boolean {
	if (isPlainlyBelow(base, url)) return true;
	if (!URL.canParse(url)) return false;
	const { origin, pathname, username, password } = new URL(url);
	if (username || password || origin !== base.origin) return false;
	if (canLeavePath(pathname)) return false;
	return pathname === base.path || pathname.startsWith(`${base.path}/`);
}

/** Where a request to the URL goes: its origin, and its path with the query. Throws a `TypeError` for what is not a URL. */
export function targetOf(base: BaseUrl, url: string): { origin: string; path: string } {
	if (isPlainlyBelow(base, url) && !/[?#]/.test(url)) {
		return { origin: base.origin, path: url.slice(base.origin.length) || '/' };
	}
	const { origin, pathname, search } = new URL(url);
	return { origin, path: pathname + search };
}

/** So are nearly all addresses: what `URL` would find out takes many times as long. */
function isPlainlyBelow({ href, path }: BaseUrl, url: string): boolean {
	return url.startsWith(href) && plainPath.test(url.slice(href.length)) && !canLeavePath(path);
}

/** Segments that nobody can read as something else, up to a query. */
const plainPath = /^(?:\/[A-Za-z0-9_$-][A-Za-z0-9._$-]*)*(?:[?#]|$)/;
