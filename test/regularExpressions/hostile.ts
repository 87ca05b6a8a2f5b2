/** Characters that formats are made of: repeated, each of them may lead an expression astray. */
const characters = [
	'<',
	'>',
	' ',
	'\t',
	'\n',
	'0',
	'a',
	'A',
	'"',
	"'",
	'\\',
	'/',
	'-',
	'.',
	'=',
	';',
	'&',
	'%',
	'[',
	'{',
	'|',
	'`',
	'+',
	':',
	',',
	'#',
	'?',
	'$',
	'_',
	'\u00e9',
	'\ud83d\ude00',
];

/** Ends that keep a run of one character from matching. */
const ends = ['', '!', '\0'];

/** Makes a text of about this length. */
export type Hostile = (length: number) => string;

/**
 * Texts on which a bad expression takes long, made for this one: runs of characters, of the beginnings of what it matches,
 * and its beginnings followed by a run of the character that comes next, each with and without an end that does not match.
 */
export function hostileTexts(expression: RegExp): Hostile[] {
	const sample = sampleOf(expression.source);
	const beginnings = Array.from({ length: Math.min(sample.length, 40) }, (_, index) => sample.slice(0, index + 1));
	const units = [...new Set([...characters, ...beginnings, sample, `${sample} `, `${sample}!`])].filter(
		(unit) => unit !== '',
	);
	const runs = units.flatMap((unit) => ends.map((end) => (length: number) => repeated(unit, length) + end));
	const tails = beginnings.flatMap((beginning) =>
		['a', ' ', '0', '\\', beginning.slice(-1)].map(
			(run) => (length: number) => `${beginning}${repeated(run, length)}!`,
		),
	);
	const mixed = [' a', 'a ', '"a', 'a"', '\\"', '<a', 'a<', '0.', '; ', ' ;', '--', '<!--', '&a', '%2'].map(
		(unit) => (length: number) => `${repeated(unit, length)}!`,
	);
	return [...runs, ...tails, ...mixed];
}

function repeated(unit: string, length: number): string {
	return unit.repeat(Math.max(1, Math.floor(length / unit.length)));
}

/** A text that the expression roughly matches: the first alternative of each group, once what may be repeated. */
export function sampleOf(source: string): string {
	return new Sampler(source).alternatives();
}

class Sampler {
	private at = 0;

	constructor(private readonly source: string) {}

	alternatives(): string {
		let first: string | undefined;
		let current = '';
		while (this.at < this.source.length) {
			const character = this.source.charAt(this.at);
			if (character === ')') break;
			if (character === '|') {
				first ??= current;
				current = '';
				this.at++;
			} else current += this.element();
		}
		return first || current;
	}

	private element(): string {
		const sample = this.atom();
		const quantifier = /^(?:[*+?]|\{(\d+)[^}]*\})\??/.exec(this.source.slice(this.at));
		this.at += quantifier?.[0].length ?? 0;
		return sample.repeat(Number(quantifier?.[1] ?? 1) || 1);
	}

	private atom(): string {
		const character = this.source.charAt(this.at++);
		switch (character) {
			case '\\':
				return this.escape();
			case '[':
				return this.characterClass();
			case '(':
				return this.group();
			case '.':
				return 'a';
			case '^':
			case '$':
				return '';
			default:
				return character;
		}
	}

	private group(): string {
		const [kind = ''] = /^\?(?:<?[=!]|:|<\w+>)/.exec(this.source.slice(this.at)) ?? [];
		this.at += kind.length;
		const inner = this.alternatives();
		this.at++;
		// What is only looked at is not part of the match, but helps to get there.
		return kind.includes('!') ? '' : inner;
	}

	private characterClass(): string {
		const negated = this.source.charAt(this.at) === '^';
		if (negated) this.at++;
		let first = '';
		while (this.source.charAt(this.at) !== ']') {
			const member = this.source.charAt(this.at++);
			const sample = member === '\\' ? this.escape() : member;
			first ||= sample;
		}
		this.at++;
		return negated ? 'a' : first;
	}

	private escape(): string {
		const rest = this.source.slice(this.at);
		const [long] = /^(?:u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|[pP]\{[^}]*\}|k<\w+>)/i.exec(rest) ?? [];
		this.at += long?.length ?? 1;
		if (long?.[0] === 'u' || long?.[0] === 'x')
			return String.fromCharCode(parseInt(long.replace(/[^\da-f]/gi, ''), 16));
		const samples: Record<string, string> = {
			s: ' ',
			S: 'a',
			d: '0',
			D: 'a',
			w: 'a',
			W: ' ',
			b: '',
			B: '',
			n: '\n',
			r: '\r',
			t: '\t',
			'0': '\0',
		};
		const letter = long ? long.charAt(0) : rest.charAt(0);
		if (/[1-9]/.test(letter)) return '';
		return samples[letter] ?? (long ? 'a' : letter);
	}
}
