import { heldBy } from './secretForms';

/** Replaces every secret of a connection in a text that its server sent. */
export type Mask = (text: string) => string;

/** For what has no secrets. */
export const noMask: Mask = (text) => text;

/** A secret and what is shown instead of it. */
export interface Masked {
	readonly text: string;
	readonly label: string;
	/** Is it hidden only where it stands alone, although it is long enough? For names that other words may contain. */
	readonly alone?: boolean;
}

/** A password, token or the like, which is shown as `[secret]`. */
export function asSecret(text: string): Masked {
	return { text, label: '[secret]' };
}

/** The labels of this package: what is hidden stays hidden, and is not looked at again. */
const hidden = /\[(?:secret|client id|token)\]/;

/** What is shorter could be a part of any word, and is hidden only where it stands alone. */
const minLength = 6;
/**
 * A server may quote the beginning of a long secret: these many characters count as the secret, with all that follow of it.
 * Only for what looks random: the beginning of a passphrase may be an ordinary word.
 */
const headLength = 12;
const minLengthWithHead = 16;

/**
 * A mask for the secrets that `secrets` returns: those of the moment, since tokens come and go. It hides each of them as it
 * is and in the encodings in which servers repeat what they received, in one pass over the text, longest first.
 */
export function secretMask(secrets: () => readonly Masked[]): Mask {
	let known: string | undefined;
	let mask = noMask;
	return (text) => {
		const current = secrets();
		const key = JSON.stringify(current);
		if (key !== known) {
			known = key;
			mask = maskOf(current);
		}
		return mask(text);
	};
}

function maskOf(secrets: readonly Masked[]): Mask {
	/** By what is found first: all of a text, or its beginning. */
	const patterns = new Map<string, Masked[]>();
	const sources = new Map<string, string>();
	for (const masked of secrets.flatMap(withForms)) {
		const { text, alone } = masked;
		const head = headOf(masked);
		const literal = head.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
		const isShort = text.length < minLength || alone;
		sources.set(head, isShort ? `(?<![\\p{L}\\p{N}_-])${literal}(?![\\p{L}\\p{N}_-])` : literal);
		patterns.set(head, [...(patterns.get(head) ?? []), masked]);
	}
	if (patterns.size === 0) return noMask;
	const longestFirst = [...sources].sort(([a], [b]) => b.length - a.length);
	// What is hidden already is found first, and stays as it is.
	const alternatives = [hidden.source, ...longestFirst.map(([, source]) => source)];
	const any = new RegExp(alternatives.join('|'), 'gu');
	return (text) => replaced(text, any, patterns);
}

function withForms(secret: Masked): Masked[] {
	if (secret.text.trim() === '') return [];
	if (secret.alone) return [secret];
	return heldBy(secret.text).map((text) => ({ ...secret, text }));
}

/** The beginning of a text by which it is found: all of it, unless it is long and looks random. */
function headOf({ text, alone }: Masked): string {
	// No half of a surrogate pair at its end: it would match nothing.
	const head = text.slice(0, headLength).replace(/[\ud800-\udbff]$/, '');
	return !alone && text.length >= minLengthWithHead && /\d|[a-z][A-Z]/.test(head) ? head : text;
}

function replaced(text: string, any: RegExp, patterns: ReadonlyMap<string, readonly Masked[]>): string {
	let result = '';
	let done = 0;
	for (const match of text.matchAll(any)) {
		const [head] = match;
		const candidates = patterns.get(head);
		if (!candidates) continue;
		const lengths = candidates.map((pattern) => commonLength(pattern.text, text, match.index));
		const longest = Math.max(...lengths);
		// One that begins within another only makes the hidden part longer.
		if (match.index >= done) {
			result += text.slice(done, match.index) + (candidates[lengths.indexOf(longest)]?.label ?? '');
		}
		done = Math.max(done, match.index + longest);
	}
	return done === 0 ? text : result + text.slice(done);
}

/** How many characters of `secret` stand at `index` of the text. */
function commonLength(secret: string, text: string, index: number): number {
	let length = 0;
	while (length < secret.length && secret.charCodeAt(length) === text.charCodeAt(index + length)) length++;
	return length;
}
