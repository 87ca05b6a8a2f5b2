/** Reads search parameters from the published packages of FHIR. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'r4' | 'r4b' | 'r5'} Release */

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} type
 * @property {string} meaning One line; that of the first release that has the parameter.
 * @property {Set<string>} targets The types that a reference may point to.
 * @property {Set<Release>} releases
 */

/** @typedef {Map<string, Map<string, Parameter>>} Types The parameters by resource type, and there by name and type. */

/** Not types of resources: what all types have is described in `commonParameters.ts`, in our own words. */
const abstractTypes = new Set(['Resource', 'DomainResource', 'CanonicalResource', 'MetadataResource']);

/**
 * Adds the search parameters in a folder of SearchParameter resources to `types`.
 *
 * @param {string} folder
 * @param {Release} release
 * @param {Types} types
 */
export function addSearchParameters(folder, release, types) {
	for (const file of readdirSync(folder).sort()) {
		if (!/^SearchParameter-.*\.json$/.test(file)) continue;
		const {
			url,
			code: name,
			type,
			base = [],
			target = [],
			description,
		} = JSON.parse(readFileSync(join(folder, file), 'utf8'));
		// Those of extensions, such as a patient's age, are examples that hardly any server has.
		if (!url.startsWith('http://hl7.org/fhir/SearchParameter/') || url.includes('-extensions-')) continue;
		for (const resource of base) {
			if (abstractTypes.has(resource)) continue;
			const parameters = types.get(resource) ?? new Map();
			types.set(resource, parameters);
			const key = `${name} ${type}`;
			const parameter = parameters.get(key) ?? {
				name,
				type,
				meaning: oneLine(meaningFor(resource, description ?? '')),
				targets: new Set(),
				releases: new Set(),
			};
			parameters.set(key, parameter);
			parameter.releases.add(release);
			for (const one of target) parameter.targets.add(one);
		}
	}
}

/**
 * A parameter that several types share has a list of what it means for each: `* [Patient](patient.html): …`.
 *
 * @type {(resource: string, description: string) => string}
 */
function meaningFor(resource, description) {
	const own = description.split(/[\r\n]+/).find((line) => line.includes(`[${resource}](`));
	return own ? own.slice(own.indexOf('): ') + 3) : description;
}

const maxLength = 110;

/** @type {(text: string) => string} The first line without markup, cut where it is long. */
export function oneLine(text) {
	const plain = text
		.split(/[\r\n]+/)[0]
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/[“”]/g, '"')
		.replace(/[‘’]/g, "'")
		.replace(/[–—]/g, '-')
		.replace(/[^\x20-\x7e]/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/[.:;,]+$/, '');
	if (plain.length <= maxLength) return plain;
	return `${plain.slice(0, plain.lastIndexOf(' ', maxLength - 3)).replace(/[.:;,( ]+$/, '')} ...`;
}
