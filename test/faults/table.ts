import type { Seen } from './runScenario';

/** A row of the table: the results of one interaction with one fault. */
export interface Row {
	readonly interaction: string;
	readonly fault: string;
	readonly once: Seen;
	readonly always: Seen;
}

/** The rules that a row violates; empty where it violates none. */
export function violations({ interaction, fault, once, always }: Row): string[] {
	return [...violationsOf(once), ...violationsOf(always)].map((violation) => `${interaction}, ${fault}: ${violation}`);
}

function violationsOf({ message, advice, effect, items, carriedOut }: Seen): string[] {
	const violated: string[] = [];
	const failed = message !== undefined;
	if (carriedOut !== undefined && carriedOut > 1) violated.push('written twice');
	if (carriedOut === 0 && !failed) violated.push('lost silently');
	if (!failed && items === 0) violated.push('success without an item');
	if (failed && !advice) violated.push('an error without advice');
	if (carriedOut === 0 && effect === 'applied') violated.push('reported as applied, but not carried out');
	if (carriedOut === 1 && failed && (effect === 'notSent' || effect === 'rejected'))
		violated.push(`carried out, but reported as ${effect}`);
	if (carriedOut !== undefined && effect === 'unknown' && !/look|check/i.test(advice ?? '')) {
		violated.push('of unknown effect, without advice on what to check');
	}
	if (failed && /\b(E[A-Z]{4,}|UND_ERR)/.test(message)) violated.push('a code in the message');
	return violated;
}

/** The table as Markdown. */
export function markdown(rows: readonly Row[]): string {
	return [
		'# Fault × interaction',
		'',
		'What a user of the node sees when the server fails, how many requests the server receives, and how often it carries out the',
		'interaction. Each fault strikes the first request only, or every request; the node retries twice. `table.test.ts` runs all',
		'combinations and checks this page: `WRITE_FAULT_TABLE=1 npm test -- test/faults/table.test.ts` writes it again.',
		'',
		'| Interaction | Fault | Strikes once | Strikes always | What the user sees | Advice | Effect |',
		'| --- | --- | --- | --- | --- | --- | --- |',
		...rows.map(line),
		'',
	].join('\n');
}

function line({ interaction, fault, once, always }: Row): string {
	const shown = always.message === undefined ? once : always;
	const cells = [
		interaction,
		fault,
		brief(once),
		brief(always),
		shown.message ?? '(success)',
		shown.advice ?? '',
		shown.carriedOut === undefined ? '' : (shown.effect ?? ''),
	];
	return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
}

function brief({ message, requests, carriedOut }: Seen): string {
	const outcome = message === undefined ? 'success' : 'error';
	const sent = `${requests} ${requests === 1 ? 'request' : 'requests'}`;
	return carriedOut === undefined ? `${outcome}, ${sent}` : `${outcome}, ${sent}, done ${carriedOut} ×`;
}
