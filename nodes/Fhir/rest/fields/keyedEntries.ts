import type { Json } from '../model/resource';

/** An entry of a list as JSON. */
export type Entry = { [name: string]: Json | undefined };

/** How the entries of a list are told apart by what they are, where a position says nothing. */
interface Keys {
	/** What an entry with this key has; undefined for a key that cannot be one. */
	readonly impliedBy: (key: string) => Entry | undefined;
	/** The key of an entry that has all of that. */
	readonly keyOf: (entry: Entry) => string | undefined;
}

/** The types of identifiers in HL7's table 0203: `MR` medical record number, `SS` social security, `PPN` passport … */
const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';

const contactKey = /^(phone|fax|email|pager|url|sms|other)(?::(home|work|temp|old|mobile))?$/;
const identifierKey = /^[A-Z][A-Z0-9]{0,11}$/;

/** Not a position, and nothing that an ID cannot have in its brackets. */
const extensionKey = /^(?!\d{1,5}$)[^\s"\\[\]]{1,400}$/;

const keysOf: Readonly<Record<string, Keys>> = {
	// `phone`, `phone:work`: system and use.
	ContactPoint: {
		impliedBy: (key) => {
			const [, system, use] = contactKey.exec(key) ?? [];
			return system === undefined ? undefined : { system, ...(use !== undefined && { use }) };
		},
		keyOf: ({ system, use }) => {
			if (typeof system !== 'string' || (use !== undefined && typeof use !== 'string')) return undefined;
			const key = use === undefined ? system : `${system}:${use}`;
			return contactKey.test(key) ? key : undefined;
		},
	},
	// The URL: of the extension, or of a part of it.
	Extension: {
		impliedBy: (key) => (extensionKey.test(key) ? { url: key } : undefined),
		keyOf: ({ url }) => (typeof url === 'string' && extensionKey.test(url) ? url : undefined),
	},
	// `MR`: the code of the type.
	Identifier: {
		impliedBy: (key) =>
			identifierKey.test(key) ? { type: { coding: [{ system: identifierTypes, code: key }] } } : undefined,
		keyOf: ({ type }) => {
			const { coding } = isEntry(type) ? type : {};
			const first = Array.isArray(coding) ? coding[0] : undefined;
			const { system, code } = isEntry(first) ? first : {};
			return system === identifierTypes && typeof code === 'string' && identifierKey.test(code) ? code : undefined;
		},
	},
};

/** What an entry with this key has from the start, in a list of this data type; undefined for a key that it cannot have. */
export function impliedBy(type: string | undefined, key: string): Entry | undefined {
	return type !== undefined && Object.hasOwn(keysOf, type) ? keysOf[type]?.impliedBy(key) : undefined;
}

/** The key of an entry in a list of this data type; undefined where it has none. */
export function keyOf(type: string | undefined, entry: Entry): string | undefined {
	return type !== undefined && Object.hasOwn(keysOf, type) ? keysOf[type]?.keyOf(entry) : undefined;
}

function isEntry(value: Json | undefined): value is Entry {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
