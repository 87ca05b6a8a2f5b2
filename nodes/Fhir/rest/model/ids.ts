/**
 * The characters that a path segment can have as they are (RFC 3986 §3.3, `pchar`), without `;` and `&`, from which some servers
 * read parameters, and without `%`, which would be decoded. FHIR allows fewer (R4 §2.24.0.1 `id`), but many servers have IDs with
 * `_` or `:`, such as `urn:oid:1.2`, and version IDs such as `MTcw==` or a time.
 */
const segment = /^[A-Za-z0-9\-._~!$'()*+,=:@]+$/;

/** Names that have a meaning of their own in a URL: `Patient/_history`, `Patient/$validate`, `Patient/*`. */
const reserved = /^(\.{1,2}|\$.*|_history|_search|\*)$/;

/**
 * Can the text be an ID, or the ID of a version, that changes nothing else in the URL that it is put into? Any length, and
 * more characters than FHIR allows: the server decides what is one of its IDs.
 */
export function isId(text: string): boolean {
	return segment.test(text) && !reserved.test(text);
}

/** Can the text be the name of a resource type? More than FHIR's own: a server may have types of its own, or newer ones. */
export function isTypeName(text: string): boolean {
	return /^[A-Z][A-Za-z0-9_]{0,127}$/.test(text);
}

/**
 * The ID in a path segment that is there already, in which any character may be percent-encoded; undefined where it is none.
 * What changes the path when it is put into another URL (`..`) is refused there.
 */
export function idInSegment(encoded: string): string | undefined {
	try {
		const id = encoded.includes('%') ? decodeURIComponent(encoded) : encoded;
		return isId(id) || /^\.{1,2}$/.test(id) ? id : undefined;
	} catch {
		return undefined;
	}
}
