import assert from 'node:assert/strict';
import type { Step } from './steps';

/** Looks at one step of an execution; throws where it is not what it should be. */
export type Check = (step: Step, before: (name: string) => Step) => void;

/** What each step of a workflow should do, by the names of its nodes. No other step may have run. */
export type Expectation = Record<string, Check>;

/** The step that starts each example. */
export const START = 'When clicking ‘Execute workflow’';

/** The items of one output. */
export const output = (step: Step, index = 0) => step.outputs[index] ?? [];

/** So many items on the first output, and nothing on the error output. */
export function gives(count: number, look?: (json: Record<string, unknown>) => void): Check {
	return (step) => {
		assert.equal(output(step).length, count, 'items out');
		assert.equal(output(step, 1).length, 0, 'items on the error output');
		output(step).forEach(({ json }) => look?.(json));
	};
}

/** One item on the error output whose message is like this, and nothing on the first. */
export function failsWith(message: RegExp): Check {
	return (step) => {
		assert.equal(output(step).length, 0, 'items out');
		assert.equal(output(step, 1).length, 1, 'items on the error output');
		assert.match(String(output(step, 1)[0]?.json.error), message);
	};
}

/** Throws unless the item is a Patient. */
export const isPatient = ({ resourceType }: Record<string, unknown>) => assert.equal(resourceType, 'Patient');

/** `many` items on the first output and one on the error output, each of which is looked at. */
export function givesButOne(many: number, look: (json: Record<string, unknown>) => void, failed: typeof look): Check {
	return (step) => {
		assert.equal(output(step).length, many, 'items out');
		assert.equal(output(step, 1).length, 1, 'items on the error output');
		output(step).forEach(({ json }) => look(json));
		output(step, 1).forEach(({ json }) => failed(json));
	};
}

/** The index of the input item that an output item says it comes from. */
export function sourceIndex(pairedItem: unknown): number {
	const first: unknown = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'number' ? first : (first as { item: number }).item;
}

/** The IDs of the items on the first output. */
export const idsOf = (step: Step) => output(step).map(({ json }) => json.id);
