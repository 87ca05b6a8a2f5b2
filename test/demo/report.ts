import type { Outcome } from './run';
import type { Step } from './steps';

const HEAD = ['workflow', 'step', 'items in', 'items out', 'ms', 'status'];
const NUMBERS = new Set([2, 3, 4]);

function statusOf({ status, outputs, error }: Step): string {
	if (error !== undefined) return `${status}: ${error}`;
	return (outputs[1]?.length ?? 0) > 0 ? 'error branch' : status;
}

function rowsOf({ workflow, steps }: Outcome): string[][] {
	if (steps.length === 0) return [[workflow, '–', '–', '–', '–', 'not run']];
	return steps.map((step, index) => [
		index === 0 ? workflow : '',
		step.name,
		String(step.itemsIn),
		String(step.outputs.flat().length),
		String(step.milliseconds),
		statusOf(step),
	]);
}

/** The outcomes as a table, a row for each step, and below it what was not as it should be. */
export function report(outcomes: readonly Outcome[]): string {
	const rows = [HEAD, ...outcomes.flatMap(rowsOf)];
	const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) => {
				const width = column === HEAD.length - 1 ? 0 : (widths[column] ?? 0);
				return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width);
			})
			.join('  ');
	const rule = widths.map((width) => '─'.repeat(width)).join('  ');
	const [head = '', ...body] = rows.map(line);
	const verdicts = outcomes.flatMap(({ workflow, problems }) =>
		problems.length === 0
			? [`✔ ${workflow} did what it should`]
			: [`✘ ${workflow}`, ...problems.map((problem) => `    ${problem.replaceAll('\n', '\n    ')}`)],
	);
	return [head, rule, ...body, '', ...verdicts].join('\n');
}
