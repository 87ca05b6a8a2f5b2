import { capitalized } from '../../../support/text';

/** What is certain about an element in all releases: undefined where they differ. */
export interface ElementShape {
	/** May it occur more than once, so that its value is a list? */
	readonly list: boolean | undefined;
	/** Does it have elements of its own, so that its value (or each in the list) is an object? */
	readonly complex: boolean | undefined;
	/** What it may contain; empty where it is not known. */
	readonly contents: () => readonly Content[];
	/** Is it a resource, whose own type says what it contains? */
	readonly resource: boolean;
	/** For one of several elements of which only one may be there, what their names begin with: `value` for `valueString`. */
	readonly choice?: string;
}

/** The elements that a resource, a data type or a part of one may have, by name. */
export type Content = ReadonlyMap<string, ElementShape>;

/**
 * Loads the names, which are large enough to slow down the start of n8n if they were loaded with the package. Has to be
 * finished before `contentOf` is called. `untilInstalled` is
 * awaited before they are loaded; default: nothing is waited for.
 */
export async function loadElements(untilInstalled = async () => {}): Promise<void> {
	if (records) return;
	await untilInstalled();
	records = readRecords((await import('./names')).elementNames);
}

/**
 * The elements of a resource or data type in STU3, R4, R4B and R5 together, without those that all types have (`id`,
 * `extension`, `meta` …); undefined for a type that these releases do not define.
 *
 * The data is a text, and each type is read when it is needed first. A record is `Type:` and its elements: the name; a mark
 * (`+` one object, `*` a list, `~` a list in some releases, `?` an object in some, none for one value); the names of its
 * types, with `|` between them, or `#` and the place with the same content; and in parentheses its own content. A name with
 * `^` is a choice: `value^Q|string` stands for `valueQuantity` and `valueString`. Frequent types have a letter.
 */
export function contentOf(type: string): Content | undefined {
	const known = contents.get(type);
	if (known) return known;
	if (!records) throw new Error('The element names are not loaded');
	const record = records.types.get(type);
	if (record === undefined) return undefined;
	const content = new ContentReader(record, type, records.letters).content();
	contents.set(type, content);
	return content;
}

interface Records {
	readonly types: ReadonlyMap<string, string>;
	/** The types that a letter stands for. */
	readonly letters: ReadonlyMap<string, string>;
}

let records: Records | undefined;
/** By type, and by place for what is within a type, such as `Bundle.entry`. */
const contents = new Map<string, Content>();

function readRecords(elementNames: string): Records {
	const types = new Map<string, string>();
	const letters = new Map<string, string>();
	for (const line of elementNames.split(';')) {
		const record = line.trim();
		const cut = record.search(/[:=]/);
		const map = record[cut] === ':' ? types : letters;
		if (cut > 0) map.set(record.slice(0, cut), record.slice(cut + 1));
	}
	return { types, letters };
}

class ContentReader {
	private at = 0;

	constructor(
		private readonly record: string,
		private readonly type: string,
		private readonly letters: Records['letters'],
	) {}

	/** Reads elements up to the end of the record, or of the parentheses. */
	content(path = this.type): Content {
		const found = new Map<string, ElementShape>();
		while (this.at < this.record.length && this.record[this.at] !== ')') {
			const name = this.word();
			const mark = /[+*~?^]/.test(this.record[this.at] ?? '') ? this.record[this.at++] : '';
			const types = /[ ()]/.test(this.record[this.at] ?? ' ') ? [] : this.types();
			if (mark === '^') {
				for (const type of types) {
					found.set(name + capitalized(type), { ...shapeOf(mark, [type]), choice: name });
				}
			} else found.set(name, shapeOf(mark ?? '', types, this.ownContent(`${path}.${name}`)));
			if (this.record[this.at] === ' ') this.at++;
		}
		return found;
	}

	private ownContent(path: string): Content | undefined {
		if (this.record[this.at] !== '(') return undefined;
		this.at++;
		const own = this.content(path);
		this.at++;
		contents.set(path, own);
		return own;
	}

	private types(): string[] {
		const end = this.record.slice(this.at).search(/[ ()]|$/) + this.at;
		const names = this.record.slice(this.at, end).split('|');
		this.at = end;
		return names.flatMap((name) => this.letters.get(name)?.split('|') ?? name);
	}

	private word(): string {
		const start = this.at;
		while (/\w/.test(this.record[this.at] ?? '')) this.at++;
		return this.record.slice(start, this.at);
	}
}

function shapeOf(mark: string, types: readonly string[], own?: Content): ElementShape {
	const complex = own !== undefined || types.some((type) => /^[#A-Z]/.test(type));
	const uncertain = mark === '?';
	let alternatives: readonly Content[] | undefined;
	return {
		list: mark === '*' ? true : mark === '~' || uncertain ? undefined : false,
		complex: uncertain ? undefined : complex,
		contents: () => (alternatives ??= withTypes(types, own)),
		resource: types.includes('Resource'),
	};
}

/** What is certain about an element that has one of two shapes. */
export function bothShapes(one: ElementShape, other: ElementShape): ElementShape {
	const contents = [one.contents(), other.contents()];
	return {
		list: one.list === other.list ? one.list : undefined,
		complex: one.complex === other.complex ? one.complex : undefined,
		contents: () => (contents.some(({ length }) => length === 0) ? [] : contents.flat()),
		resource: one.resource || other.resource,
		choice: one.choice ?? other.choice,
	};
}

/** Empty as soon as one of the types is not known: then anything may be in it. */
function withTypes(types: readonly string[], own: Content | undefined): readonly Content[] {
	const found = own ? [own] : [];
	for (const type of types) {
		if (/^[a-z]/.test(type)) continue;
		const content = type.startsWith('#') ? contentAt(type.slice(1)) : contentOf(type);
		if (!content) return [];
		found.push(content);
	}
	return found;
}

/** `Bundle.link` is read with `Bundle`. */
function contentAt(path: string): Content | undefined {
	const [type = ''] = path.split('.');
	const whole = contentOf(type);
	return path === type ? whole : contents.get(path);
}
