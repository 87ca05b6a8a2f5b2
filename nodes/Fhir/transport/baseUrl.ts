import { inputFailure } from './errors/failure';

/** The service base URL (FHIR R4 §3.1.0.1.2), taken apart once. */
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
 * Checks a base URL as typed and takes it apart. Trailing slashes go; what cannot be a base URL
 * throws a `Failure` of kind `input` that names the field.
 */
export function parseBaseUrl(typed: string, field = 'Base URL'): BaseUrl {
	const text = typed.trim();
	if (text === '') throw inputFailure(`"${field}" is empty`, `Enter the address of the FHIR server, ${example}.`);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !/^https?:\/\//i.test(text)) {
		throw inputFailure(
			`"${field}" is not a web address`,
			`It has to start with \`https://\` (or \`http://\`) and name a host, ${example}.`,
		);
	}
	if (url.username || url.password) {
		throw inputFailure(
			`"${field}" holds a user name or password`,
			'Take them out of the address and use a FHIR Basic Auth API credential instead.',
		);
	}
	if (url.search || url.hash || text.includes('?') || text.includes('#')) {
		throw inputFailure(
			`"${field}" holds a query or fragment`,
			`Leave out everything from \`?\` or \`#\` on, ${example}.`,
		);
	}
	const path = url.pathname.replace(/\/+$/, '');
	return { href: url.origin + path, origin: url.origin, path };
}

/**
 * Does the URL lie on the base URL's origin, at or below its path? Cut at a path boundary: `/fhir`
 * covers `/fhir`, `/fhir/Patient` and `/fhir?page=2`, and not `/fhirEvil`. Credentials go nowhere else.
 */
export function covers(base: BaseUrl, url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { origin, pathname, username, password } = new URL(url);
	if (username || password || origin !== base.origin) return false;
	// An encoded slash or dot could be decoded on the way, also twice, and lead out of the path; so could Tomcat's `..;`, and
	// dots before a space, which Windows and many who take an address apart leave out.
	if (/%(25)*(2e|2f|5c)|\\|\/\.{1,2}(;|%(25)*([01][0-9a-f]|20))/i.test(pathname)) return false;
	return pathname === base.path || pathname.startsWith(`${base.path}/`);
}
