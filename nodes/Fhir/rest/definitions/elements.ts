import { capitalized } from '../../support/text';

/** The codes that an element is bound to. */
export interface Binding {
	/** Are no other codes allowed (a required binding)? */
	readonly strict: boolean;
	/** The codes by their code system. */
	readonly systems: ReadonlyMap<string, readonly string[]>;
}

/** An element of a resource, of a data type, or of a part of one, under its name in JSON: `valueQuantity`, not `value[x]`. */
export interface ElementDefinition {
	readonly name: string;
	readonly required: boolean;
	readonly list: boolean;
	/** Its data type, such as `HumanName` or `code`; undefined where it has content of its own. */
	readonly type: string | undefined;
	/** In a choice of types, the name without the type: `value`. */
	readonly choice: string | undefined;
	readonly binding: Binding | undefined;
	/** Elements of its own; undefined for those of its data type. */
	readonly content: Elements | undefined;
}

/** The elements of something, by name, in the order of the specification. */
export type Elements = ReadonlyMap<string, ElementDefinition>;

/** A release whose elements are built in. R4B has those of R4, but for a few types that hardly anyone writes. */
export type ElementRelease = 'r4' | 'r5';

const loaded = new Map<ElementRelease, ElementDefinitions>();

/**
 * The elements of a release. They are loaded when they are asked for first, so that the start of n8n does not wait for them;
 * `untilInstalled` is awaited before that.
 */
export async function loadElementDefinitions(
	release: ElementRelease,
	untilInstalled: () => Promise<void>,
): Promise<ElementDefinitions> {
	const known = loaded.get(release);
	if (known) return known;
	await untilInstalled();
	const { elementRecords } = release === 'r4' ? await import('./elementRecordsR4') : await import('./elementRecordsR5');
	const definitions = new ElementDefinitions(elementRecords);
	loaded.set(release, definitions);
	return definitions;
}

/** Those that are loaded, by release. */
export function loadedDefinitions(): ReadonlyMap<ElementRelease, ElementDefinitions> {
	return loaded;
}

/** What every resource has. */
const common = 'id:s meta:Meta implicitRules:u language:c text:Narrative ';

/**
 * The elements of one release, read from text type by type, as they are needed. The text has three parts with an empty line
 * between them: letters that stand for types; value sets, `place=system code code|system code;`; and types, `Type:` with its
 * elements and a semicolon. An element is its name; `!` where it is required, `*` for a list; `:` and its type, `^` and the types
 * of a choice, `#` and the place that has the same content, or its own content in parentheses; and `=` (required) or `~` with the
 * place of its value set.
 */
export class ElementDefinitions {
	private readonly letters = new Map<string, string>();
	private readonly valueSets = new Map<string, string>();
	private readonly records = new Map<string, string>();
	/** By type, and by place for what is within a type, such as `Bundle.link`. */
	private readonly contents = new Map<string, Elements>();

	constructor(text: string) {
		const [letters = '', valueSets = '', types = ''] = text.trim().split('\n\n');
		const fill = (map: Map<string, string>, records: readonly string[], separator: string) => {
			for (const record of records) {
				const cut = record.indexOf(separator);
				map.set(record.slice(0, cut).trim(), record.slice(cut + 1));
			}
		};
		fill(this.letters, letters.split(' '), '=');
		fill(this.valueSets, valueSets.split(';'), '=');
		fill(this.records, types.split(';'), ':');
	}

	/** The names of all resources and data types. */
	types(): string[] {
		return [...this.records.keys()];
	}

	/** The elements of a resource type, with those of all resources; undefined for a type that the release does not define. */
	resource(type: string): Elements | undefined {
		return this.contentOf(type, `${type}\n`, common);
	}

	/** The elements of a data type; undefined for a primitive one. */
	dataType(type: string): Elements | undefined {
		return this.contentOf(type, type, '');
	}

	/** What an element contains; undefined for a primitive value, and for what may be any resource. */
	within({ type, content }: ElementDefinition): Elements | undefined {
		if (content) return content;
		if (type?.startsWith('#')) return this.at(type.slice(1));
		return type === undefined ? undefined : this.dataType(type);
	}

	private at(path: string): Elements | undefined {
		const [type = ''] = path.split('.');
		this.dataType(type);
		return this.contents.get(path);
	}

	private contentOf(type: string, key: string, before: string): Elements | undefined {
		const known = this.contents.get(key);
		if (known) return known;
		const record = this.records.get(type);
		if (record === undefined) return undefined;
		const content = new Reader(before + record, type, this.letters, this.valueSets, this.contents).content();
		this.contents.set(key, content);
		return content;
	}
}

class Reader {
	private at = 0;

	constructor(
		private readonly record: string,
		private readonly type: string,
		private readonly letters: ReadonlyMap<string, string>,
		private readonly valueSets: ReadonlyMap<string, string>,
		private readonly contents: Map<string, Elements>,
	) {}

	/** Reads elements up to the end of the record, or of the parentheses. */
	content(path = this.type): Elements {
		const found = new Map<string, ElementDefinition>();
		while (this.at < this.record.length && this.record[this.at] !== ')') {
			for (const element of this.element(path)) found.set(element.name, element);
			if (this.record[this.at] === ' ') this.at++;
		}
		this.contents.set(path, found);
		return found;
	}

	private element(path: string): ElementDefinition[] {
		const name = this.word('!*:^#(');
		const required = this.skip('!');
		const list = this.skip('*');
		const kind = this.record[this.at];
		const content = this.skip('(') ? this.content(`${path}.${name}`) : undefined;
		if (content) this.at++;
		else if (kind !== '#') this.at++;
		const types = content ? [] : this.word(' )=~').split('|');
		const binding = this.binding();
		const shape = { required, list, binding, content };
		const named = types.flatMap((type) => (this.letters.get(type) ?? type).split('|'));
		if (kind !== '^') return [{ ...shape, name, type: named[0], choice: undefined }];
		return named.map((type) => {
			return { ...shape, name: name + capitalized(type), type, choice: name };
		});
	}

	private binding(): Binding | undefined {
		const mark = this.record[this.at];
		if (mark !== '=' && mark !== '~') return undefined;
		this.at++;
		const systems = (this.valueSets.get(this.word(' )')) ?? '').split('|').map((one) => one.split(' '));
		return { strict: mark === '=', systems: new Map(systems.map(([system = '', ...codes]) => [system, codes])) };
	}

	private skip(mark: string): boolean {
		if (this.record[this.at] !== mark) return false;
		this.at++;
		return true;
	}

	/** The text up to one of these characters. */
	private word(ends: string): string {
		const start = this.at;
		while (this.at < this.record.length && !ends.includes(this.record[this.at] ?? '')) this.at++;
		return this.record.slice(start, this.at);
	}
}
