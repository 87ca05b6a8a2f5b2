/**
 * Writes element names as one compact text, which `nodes/Fhir/rest/model/elements/` reads. The format is explained there,
 * in `content.ts`.
 */

/** @typedef {import('./packages.mjs').Content} Content @typedef {import('./packages.mjs').Element} Element */

/** @type {(type: string) => boolean} */
const isPrimitive = (type) => /^[a-z]/.test(type);

/** The data types that are named most often, and the letter that stands for each. */
const abbreviations = new Map(
	Object.entries({
		CodeableConcept: 'C',
		ContactDetail: 'D',
		Identifier: 'I',
		CodeableReference: 'L',
		Period: 'P',
		Quantity: 'Q',
		Reference: 'R',
	}),
);

/** An element with at least this number of alternatives may have a value of any data type, which is written as `@`. */
const open = 40;

/** In the order of the data; parts of a line are no longer than this if possible. */
const lineLength = 1_000;

/**
 * The records of all types, as lines of a text; a semicolon ends a record.
 *
 * @param {Map<string, Content>} all
 */
export function encode(all) {
	const records = [
		...[...abbreviations].map(([type, letter]) => `${letter}=${type}`),
		`@=${anyType(all).join('|')}`,
		// What every resource has.
		'Resource:resourceType meta+Meta implicitRules language text+Narrative contained*Resource',
		...[...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, content]) => `${type}:${encodeContent(content)}`),
	];
	/** @type {string[]} */
	const lines = [];
	for (const record of records) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + record.length < lineLength) lines[lines.length - 1] += `${record};`;
		else lines.push(`${record};`);
	}
	return lines;
}

/** The data types of `Extension.value[x]`. */
function anyType(/** @type {Map<string, Content>} */ all) {
	return [...(choicesIn(all.get('Extension') ?? new Map()).get('value') ?? [])].sort();
}

/** @type {(content: Content) => string} */
function encodeContent(content) {
	const choices = choicesIn(content);
	const inChoice = new Set([...choices].flatMap(([name, types]) => [...types].map((type) => name + upperFirst(type))));
	return [
		...[...content].filter(([name]) => !inChoice.has(name)).map(([name, element]) => name + encodeElement(element)),
		...[...choices].map(([name, types]) => `${name}^${types.size >= open ? '@' : [...types].map(short).join('|')}`),
	].join(' ');
}

/** @type {(element: Element) => string} */
function encodeElement({ list, types, children }) {
	const complex = [...types].filter((type) => !isPrimitive(type));
	const mixed = complex.length > 0 && complex.length < types.size;
	const mark = mixed ? '?' : list.size > 1 ? '~' : list.has(true) ? '*' : complex.length > 0 ? '+' : '';
	const named = complex
		.filter((type) => type !== '')
		.map(short)
		.join('|');
	return `${mark}${named}${children.size > 0 ? `(${encodeContent(children)})` : ''}`;
}

/** `valueQuantity`, `valueString` … by `value`: single elements of one type each, whose name ends with the type. */
function choicesIn(/** @type {Content} */ content) {
	/** @type {Map<string, Set<string>>} */
	const choices = new Map();
	for (const [name, { list, types, children }] of content) {
		const type = [...types].find((one) => one !== '' && name.endsWith(upperFirst(one)) && name !== one);
		if (type === undefined || list.has(true) || children.size > 0) continue;
		if ([...types].some((one) => one !== type && !(isPrimitive(type) && one === 'string'))) continue;
		const base = name.slice(0, -type.length);
		choices.set(base, (choices.get(base) ?? new Set()).add(type));
	}
	return new Map([...choices].filter(([, types]) => types.size > 1));
}

/** @type {(type: string) => string} */
function short(type) {
	return abbreviations.get(type) ?? type;
}

/** @type {(text: string) => string} */
function upperFirst(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
