/** Writes search parameters as one compact text; the format is explained in `nodes/Fhir/rest/definitions/searchParameters.ts`. */

/** @typedef {import('./packages.mjs').Types} Types @typedef {import('./packages.mjs').Parameter} Parameter */

/** @type {Record<string, string>} */
const letters = {
	composite: 'c',
	date: 'd',
	number: 'n',
	quantity: 'q',
	reference: 'r',
	string: 's',
	token: 't',
	uri: 'u',
	special: 'x',
};

/** @type {Record<import('./packages.mjs').Release, number>} */
const bits = { r4: 1, r4b: 2, r5: 4 };
const allReleases = 7;

/** A reference to at least this number of types may point to any. */
const open = 40;

/** @type {(a: string, b: string) => number} */
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The parameters of each type as a line.
 *
 * @param {Types} types
 */
export function encode(types) {
	return [...types]
		.sort(([a], [b]) => byText(a, b))
		.map(([type, parameters]) => {
			const records = [...parameters.values()].sort((a, b) => byText(a.name, b.name) || byText(a.type, b.type));
			return `${type}:${records.map(recordOf).join(';')}`;
		});
}

/** @type {(parameter: Parameter) => string} */
function recordOf({ name, type, meaning, targets, releases }) {
	const sum = [...releases].reduce((bitsOf, release) => bitsOf + bits[release], 0);
	const to = targets.size === 0 ? '' : `>${targets.size >= open ? '*' : [...targets].sort(byText).join(',')}`;
	const text = meaning.replaceAll(';', ',').replaceAll('\\', '/').replaceAll('`', "'").replaceAll('${', '$ {');
	return `${name}=${letters[type]}${sum === allReleases ? '' : sum}${to} ${text}`;
}
