import { everydayCare } from './everydayCare';
import { everydayOrders } from './everydayOrders';
import { everydayPeople } from './everydayPeople';

/** A field that people use, as we call it. */
export interface EverydayField {
	readonly id: string;
	readonly title: string;
	/** Other names of columns that mean it, in small letters without spaces. */
	readonly aliases: readonly string[];
	/** Is it rarer than the others, so that the form does not show it at first? */
	readonly isRare: boolean;
}

let byType: ReadonlyMap<string, readonly EverydayField[]> | undefined;

/** The fields that people use of a type, in the order of the form; empty for a type that few people write by hand. */
export function everydayFields(type: string): readonly EverydayField[] {
	byType ??= read(`${everydayPeople}\n${everydayCare}\n${everydayOrders}`);
	return byType.get(type) ?? [];
}

function read(text: string): ReadonlyMap<string, readonly EverydayField[]> {
	const types = new Map<string, EverydayField[]>();
	let fields: EverydayField[] = [];
	for (const line of text.split('\n').filter(Boolean)) {
		if (line.endsWith(':')) types.set(line.slice(0, -1), (fields = []));
		else {
			const isRare = line.startsWith('- ');
			const [id = '', rest = ''] = (isRare ? line.slice(2) : line).split(' = ');
			const [title = '', aliases = ''] = rest.split('; ');
			fields.push({ id, title, aliases: aliases.split(' ').filter(Boolean), isRare });
		}
	}
	return types;
}
