/** The URL without user info, query and fragment, where names, identifiers and tokens stand. */
export function withoutQuery(url: string): string {
	if (!URL.canParse(url)) return '(not a URL)';
	const { origin, pathname } = new URL(url);
	return origin + pathname;
}

/** Host and port, for a sentence; a default port is left out. */
export function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'the server';
}
