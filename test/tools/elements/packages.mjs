/**
 * Reads element names from published packages: the StructureDefinitions of a release, and for STU3, of which no package
 * of definitions is on npm, the interfaces of `@types/fhir`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Element
 * @property {Set<boolean>} list Is it a list? Both where releases differ.
 * @property {Set<string>} types Names of data types, `#` and a path for the content of another element, or `` for content
 *   of its own. Names that begin with a small letter are those of primitives.
 * @property {Map<string, Element>} children Content of its own.
 */

/** @typedef {Map<string, Element>} Content */

/** What every element, backbone element or resource may have: not listed for each of them. */
const inherited = new Set(
	'id extension modifierExtension meta implicitRules language text contained resourceType fhir_comments'.split(' '),
);

/** @type {(content: Content, name: string) => Element} */
function elementOf(content, name) {
	const element = content.get(name) ?? { list: new Set(), types: new Set(), children: new Map() };
	content.set(name, element);
	return element;
}

/**
 * Adds the elements of all resources and data types in a folder of StructureDefinitions to `all`, by type.
 *
 * @param {string} folder
 * @param {Map<string, Content>} all
 */
export function addDefinitions(folder, all) {
	for (const file of readdirSync(folder)) {
		if (!/^StructureDefinition-.*\.json$/.test(file)) continue;
		const definition = JSON.parse(readFileSync(join(folder, file), 'utf8'));
		const { kind, type, name, abstract, derivation, url, snapshot } = definition;
		if (kind !== 'resource' && kind !== 'complex-type') continue;
		if (derivation !== 'specialization' || abstract || name !== type || !url.startsWith('http://hl7.org/fhir/'))
			continue;
		const content = all.get(type) ?? new Map();
		all.set(type, content);
		for (const { path, type: types = [], max, base, contentReference } of snapshot.element.slice(1)) {
			const steps = path.split('.').slice(1);
			const last = steps.pop();
			if (inherited.has(last) && /^(Element|BackboneElement|Resource|DomainResource)\./.test(base?.path ?? ''))
				continue;
			const parent = steps.reduce((inside, step) => elementOf(inside, step).children, content);
			const names = types.map(({ code }) => (code === 'http://hl7.org/fhirpath/System.String' ? 'string' : code));
			const choice = last.endsWith('[x]') ? last.slice(0, -3) : undefined;
			const one = (/** @type {string} */ elementName, /** @type {string} */ typeName) => {
				const element = elementOf(parent, elementName);
				element.list.add(max !== '1' && max !== '0');
				element.types.add(/^(Element|BackboneElement)$/.test(typeName) ? '' : typeName);
			};
			if (contentReference) one(last, contentReference.replace(/^.*#/, '#'));
			for (const typeName of names) {
				one(choice ? choice + typeName.charAt(0).toUpperCase() + typeName.slice(1) : last, typeName);
			}
		}
	}
}

/**
 * Adds the elements of the resources in the interfaces of `@types/fhir` 3 (STU3) to `all`.
 *
 * @param {string} file `index.d.ts`
 * @param {Map<string, Content>} all With the data types of later releases already in it.
 */
export function addInterfaces(file, all) {
	const text = readFileSync(file, 'utf8').replace(/\/\*\*[^]*?\*\//g, '');
	/** @type {Map<string, { base: string, members: [name: string, type: string, list: boolean][] }>} */
	const interfaces = new Map();
	for (const [, name, base, body] of text.matchAll(/interface (\w+) extends (\w+) \{([^}]*)\}/g)) {
		const members = [...body.matchAll(/(\w+)\??: (\w+)(\[\])?;/g)].map(([, member, type, list]) => [
			member,
			type,
			!!list,
		]);
		interfaces.set(name, { base, members });
	}
	/** @type {(name: string, content: Content, path: string, open: Map<string, string>) => void} */
	const add = (name, content, path, open) => {
		for (const [member, type, list] of interfaces.get(name)?.members ?? []) {
			if (inherited.has(member) || member.startsWith('_')) continue;
			const element = elementOf(content, member);
			element.list.add(list);
			const found = interfaces.get(type);
			if (!found) element.types.add(type === 'Resource' || type === 'ResourceList' ? 'Resource' : 'string');
			else if (all.has(type)) element.types.add(type);
			else if (open.has(type)) element.types.add(`#${open.get(type)}`);
			else {
				element.types.add('');
				const inside = `${path}.${member}`;
				add(type, element.children, inside, new Map([...open, [type, inside]]));
			}
		}
	};
	for (const [name, { base }] of interfaces) {
		if (!/^(Resource|DomainResource|Element)$/.test(base) || (base === 'Element' && !all.has(name))) continue;
		if (!all.has(name)) all.set(name, new Map());
		add(name, all.get(name), name, new Map([[name, name]]));
	}
}
