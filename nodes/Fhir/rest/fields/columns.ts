import { everydayFields } from './everyday';
import type { Field, FieldModel } from './fieldModel';
import type { Choice } from './tokens';

/** A field as the open form offers it, which n8n saves with the node. */
export interface OfferedField {
	readonly id: string;
	readonly title: string;
	/** Its choices, where it has such. */
	readonly options?: readonly Choice[];
	/** The only value that it may have in the chosen profile. */
	readonly fixed?: string;
	/** Has it to be there? */
	readonly required?: boolean;
	/** Did the user take it out of the form? */
	readonly removed?: boolean;
}

/** A column of this name is about a person, or the row: every resource has such elements, but hardly anyone fills them in. */
const ofEveryResource = new Set(['id', 'implicitRules', 'language']);

/** Finds the fields that the columns of a spreadsheet mean: by ID, by title, or by what else people call them. */
export class Columns {
	/** IDs by the plain form of titles and other names. */
	private readonly names = new Map<string, string>();
	private readonly titles = new Map<string, string>();
	private readonly offered: ReadonlyMap<string, OfferedField>;

	/** `offered` is what the form showed, where that is known; it decides between names that several releases use. */
	constructor(
		readonly model: FieldModel,
		offered: readonly OfferedField[],
	) {
		this.offered = new Map(offered.map((one) => [one.id, one]));
		const everyday = everydayFields(model.type);
		const ids = new Set(offered.map(({ id }) => id));
		const inForm = [...everyday].sort((a, b) => Number(ids.has(b.id)) - Number(ids.has(a.id)));
		const known = inForm.filter(({ id }) => model.field(id) !== undefined);
		for (const { id, title } of [...offered, ...known]) this.name(title, id);
		for (const { id, aliases } of known) for (const alias of aliases) this.name(alias, id);
		for (const { id, title } of [...known, ...offered]) this.titles.set(id, title);
	}

	/** The field that a column means; undefined where it means none. */
	field(column: string): Field | undefined {
		const id = column.trim();
		const byId = ofEveryResource.has(id) ? undefined : this.model.field(id);
		return byId ?? this.model.field(this.names.get(plainName(column)) ?? '');
	}

	/** What the form calls a field; its ID where it has no title of its own. */
	titleOf({ id }: Field): string {
		return this.titles.get(id) ?? id;
	}

	/** The field as the form offered it; undefined where it did not. */
	offer({ id }: Field): OfferedField | undefined {
		return this.offered.get(id);
	}

	private name(name: string, id: string): void {
		const key = plainName(name);
		if (key !== '' && !this.names.has(key)) this.names.set(key, id);
	}
}

/** Those of the last items: their forms offered the same fields. */
const recent = new WeakMap<readonly OfferedField[], Columns>();

/** The columns of items with fields of this type; see `Columns`. */
export function columnsOf(model: FieldModel, offered: readonly OfferedField[]): Columns {
	const known = recent.get(offered);
	if (known?.model === model) return known;
	const columns = new Columns(model, offered);
	recent.set(offered, columns);
	return columns;
}

/** "Last Name", "last_name" and "lastName" are the same. */
function plainName(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
