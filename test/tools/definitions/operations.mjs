/** Reads operations from the published packages of FHIR, and writes them as one compact text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneLine } from './packages.mjs';

/** @typedef {import('./packages.mjs').Release} Release */

/**
 * @typedef {object} Operation
 * @property {string} name With its `$`.
 * @property {string[]} types
 * @property {Set<string>} levels Letters: s system, t type, i instance.
 * @property {Set<Release>} releases
 * @property {string} meaning
 * @property {Map<string, string>} parameters The record of each input parameter, by its name.
 */

/** Those of all types but one cannot tell to which types they belong. */
const unclear = new Set(['CanonicalResource', 'MetadataResource']);

/**
 * Adds the operations in a folder of OperationDefinition resources.
 *
 * @param {string} folder
 * @param {Release} release
 * @param {Map<string, Operation>} operations
 */
export function addOperations(folder, release, operations) {
	for (const file of readdirSync(folder).sort()) {
		if (!/^OperationDefinition-.*\.json$/.test(file)) continue;
		const definition = JSON.parse(readFileSync(join(folder, file), 'utf8'));
		const { url, code, title, resource: types = [], system, type, instance, parameter = [] } = definition;
		const isStandard = url.startsWith('http://hl7.org/fhir/OperationDefinition/') && !url.includes('example');
		if (!isStandard || types.some((/** @type {string} */ one) => unclear.has(one))) continue;
		const key = `${code} ${types.join()}`;
		/** @type {Operation} */
		const operation = operations.get(key) ?? {
			name: `$${code}`,
			types,
			levels: new Set(),
			releases: new Set(),
			meaning: oneLine(title ?? definition.name),
			parameters: new Map(),
		};
		operations.set(key, operation);
		operation.releases.add(release);
		if (system) operation.levels.add('s');
		if (type) operation.levels.add('t');
		if (instance) operation.levels.add('i');
		for (const one of parameter) {
			if (one.use !== 'in' || operation.parameters.has(one.name)) continue;
			const bounds = `${one.min > 0 ? '1' : '0'}${one.max === '1' ? '1' : '*'}`;
			operation.parameters.set(one.name, `${one.name} ${one.type ?? '-'} ${bounds} ${short(one.documentation ?? '')}`);
		}
	}
}

/** @type {Record<Release, number>} */
const bits = { r4: 1, r4b: 2, r5: 4 };

/**
 * Each operation as a line; the format is explained in `nodes/Fhir/rest/definitions/operations.ts`.
 *
 * @param {Map<string, Operation>} operations
 */
export function encodeOperations(operations) {
	return [...operations.values()]
		.map(({ name, types, levels, releases, meaning, parameters }) => {
			const sum = [...releases].reduce((bitsOf, release) => bitsOf + bits[release], 0);
			const head = [name, types.join(), [...levels].join(''), sum].join(' ');
			return [`${head} ${plain(meaning)}`, ...[...parameters.values()].map(plain)].join(';');
		})
		.sort();
}

/** @type {(text: string) => string} The first sentence. */
function short(text) {
	return oneLine(text.split(/(?<=[a-z)`])\. /)[0] ?? '').replace(/[ ,(-]*e\.g$/, '');
}

/** @type {(text: string) => string} */
function plain(text) {
	return text.replaceAll(';', ',').replaceAll('\\', '/').replaceAll('`', "'").replaceAll('${', '$ {');
}
