/** Finds circles of imports, between files and between folders. */
import { targetOf } from './imports.mjs';
import { arrowOf, orderFault } from './order.mjs';

/** @typedef {import('./imports.mjs').Graph} Graph */

/**
 * For each folder (with a `/` at the end), for each child, the children that it imports, each with the two files of the
 * first such import. A circle of files is always a circle of the children of the deepest folder that holds them all, so
 * that circles of files and of folders are found in one go.
 *
 * @typedef {Map<string, Map<string, [from: string, to: string]>>} Arrows
 */

/**
 * Each import counts in one folder only. An import that the order forbids is left out: it is reported by itself, and
 * with each import that rightly points the other way it would make a circle.
 *
 * @param {Graph} graph
 * @returns {Map<string, Arrows>}
 */
export function arrowsByFolder(graph) {
	/** @type {Map<string, Arrows>} */
	const folders = new Map();
	for (const [file, imports] of graph) {
		for (const { specifier } of imports) {
			const target = targetOf(graph, file, specifier);
			if (target === undefined) continue;
			const arrow = arrowOf(file, target);
			if (orderFault(arrow) !== undefined) continue;
			const arrows = entry(folders, arrow.folder, () => new Map());
			entry(
				entry(arrows, arrow.from, () => new Map()),
				arrow.to,
				() => [file, target],
			);
		}
	}
	return folders;
}

/**
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {() => V} create
 * @returns {V}
 */
function entry(map, key, create) {
	const value = map.get(key) ?? create();
	map.set(key, value);
	return value;
}

/**
 * The shortest way along the arrows.
 *
 * @param {Arrows} arrows
 * @param {string} from
 * @param {string} to
 * @returns {string[] | undefined} the children on the way, `from` and `to` included
 */
export function wayBetween(arrows, from, to) {
	/** @type {Map<string, string[]>} */
	const ways = new Map([[from, [from]]]);
	for (const [child, way] of ways) {
		if (child === to) return way;
		for (const next of arrows.get(child)?.keys() ?? []) if (!ways.has(next)) ways.set(next, [...way, next]);
	}
	return undefined;
}

/**
 * One circle for each knot of children that all reach each other: the shortest through the knot's first child.
 *
 * @param {Arrows} arrows
 * @returns {string[][]} the children of each circle; the first is also the last
 */
export function circlesIn(arrows) {
	/** @type {Set<string>} */
	const done = new Set();
	/** @type {string[][]} */
	const circles = [];
	for (const child of [...arrows.keys()].sort()) {
		if (done.has(child)) continue;
		const ways = [...(arrows.get(child)?.keys() ?? [])].map((next) => wayBetween(arrows, next, child));
		const [shortest] = ways.filter((way) => way !== undefined).sort((a, b) => a.length - b.length);
		if (shortest === undefined) continue;
		circles.push([child, ...shortest]);
		for (const other of arrows.keys()) {
			if (wayBetween(arrows, child, other) && wayBetween(arrows, other, child)) done.add(other);
		}
	}
	return circles;
}
