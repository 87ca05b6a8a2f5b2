import type { Seen } from './runScenario';

/** A row of the table: one fault and one interaction. */
export interface Row {
	readonly interaction: string;
	readonly fault: string;
	readonly once: Seen;
	readonly always: Seen;
}

/** What must never be: an empty list for a row that is as it should be. */
export function wrongs({ interaction, fault, once, always }: Row): string[] {
	return [...wrongsOf(once), ...wrongsOf(always)].map((wrong) => `${interaction}, ${fault}: ${wrong}`);
}

function wrongsOf({ message, advice, effect, items, carriedOut }: Seen): string[] {
	const wrong: string[] = [];
	const failed = message !== undefined;
	if (carriedOut !== undefined && carriedOut > 1) wrong.push('written twice');
	if (carriedOut === 0 && !failed) wrong.push('lost in silence');
	if (!failed && items === 0) wrong.push('success without an item');
	if (failed && !advice) wrong.push('an error without advice');
	if (carriedOut === 0 && effect === 'applied') wrong.push('called done, and was not');
	if (carriedOut === 1 && failed && (effect === 'notSent' || effect === 'rejected'))
		wrong.push(`done, and called ${effect}`);
	if (carriedOut !== undefined && effect === 'unknown' && !/look|check/i.test(advice ?? '')) {
		wrong.push('of unknown effect, without a word on what to check');
	}
	if (failed && /\b(E[A-Z]{4,}|UND_ERR)/.test(message)) wrong.push('a code in the message');
	return wrong;
}

/** The table as Markdown. */
export function markdown(rows: readonly Row[]): string {
	return [
		'# Fault × interaction',
		'',
		"What a user of the node sees in n8n's engine when the server fails, how many requests the server saw, and how many times it",
		'carried the interaction out. Each fault strikes the first request only, or each of them; two retries. `table.test.ts` plays',
		'all of it and keeps this page in step: `WRITE_FAULT_TABLE=1 npm test -- test/faults/table.test.ts` writes it anew.',
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
