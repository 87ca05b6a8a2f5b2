import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';

/** Returns the `Failure` of a promise or a call. Throws where it succeeds, and rethrows any other error. */
export async function failureOf(action: Promise<unknown> | (() => unknown)): Promise<Failure> {
	try {
		await (typeof action === 'function' ? action() : action);
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('It succeeded, but a failure was expected');
}

/** Collects all values of an async iterable. */
export async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const value of source) all.push(value);
	return all;
}

/** Waits until the condition holds; checks it every 5 ms. The test times out where it never does. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await condition())) await pause(5);
}
