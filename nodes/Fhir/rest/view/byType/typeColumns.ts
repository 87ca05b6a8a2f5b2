import { care } from './care';
import { byPlace, columnDescriptions } from './columnNames';
import { text, type TypeColumn } from './kind';
import { general, orders } from './orders';
import { people } from './people';
import { moment } from './times';

const byType: Readonly<Record<string, readonly TypeColumn[]>> = { ...people, ...care, ...orders };

/** The types that have columns of their own, in alphabetical order. */
export const typesWithColumns: readonly string[] = Object.keys(byType).sort();

/** What every resource has. */
const common: readonly TypeColumn[] = [
	['resourceType', text, 'resourceType'],
	['id', text, 'id'],
	['lastUpdated', moment, 'meta.lastUpdated'],
];

/** The columns of a type in the order of a table: those of its own, or what resources of all types may have. */
export function typeColumns(type: string): TypeColumn[] {
	const own = Object.hasOwn(byType, type) ? byType[type] : undefined;
	return [...common, ...(own ?? general)].sort(([one], [other]) => byPlace(one, other));
}

/** The names of these columns. */
export function typeColumnNames(type: string): string[] {
	return typeColumns(type).map(([name]) => name);
}

/** The names of the columns of all types. */
export const allColumnNames: readonly string[] = [...columnDescriptions.keys()];
