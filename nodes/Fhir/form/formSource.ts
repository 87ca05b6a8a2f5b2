import type { INodeParameters } from 'n8n-workflow';
import type { OfferedField } from '../rest/fields/columns';
import type { MappedValues } from './mappedValues';

/** What the fields of all items have in common. */
export interface FormSource {
	readonly titleOf: (name: string) => string;
	readonly typed: INodeParameters;
	readonly mapped: (name: string, item: number) => MappedValues;
	readonly timeZone: () => string;
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
