/** How often an address is decoded: every gateway on the way may do it once more. */
const maxRounds = 4;

/** A segment that moves up or stays, also with Tomcat's path parameters (`..;a=b`), or followed by what Windows drops. */
const dotSegment = /(?:^|\/)\.{1,2}(?:[/;?#\s]|$)/;

/** Control characters, and the backslash that some servers take for a slash. */
const unsafeCharacter = /[\p{Cc}\\]/u;

/**
 * Could a gateway or server that decodes this path once more, or normalizes it in its own way, arrive at another path than
 * `URL` did? It is so for encoded slashes, backslashes and dot segments, encoded any number of times, as overlong UTF-8
 * (`%c0%ae`), in IIS's notation (`%u002e`) or as look-alike letters that Unicode maps to them, and for `..;`.
 */
export function canLeavePath(pathname: string): boolean {
	// What `URL` leaves without these characters is plain: it has resolved dot segments and backslashes itself.
	if (!/[%;\\]/.test(pathname)) return false;
	const slashes = countSlashes(pathname);
	let path = pathname;
	for (let round = 0; round < maxRounds; round++) {
		if (unsafeCharacter.test(path) || dotSegment.test(path) || countSlashes(path) !== slashes) return true;
		const decoded = decodedOnce(path);
		if (decoded === undefined) return true;
		if (decoded === path) return false;
		path = decoded;
	}
	return true;
}

/** The path with its escapes decoded, and with compatible characters as their plain forms; undefined if that is not possible. */
function decodedOnce(path: string): string | undefined {
	if (/%u[0-9a-f]{4}/i.test(path)) return undefined;
	try {
		// A percent sign that begins no escape stands for itself.
		return decodeURIComponent(path.replace(/%(?![0-9a-f]{2})/gi, '%25')).normalize('NFKC');
	} catch {
		return undefined;
	}
}

function countSlashes(path: string): number {
	return path.split('/').length;
}
