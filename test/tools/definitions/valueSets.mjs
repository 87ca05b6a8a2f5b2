/** Expands the small value sets of a published package of FHIR. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A list with more codes than this is of no use in a drop-down. */
const maxCodes = 40;

/**
 * The codes of the value sets in a folder, by URL: `system code code`, with `|` before the next system. A value set that is
 * large, or that cannot be expanded with the package alone, has none.
 *
 * @param {string} folder
 * @returns {Map<string, string>}
 */
export function codesOf(folder) {
	const read = (/** @type {string} */ type) =>
		new Map(
			readdirSync(folder)
				.filter((file) => file.startsWith(`${type}-`))
				.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
				.map((resource) => [resource.url, resource]),
		);
	const [sets, systems] = [read('ValueSet'), read('CodeSystem')];
	/** @type {Map<string, string>} */
	const found = new Map();
	for (const url of sets.keys()) {
		const codes = expand(url, sets, systems);
		const count = codes && [...codes.values()].reduce((sum, { size }) => sum + size, 0);
		if (!codes || !count || count > maxCodes) continue;
		const text = [...codes].map(([system, all]) => `${system} ${[...all].join(' ')}`).join('|');
		if (/[`\\]|\$\{/.test(text) || [...codes.values()].some((all) => [...all].some((code) => /[\s|;]/.test(code))))
			continue;
		found.set(url, text);
	}
	return found;
}

/**
 * The codes by system; undefined where they cannot be known.
 *
 * @type {(url: string, sets: Map<string, any>, systems: Map<string, any>, depth?: number) => Map<string, Set<string>> | undefined}
 */
function expand(url, sets, systems, depth = 0) {
	const { include = [], exclude = [] } = sets.get(url.split('|')[0])?.compose ?? {};
	if (include.length === 0 || depth > 4 || exclude.some((/** @type {any} */ { concept }) => !concept)) return undefined;
	/** @type {Map<string, Set<string>>} */
	const found = new Map();
	const add = (/** @type {string} */ system, /** @type {string[]} */ codes) =>
		found.set(system, new Set([...(found.get(system) ?? []), ...codes]));
	for (const { system, concept, filter = [], valueSet = [] } of include) {
		if (valueSet.length > 0 && system) return undefined;
		for (const other of valueSet) {
			const inner = expand(other, sets, systems, depth + 1);
			if (!inner) return undefined;
			for (const [one, codes] of inner) add(one, [...codes]);
		}
		if (!system) continue;
		const codes = concept ? concept.map((/** @type {any} */ { code }) => code) : codesIn(systems.get(system), filter);
		if (!codes) return undefined;
		add(system, codes);
	}
	for (const { system, concept } of exclude) for (const { code } of concept) found.get(system)?.delete(code);
	return found;
}

/** @type {(system: any, filters: any[]) => string[] | undefined} */
function codesIn(system, filters) {
	if (!system?.concept || system.content !== 'complete') return undefined;
	const [filter, ...others] = filters;
	if (others.length > 0 || (filter && !/^(is-a|descendent-of)$/.test(filter.op))) return undefined;
	const all = flat(system.concept);
	if (!filter) return all.filter(isChosen).map(({ code }) => code);
	const wanted = new Set([filter.value]);
	// Several passes: a parent may stand behind its child.
	for (let size = 0; size !== wanted.size;) {
		size = wanted.size;
		for (const { code, parents } of all) if (parents.some((parent) => wanted.has(parent))) wanted.add(code);
	}
	if (filter.op === 'descendent-of') wanted.delete(filter.value);
	return all.filter((concept) => wanted.has(concept.code) && isChosen(concept)).map(({ code }) => code);
}

/** @typedef {{ code: string, parents: string[], abstract: boolean }} Concept */

/** @type {(concepts: any[], parent?: string) => Concept[]} */
function flat(concepts, parent) {
	return concepts.flatMap(({ code, concept = [], property = [] }) => {
		const of = (/** @type {string} */ name) => property.filter((/** @type {any} */ one) => one.code === name);
		const parents = of('subsumedBy').map((/** @type {any} */ one) => one.valueCode);
		const abstract = of('notSelectable').some((/** @type {any} */ one) => one.valueBoolean === true);
		return [{ code, parents: parent === undefined ? parents : [...parents, parent], abstract }, ...flat(concept, code)];
	});
}

/** @type {(concept: Concept) => boolean} */
function isChosen({ abstract, code }) {
	return !abstract && !code.startsWith('_');
}
