import type { INodeParameters } from 'n8n-workflow';
import type { OfferedField } from '../rest/fields/columns';
import type { MappedValues } from './mappedValues';

/** An option where it is, and as it was typed there. */
export interface FoundOption {
	readonly value: unknown;
	readonly typed: unknown;
}

/** What the fields of all items have in common. */
export interface FormSource {
	readonly titleOf: (name: string) => string;
	readonly typed: INodeParameters;
	readonly mapped: (name: string, item: number) => MappedValues;
	readonly timeZone: () => string;
	/** Is the option the same for all items, since nothing that it can be in holds an expression? */
	readonly isFixed: (option: string) => boolean;
	/** The options of which that is so, as far as they were read. */
	readonly fixedOptions: Map<string, FoundOption>;
	/** Is there no expression in the field of this name? */
	readonly isFixedField: (name: string) => boolean;
	/** The texts of the fields for which this holds, as far as they were read. */
	readonly fixedTexts: Map<string, string>;
}

/** The same with the fields that a resource mapper offers. */
export function withOffered(source: FormSource, name: string, offered: readonly OfferedField[]): FormSource {
	return {
		...source,
		mapped: (one, item) => {
			const mapped = source.mapped(one, item);
			return one === name ? { ...mapped, offered } : mapped;
		},
	};
}
