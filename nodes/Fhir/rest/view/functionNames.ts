/**
 * The functions that expressions may use, by the numbers of parameters that they take; the last number may be exceeded where a `+`
 * follows.
 */
const byParameters: Readonly<Record<string, string>> = {
	'0': `abs allFalse allTrue anyFalse anyTrue avg ceiling children convertsToBoolean convertsToDate convertsToDateTime
		convertsToDecimal convertsToInteger convertsToLong convertsToQuantity convertsToString convertsToTime count dateOf dayOf
		descendants distinct empty exp first floor getResourceKey getValue hasValue hourOf htmlChecks htmlchecks isDistinct last
		length ln lower max millisecondOf min minuteOf monthOf not now secondOf single sqrt sum tail timeOf timeOfDay
		timezoneOffsetOf toBoolean toChars toDate toDateTime toDecimal toInteger toLong toString toTime today trim truncate type
		upper yearOf`,
	'0,1': 'exists getReferenceKey highBoundary join lowBoundary pathname round toQuantity',
	'0+': 'sort',
	'1': `all as combine contains decode encode endsWith escape exclude extension indexOf intersect is lastIndexOf log ofType
		power repeat select skip split startsWith subsetOf supersetOf take unescape union where`,
	'1,2': 'aggregate defineVariable matches matchesFull substring',
	'1+': 'coalesce',
	'2': 'replace replaceMatches',
	'2,3': 'iif',
};

/** By name, the numbers of parameters that a function takes, e.g. `0,1` or `1+`. */
export const functionParameters: ReadonlyMap<string, string> = new Map(
	Object.entries(byParameters).flatMap(([numbers, names]) =>
		names.split(/\s+/).map((name) => [name, numbers] as const),
	),
);

/** Does a function that takes these numbers of parameters take so many? */
export function takes(numbers: string, count: number): boolean {
	return numbers.endsWith('+') ? count >= Number.parseInt(numbers, 10) : numbers.split(',').includes(String(count));
}

/** Functions of FHIRPath that need more than the resource, and what for. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
	['memberOf', 'it would have to ask a terminology server'],
	['ordinal', 'it would have to ask a terminology server'],
	['resolve', 'it would have to read another resource'],
	['trace', 'it would write content into a log'],
	['weight', 'it would have to ask a terminology server'],
]);
