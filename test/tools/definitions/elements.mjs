/**
 * Reads the elements of resources and data types from a published package of FHIR, and writes them as one compact text; the
 * format is explained in `nodes/Fhir/rest/definitions/elements.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codesOf } from './valueSets.mjs';

/**
 * @typedef {object} Element
 * @property {string} name
 * @property {boolean} required
 * @property {boolean} list
 * @property {string[]} types Data types, `#` and a path for the content of another element; empty for content of its own.
 * @property {boolean} choice Does the name end with the type, as in `value[x]`?
 * @property {string} binding The codes: ID of a value set, with a `!` in front where others are not allowed; empty without.
 * @property {Element[]} children Content of its own.
 */

/** What no field can hold: not listed for each element. */
const inherited = new Set('id extension modifierExtension contained'.split(' '));
/** Of every resource: written once. */
const common = new Set('id meta implicitRules language text'.split(' '));
/** A choice of at least this number of types is written as `@`. */
const open = 40;

/** The types that are named most often, and the letter that stands for each. */
const letters = new Map(
	Object.entries({
		C: 'CodeableConcept',
		I: 'Identifier',
		L: 'CodeableReference',
		P: 'Period',
		Q: 'Quantity',
		R: 'Reference',
		A: 'Annotation',
		b: 'boolean',
		c: 'code',
		d: 'dateTime',
		i: 'integer',
		m: 'markdown',
		n: 'decimal',
		p: 'positiveInt',
		s: 'string',
		t: 'date',
		u: 'uri',
		v: 'canonical',
	}).map(([letter, type]) => [type, letter]),
);

/**
 * The text for a package: the letters, the value sets, and the types.
 *
 * @param {string} folder
 */
export function elementRecords(folder) {
	const codes = codesOf(folder);
	/** @type {Map<string, string>} The places of the value sets that are used. */
	const used = new Map();
	const types = readdirSync(folder)
		.filter((file) => /^StructureDefinition-.*\.json$/.test(file))
		.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
		.filter(isType)
		.sort((a, b) => (a.type < b.type ? -1 : 1))
		.map((definition) => `${definition.type}:${contentOf(elementsOf(definition), codes, used)}`);
	const any = elementsOf(JSON.parse(readFileSync(join(folder, 'StructureDefinition-Extension.json'), 'utf8')));
	const anyType = any.find(({ name }) => name === 'value')?.types ?? [];
	return [
		[...letters, [anyType.join('|'), '@']].map(([type, letter]) => `${letter}=${type}`).join(' '),
		packed([...used].map(([url, place]) => `${place}=${codes.get(url)}`)),
		packed(types),
	].join('\n\n');
}

/** Lines of a text are no longer than this if possible. */
const lineLength = 1_000;

/**
 * Records with a semicolon after each, several in a line.
 *
 * @type {(records: string[]) => string}
 */
function packed(records) {
	/** @type {string[]} */
	const lines = [];
	for (const record of records) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + record.length < lineLength) lines[lines.length - 1] += `${record};`;
		else lines.push(`${record};`);
	}
	return lines.join('\n');
}

/** @type {(definition: any) => boolean} */
function isType({ kind, type, name, abstract, derivation, url }) {
	if (kind !== 'resource' && kind !== 'complex-type') return false;
	return derivation === 'specialization' && !abstract && name === type && url.startsWith('http://hl7.org/fhir/');
}

/** @type {(definition: any) => Element[]} */
function elementsOf({ kind, snapshot }) {
	/** @type {Element[]} */
	const content = [];
	for (const element of snapshot.element.slice(1)) {
		const { path, type = [], min, max, contentReference, binding } = element;
		const steps = path.split('.').slice(1);
		const last = steps.pop();
		if (inherited.has(last) && !(last === 'id' && kind === 'resource' && steps.length === 0)) {
			if (/^(Element|BackboneElement|BackboneType|DomainResource)\./.test(element.base?.path ?? '')) continue;
		}
		if (max === '0' || (kind === 'resource' && steps.length === 0 && common.has(last))) continue;
		const parent = steps.reduce(
			(/** @type {Element[]} */ inside, step) => inside.find(({ name }) => name === step)?.children ?? [],
			content,
		);
		const codes = [...new Set(type.map(typeName))].filter((name) => !/^(Element|BackboneElement)$/.test(name));
		const choice = last.endsWith('[x]');
		parent.push({
			name: choice ? last.slice(0, -3) : last,
			required: min > 0,
			list: max !== '1',
			types: contentReference ? [contentReference.replace(/^.*#/, '#')] : codes,
			choice,
			binding: bindingOf(binding),
			children: [],
		});
	}
	return content;
}

/** @type {(type: any) => string} */
function typeName({ code }) {
	return code === 'http://hl7.org/fhirpath/System.String' ? 'string' : code;
}

/** @type {(binding: any) => string} */
function bindingOf(binding) {
	if (!binding?.valueSet || binding.strength === 'example') return '';
	return (binding.strength === 'required' ? '!' : '') + binding.valueSet.split('|')[0];
}

/** @type {(elements: Element[], codes: Map<string, string>, used: Map<string, string>) => string} */
function contentOf(elements, codes, used) {
	return elements
		.map(({ name, required, list, types, choice, binding, children }) => {
			const mark = (required ? '!' : '') + (list ? '*' : '');
			const all = types.length >= open ? '@' : types.map((type) => letters.get(type) ?? type).join('|');
			const content = children.length > 0 ? `(${contentOf(children, codes, used)})` : '';
			return `${name}${mark}${choice ? '^' : content || all.startsWith('#') ? '' : ':'}${all}${content}${placeOf(binding)}`;
		})
		.join(' ');

	/** @type {(binding: string) => string} */
	function placeOf(binding) {
		const [, strict, url = ''] = /^(!?)(.*)$/.exec(binding) ?? [];
		if (!codes.has(url)) return '';
		if (!used.has(url)) used.set(url, used.size.toString(36));
		return `${strict ? '=' : '~'}${used.get(url)}`;
	}
}
