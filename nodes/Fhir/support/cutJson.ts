import { maxJsonDepth, tryParseJson } from './json';

/**
 * The value of a JSON text that was cut off, as far as it is complete: up to where it ends within a text, else up to the last
 * complete object or list, with what is open closed. Undefined if it does not begin as an object or list, or if nothing in it
 * is complete.
 */
export function parseCutJson(text: string): unknown {
	const open: string[] = [];
	/** The end of the last complete value, and how many brackets are open there: from then on, none is closed. */
	let end = 0;
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === '"') {
			at = endOfString(text, at);
			if (at < 0) return tryParseJson(`${withoutEscape(text)}"${closing(open)}`) ?? completed();
		} else if (character === '{' || character === '[') {
			if (open.length === maxJsonDepth) return undefined;
			open.push(character === '{' ? '}' : ']');
		} else if (character === '}' || character === ']') {
			if (open.pop() !== character) return undefined;
			end = at + 1;
			depth = open.length;
		} else if (open.length === 0 && character.trim() !== '') {
			return undefined;
		}
	}
	return completed();

	function completed(): unknown {
		return end === 0 ? undefined : tryParseJson(text.slice(0, end) + closing(open.slice(0, depth)));
	}
}

function closing(open: readonly string[]): string {
	return [...open].reverse().join('');
}

/** The text without an escape that is cut off. */
function withoutEscape(text: string): string {
	return text.slice(0, -8) + text.slice(-8).replace(/\\(?:u[0-9a-f]{0,3})?$/i, '');
}

/** The index of the closing quote of the string that starts at `start`; -1 if there is none. */
function endOfString(text: string, start: number): number {
	for (let at = start + 1; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x5c) at++;
		else if (code === 0x22) return at;
	}
	return -1;
}
