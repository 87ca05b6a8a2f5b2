import { bounded } from '../../../nodes/Fhir/support/text';
import type { CheckResult, Verdict } from './check';
import { type Results, titleOf } from './runChecks';
import type { Session } from './session';

const verdictTexts: Readonly<Record<Verdict, string>> = {
	works: 'works',
	fallback: 'works by a fallback',
	notOffered: 'not offered',
	fails: 'fails',
	notTried: 'not tried',
};
const maxWords = 200;

/** The exit code: 0 if nothing fails and nothing is left on the server, 130 if the run was stopped, else 1. */
export function exitCode({ results, leftovers, stopped }: Results): number {
	if (stopped) return 130;
	return results.some(({ verdict }) => verdict === 'fails') || leftovers.length > 0 ? 1 : 0;
}

/** The result as a table in Markdown that can be read as plain text too. */
export function tableOf(
	{ results, leftovers, stopped }: Results,
	session: Session,
	mask: (text: string) => string,
): string {
	const rows = results.map((result) => [
		titleOf(result.check),
		verdictTexts[result.verdict],
		wordsOf(result, session, mask),
	]);
	const all = [['operation', 'result', 'what the server or the node says'], ...rows];
	const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	const line = ([first = '', second = '', third = '']: string[]) =>
		`| ${first.padEnd(widths[0] ?? 0)} | ${second.padEnd(widths[1] ?? 0)} | ${third}${third === '' ? '' : ' '}|`;
	const [head = [], ...body] = all;
	return [
		`Server: ${mask(serverOf(session))}`,
		`Address: ${mask(addressOf(session))}`,
		'',
		line(head),
		line(widths.map((width) => '-'.repeat(width)).concat('---')),
		...body.map(line),
		'',
		countLine(results),
		...(stopped ? ['The run was stopped before its end.'] : []),
		...(leftovers.length > 0
			? [`Could not be removed from the server: ${leftovers.map(({ type, id }) => `${type}/${id}`).join(', ')}`]
			: []),
	].join('\n');
}

/** The result as JSON. */
export function jsonOf(
	{ results, leftovers, stopped }: Results,
	session: Session,
	mask: (text: string) => string,
): string {
	const { software, fhirVersion } = descriptionOf(session);
	return JSON.stringify(
		{
			server: { software: mask(software), fhirVersion: mask(fhirVersion), baseUrl: mask(addressOf(session)) },
			write: session.settings.write,
			checks: results.map((result) => ({
				operation: result.check.operation,
				title: titleOf(result.check),
				result: verdictTexts[result.verdict],
				words: wordsOf(result, session, mask) || undefined,
				milliseconds: result.milliseconds,
			})),
			counts: countsOf(results),
			leftovers: leftovers.map(({ type, id }) => `${type}/${id}`),
			stopped,
		},
		null,
		'\t',
	);
}

/** Masked before they are cut: the end of a cut secret would not be recognized. */
function wordsOf({ words = '' }: CheckResult, { ids }: Session, mask: (text: string) => string): string {
	const plain = withoutIds(mask(words), ids)
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim();
	return bounded(plain, maxWords).replaceAll('|', '\\|');
}

/** The ID of a patient is not for a ticket. Short IDs are replaced in references and as words only. */
function withoutIds(text: string, ids: readonly string[]): string {
	const words = new Set(ids);
	return text.replace(/[A-Za-z0-9.-]+/g, (word) => (words.has(word) ? '[id]' : word));
}

function countsOf(results: readonly CheckResult[]): Record<Verdict, number> {
	const counts = { works: 0, fallback: 0, notOffered: 0, fails: 0, notTried: 0 };
	for (const { verdict } of results) counts[verdict]++;
	return counts;
}

function countLine(results: readonly CheckResult[]): string {
	const { works, fallback, notOffered, fails, notTried } = countsOf(results);
	const verb = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
	const parts = [
		verb(works, 'works', 'work'),
		verb(fallback, 'works by a fallback', 'work by a fallback'),
		`${notOffered} not offered`,
		verb(fails, 'fails', 'fail'),
		...(notTried > 0 ? [`${notTried} not tried`] : []),
	];
	return `${parts.join(', ')}.`;
}

function descriptionOf({ capabilities }: Session): { software: string; fhirVersion: string } {
	const { name, version } = (capabilities?.software ?? {}) as { name?: unknown; version?: unknown };
	const software = [name, version].filter((part) => typeof part === 'string').join(' ');
	const { fhirVersion } = capabilities ?? {};
	return {
		software: bounded(software.replace(/\s+/g, ' ') || 'unknown software', 100),
		fhirVersion: typeof fhirVersion === 'string' ? bounded(fhirVersion, 20) : 'unknown',
	};
}

function serverOf(session: Session): string {
	const { software, fhirVersion } = descriptionOf(session);
	return `${software}, FHIR ${fhirVersion}`;
}

function addressOf({ settings }: Session): string {
	const { origin, pathname } = new URL(settings.baseUrl);
	return origin + pathname;
}
