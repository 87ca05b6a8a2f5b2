/** No text may make a regular expression take long: a server could stop all of n8n with it. */
import { cpuTimeOf } from '../helpers/cpuTime';
import { type Found, parseLiteral, regularExpressions } from './collect';
import { type Hostile, hostileTexts } from './hostile';
import { built, registry, type TextSource } from './registry';

/** Lengths of the texts, ascending, and how many of the slowest are tried with each: what is slow fails before it takes minutes. */
const rounds: ReadonlyArray<readonly [length: number, candidates: number]> = [
	// In small steps, since exponential time doubles with each character.
	...[22, 25, 28, 31, 34, 40, 60, 100].map((length) => [length, Infinity] as const),
	[400, Infinity],
	[6_000, Infinity],
	[24_000, Infinity],
	[100_000, 10],
	[1024 * 1024, 3],
];
/** What this package or Node.js says is short. */
const roundsForOwn = rounds.filter(([length]) => length <= 6_000);

/** Milliseconds for one text, the best of several tries: ten times what a linear expression takes, so that load does no harm. */
const limit = 300;

const found = regularExpressions();
const isBuilt = ({ file, text }: Found) => Object.hasOwn(built, `${file}: ${text}`);
const sourceOf = ({ file, text }: Found): TextSource | undefined =>
	Object.entries(registry[file] ?? {}).find(([, expressions]) => expressions.map(String).includes(text))?.[0] as
		TextSource | undefined;

describe('E33: every regular expression of the package', () => {
	it('has an entry in test/regularExpressions/registry.ts, which says whose text it meets', () => {
		const missing = found.filter((one) => sourceOf(one) === undefined && !isBuilt(one));
		expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
	});

	it('that has an entry still exists', () => {
		const existing = new Set(found.map(({ file, text }) => `${file}: ${text}`));
		const listed = Object.entries(registry).flatMap(([file, bySource]) =>
			Object.values(bySource).flatMap((expressions) =>
				expressions.map((expression) => `${file}: ${String(expression)}`),
			),
		);
		listed.push(...Object.keys(built));
		expect(listed.filter((entry) => !existing.has(entry))).toEqual([]);
	});

	const cases = found.flatMap((one) => {
		const source = sourceOf(one) ?? 'server';
		const expressions = one.text.startsWith('/') ? [parseLiteral(one.text)] : (built[`${one.file}: ${one.text}`] ?? []);
		return expressions.map(
			(expression) => [one.file.replace('nodes/Fhir/', ''), String(expression), expression, source] as const,
		);
	});

	it.each(cases)('takes little time for any text: %s %s', (_file, _text, expression, source) => {
		expect(slowText(expression, source)).toBeUndefined();
	});

	it.each([/<title[^>]*>([^<]*)</i, /<(script|style)\b[^]*?<\/\1>/gi, /^\s*(\w+\s*)*;/])(
		'would be found if it did not: %s',
		(expression) => {
			expect(slowText(expression, 'server')).toBeDefined();
		},
	);
});

/** The beginning of a text for which the expression takes too long; undefined if there is none. */
function slowText(expression: RegExp, source: TextSource): string | undefined {
	let candidates: Array<{ readonly hostile: Hostile; time: number }> = hostileTexts(expression).map((hostile) => ({
		hostile,
		time: 0,
	}));
	for (const [length, count] of source === 'own' ? roundsForOwn : rounds) {
		candidates = candidates.sort((a, b) => b.time - a.time).slice(0, count);
		for (const candidate of candidates) {
			const text = candidate.hostile(length);
			candidate.time = timeOf(expression, text);
			for (let tries = 0; candidate.time > limit && tries < 2; tries++)
				candidate.time = Math.min(candidate.time, timeOf(expression, text));
			if (candidate.time > limit)
				return `${length} characters: ${JSON.stringify(text.slice(0, 60))}, ${candidate.time.toFixed(0)} ms`;
		}
	}
	return undefined;
}

/** Milliseconds of processor time for all matches, or for the only one. */
function timeOf(expression: RegExp, text: string): number {
	const fresh = new RegExp(expression.source, expression.flags);
	return cpuTimeOf(() => {
		if (fresh.global) text.replace(fresh, '');
		else fresh.exec(text);
	});
}
