import { asError } from '../../support/errors';
import { counted } from '../../support/text';
import { type Effect, Failure, type FailureKind } from '../../transport/errors/failure';
import { isResource, type Resource } from '../model/resource';
import { isSubsetted } from '../request/body';
import { ViewProblem } from './problem';
import type { Row, View } from './view';

/**
 * Runs synchronous work, and ends it where it takes longer than this many milliseconds. Returns whether it came to its end;
 * throws what the work throws.
 */
export type TimeLimit = (milliseconds: number, work: () => void) => boolean;

/** What became of one resource: its rows, or why there are none. */
export type TableResult =
	{ readonly rows: Row[]; readonly failure?: undefined } | { readonly rows?: undefined; readonly failure: Failure };

/** What errors call the value at a position, from 0: "item 3", "line 12 of the file". */
export type Label = (position: number) => string;

/** A view that resources are put through, in as many parts as one likes. */
export interface Table {
	readonly view: View;
	/**
	 * The rows of each value, in order. A resource of another type than the view's, or one that `where` excludes, has none.
	 * `label` says which one it is, for errors: "item 3".
	 */
	resultsOf(values: readonly unknown[], label: Label): TableResult[];
	/** Like `resultsOf`, with all rows in one list; throws the first failure. */
	rowsOf(values: readonly unknown[], label: Label): Row[];
	/** What a user should know after the last part, a sentence each. */
	remarks(): string[];
}

/** Milliseconds for one resource; most take less than one. */
const resourceLimit = 2_000;
/** A limit costs a fifth of a millisecond to set, so that one is set for many resources: for those of this time. */
const sliceLimit = 50;

/** Opens a table for a view. `kind` is that of the failures: is it the user's own input, or what a server returned? */
export function openTable(view: View, limit: TimeLimit, kind: FailureKind): Table {
	let others = 0;
	let incomplete = 0;
	const firstOfSeveral = new Map<string, number>();
	const unusable = new Map<string, number>();
	const types = new Set<string>();
	const countIn = (counts: Map<string, number>) => (column: string) =>
		void counts.set(column, (counts.get(column) ?? 0) + 1);
	const [onFirst, onUnusable] = [countIn(firstOfSeveral), countIn(unusable)];

	const resultOf = (value: unknown, label: () => string): TableResult => {
		if (!isResource(value)) return { failure: notResource(label(), kind) };
		if (view.resource !== undefined && value.resourceType !== view.resource) {
			others++;
			return { rows: [] };
		}
		if (isSubsetted(value)) incomplete++;
		if (view.lacking) types.add(value.resourceType);
		try {
			return { rows: view.rowsOf(value, onFirst, onUnusable) };
		} catch (error) {
			if (error instanceof ViewProblem) return { failure: failureOf(error, value, label(), kind) };
			throw asError(error);
		}
	};

	const resultsOf = (values: readonly unknown[], label: Label): TableResult[] => {
		const results: TableResult[] = [];
		const current = () => label(results.length);
		while (results.length < values.length) {
			const end = Date.now() + sliceLimit;
			const finished = limit(sliceLimit + resourceLimit, () => {
				do results.push(resultOf(values[results.length], current));
				while (results.length < values.length && Date.now() < end);
			});
			if (!finished) results.push({ failure: tooSlow(values[results.length], current(), kind) });
		}
		return results;
	};

	return {
		view,
		resultsOf,
		rowsOf: (values, label) =>
			resultsOf(values, label).flatMap(({ rows, failure }) => {
				if (failure) throw failure;
				return rows;
			}),
		remarks: () => [
			...(others > 0
				? [
						`The table is about ${view.resource ?? ''} resources: ${counted(others, 'resource')} of other types ${others === 1 ? 'is' : 'are'} not in it.`,
					]
				: []),
			...(incomplete > 0
				? [
						`${counted(incomplete, 'resource')} ${incomplete === 1 ? 'is' : 'are'} incomplete (SUBSETTED), so that columns may be empty although the server has values for them.`,
					]
				: []),
			...[...firstOfSeveral].map(
				([column, count]) =>
					`Column "${column}" has only the first of several values in ${counted(count, 'row')}. ${view.severalAdvice ?? 'For the others choose the values "All as List", or one row for each.'}`,
			),
			...[...unusable].map(
				([column, count]) =>
					`Column "${column}" is empty in ${counted(count, 'row')} whose resource has something else there than FHIR defines.`,
			),
			...(types.size > 0 ? (view.lacking?.([...types]) ?? []) : []).map(
				(column) => `Column "${column}" is empty in all rows: resources of these types have no such column.`,
			),
		],
	};
}

/** Which resource: its type and number. Its ID may be a patient's number somewhere, and content it must not have. */
function failureOf(
	{ where, message }: ViewProblem,
	{ resourceType }: Resource,
	label: string,
	kind: FailureKind,
): Failure {
	const subject = where.column === undefined ? `"${where.place}" of the view` : `Column "${where.column}"`;
	return new Failure({
		kind,
		message: `${subject} cannot be used for ${label} (${shortType(resourceType)}): ${message}`,
		advice: adviceFor(message),
		effect: effectOf(kind),
		details: { ...where, resourceType: shortType(resourceType), resource: label },
	});
}

function adviceFor(message: string): string {
	if (message === 'it has several values') {
		return 'Add `.first()` to its path, make it a collection, or make a row for each value with `forEach`.';
	}
	return 'Correct the expression, or leave such resources out with `where`.';
}

function tooSlow(value: unknown, label: string, kind: FailureKind): Failure {
	const resourceType = isResource(value) ? shortType(value.resourceType) : undefined;
	return new Failure({
		kind,
		message: `The view takes more than ${resourceLimit / 1_000} seconds for ${label} (${resourceType ?? 'unknown'}), and was stopped`,
		advice: 'An expression in it runs without end, e.g. `repeat` or `matches` with nested repetitions. Simplify it.',
		effect: effectOf(kind),
		details: { resourceType, resource: label },
	});
}

function notResource(label: string, kind: FailureKind): Failure {
	return new Failure({
		kind,
		message: `There is no FHIR resource in ${label}: it has no \`resourceType\``,
		advice:
			'Tables are made of resources as the server sends them, not of simplified ones: choose "Raw" under Output in the node that reads them. If the resource is within the item, extract it first.',
		effect: effectOf(kind),
		details: { resource: label },
	});
}

/** Resources of input items came from nowhere that was asked. */
function effectOf(kind: FailureKind): Effect {
	return kind === 'input' ? 'notSent' : 'rejected';
}

function shortType(resourceType: string): string {
	return /^[A-Z][A-Za-z]{0,63}$/.test(resourceType) ? resourceType : 'unknown type';
}
