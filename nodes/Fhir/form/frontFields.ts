import type { INodeProperties } from 'n8n-workflow';
import { sinceNewForm } from './fields/versions';
import type { FormGroup } from './formGroup';

/** A resource and an operation of the form. */
type Choice = readonly [resource: string, operation: string];

/**
 * The fields that operations have in front since version 1.1, each once for all operations that share it: n8n sends the whole
 * form to every editor. Those of an operation stand in the order that it has them in.
 */
export function frontFields(groups: readonly FormGroup[]): INodeProperties[] {
	const operations = groups
		.flatMap(({ value, operations: all, shared = [] }) =>
			[...all, ...shared].map(({ choice, front = [] }) => ({ choice: [value, choice.value] as Choice, front })),
		)
		// What others have a part of comes first, so that the order is that of all of them.
		.sort((a, b) => b.front.length - a.front.length);
	const choices = operations.map(({ choice }) => choice);
	const uses = new Map<string, { field: INodeProperties; by: Choice[] }>();
	for (const { choice, front } of operations) {
		for (const field of front) {
			const key = JSON.stringify(field);
			const use = uses.get(key) ?? { field, by: [] };
			uses.set(key, { field, by: [...use.by, choice] });
		}
	}
	return [...uses.values()].flatMap(({ field, by }) => conditionsFor(by, choices).map((show) => shownFor(field, show)));
}

type Condition = Readonly<Record<'resource' | 'operation', string[]>>;

/** The conditions that hold for these choices, and for no others of the form: one, where such a one exists, else one an operation. */
function conditionsFor(wanted: readonly Choice[], all: readonly Choice[]): Condition[] {
	const resource = distinct(wanted.map(([value]) => value));
	const operation = distinct(wanted.map(([, value]) => value));
	const isMet = ([of, one]: Choice) => resource.includes(of) && operation.includes(one);
	if (all.filter(isMet).length === wanted.length) return [{ resource, operation }];
	return operation.map((value) => ({
		resource: wanted.filter(([, one]) => one === value).map(([of]) => of),
		operation: [value],
	}));
}

function shownFor(field: INodeProperties, { resource, operation }: Condition): INodeProperties {
	const { displayOptions, ...rest } = sinceNewForm(field);
	return { ...rest, displayOptions: { ...displayOptions, show: { resource, operation, ...displayOptions?.show } } };
}

function distinct(values: readonly string[]): string[] {
	return [...new Set(values)];
}
