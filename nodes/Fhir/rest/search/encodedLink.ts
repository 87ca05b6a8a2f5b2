/**
 * A URL whose query has every character encoded that a server could misread; undefined where nothing changes. Servers put
 * the user's values or a token of their own into a next link without encoding them: a plus, which they then read as a
 * space; a space that was a plus in the offset of a time or in Base64; a vertical bar or quotes, which others refuse.
 * `values` are the values of the search, which show whether a plus means a plus or a space.
 */
export function encodedLink(url: string, values: readonly string[] = []): string | undefined {
	const cut = url.indexOf('?');
	if (cut < 0) return undefined;
	const [query = '', ...fragment] = url.slice(cut + 1).split('#');
	const encoded = query
		.split('&')
		.map((parameter) => {
			const equals = parameter.indexOf('=');
			const value = parameter.slice(equals + 1);
			return equals < 0 ? parameter : parameter.slice(0, equals + 1) + encodedValue(value, values);
		})
		.join('&');
	const rewritten = [url.slice(0, cut + 1) + encoded, ...fragment].join('#');
	return asSent(rewritten) === asSent(url) ? undefined : rewritten;
}

/** Spaces, quotes and letters outside ASCII are always encoded on the way. */
function asSent(url: string): string {
	return URL.canParse(url) ? new URL(url).href : url;
}

function encodedValue(value: string, values: readonly string[]): string {
	if (/[+ ]|%20/.test(value)) {
		const spaced = decoded(withSpaces(value));
		const meant = values.find((typed) => withSpaces(typed) === spaced);
		if (meant !== undefined) return encoded(meant);
	}
	// What is encoded already stays as it is.
	return value
		.replace(/(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: |%20)(\d\d(?::|%3A)?\d\d)/gi, '$1%2B$2')
		.replace(/^[A-Za-z0-9+/ ]+={1,2}$/, (base64) => base64.replace(/ /g, '+'))
		.replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~%]+/g, encoded);
}

function withSpaces(value: string): string {
	return value.replace(/\+/g, ' ');
}

function decoded(value: string): string | undefined {
	try {
		return decodeURIComponent(value);
	} catch {
		return undefined;
	}
}

/** All but the unreserved characters (RFC 3986 §2.3). */
function encoded(text: string): string {
	return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
