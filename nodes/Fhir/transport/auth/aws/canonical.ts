/** What of a request is signed. */
export interface RequestToSign {
	readonly method: string;
	/** As it goes on the wire. */
	readonly path: string;
	/** As it goes on the wire, without `?`. */
	readonly query: string;
	/** A name may come more than once, in any case. */
	readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
	/** SHA-256 of the body, in hex. */
	readonly bodyHash: string;
}

/** A request in the form that both sides hash, and the names of its headers. */
export interface CanonicalRequest {
	readonly text: string;
	/** Separated by semicolons. */
	readonly signedHeaders: string;
}

/** The canonical form of a request (AWS IAM User Guide, "Create a signed AWS API request", step 1). */
export function canonicalRequest({ method, path, query, headers, bodyHash }: RequestToSign): CanonicalRequest {
	const values = new Map<string, string[]>();
	for (const [name, value] of headers) {
		const key = name.toLowerCase();
		values.set(key, [...(values.get(key) ?? []), trimmed(value)]);
	}
	const sorted = [...values].sort(([a], [b]) => compare(a, b));
	const signedHeaders = sorted.map(([name]) => name).join(';');
	const lines = sorted.map(([name, each]) => `${name}:${each.join(',')}\n`).join('');
	const text = [method, canonicalPath(path), canonicalQuery(query), lines, signedHeaders, bodyHash].join('\n');
	return { text, signedHeaders };
}

/**
 * The path without dot segments and double slashes, with each segment encoded: once more than on the wire, as every service
 * but S3 wants it.
 */
function canonicalPath(path: string): string {
	const segments: string[] = [];
	for (const segment of path.split('/')) {
		if (segment === '..') segments.pop();
		else if (segment !== '' && segment !== '.') segments.push(encode(segment));
	}
	const isFolder = /(^|\/)\.{0,2}$/.test(path);
	return `/${segments.join('/')}${isFolder && segments.length > 0 ? '/' : ''}`;
}

/**
 * The parameters by name and then by value, all encoded alike. A plus is a plus: AWS does not read it as a space, and what
 * this package sends itself has `%20` for a space and `%2B` for a plus.
 */
function canonicalQuery(query: string): string {
	return query
		.split('&')
		.filter((part) => part !== '')
		.map((part) => {
			const cut = part.indexOf('=');
			const [name, value] = cut < 0 ? [part, ''] : [part.slice(0, cut), part.slice(cut + 1)];
			return [encode(decode(name)), encode(decode(value))] as const;
		})
		.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
		.map(([name, value]) => `${name}=${value}`)
		.join('&');
}

/** By bytes: what is compared is ASCII. */
function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function trimmed(value: string): string {
	return value.trim().replace(/\s+/g, ' ');
}

/** All but the unreserved characters (RFC 3986 §2.3). */
function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** What is not encoded correctly stands for itself. */
function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
