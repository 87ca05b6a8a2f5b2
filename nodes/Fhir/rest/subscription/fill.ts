import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { resourcePath } from '../request/path';
import { type Change, changeOf } from './change';

/** Reads at the same time. */
const maxReads = 8;

/**
 * The same changes, each with its resource, which is read where only its ID is known. What is gone is a deletion; what cannot
 * be read says why. Never rejects.
 */
export async function withResources(
	client: FhirClient,
	changes: readonly Change[],
	signal?: AbortSignal,
): Promise<Change[]> {
	const filled = [...changes];
	let next = 0;
	const work = async () => {
		while (next < filled.length) {
			const index = next++;
			filled[index] = await withResource(client, changes[index] as Change, signal);
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxReads, filled.length) }, work));
	return filled;
}

async function withResource(client: FhirClient, change: Change, signal: AbortSignal | undefined): Promise<Change> {
	const { resource, deleted, resourceType, id, event } = change;
	if (resource || deleted || resourceType === undefined || id === undefined) return change;
	try {
		const path = resourcePath(resourceType, id);
		const read = await client.send(
			{ interaction: 'read', method: 'GET', path, headers: { 'cache-control': 'no-cache' } },
			signal,
		);
		return read.resource ? { ...changeOf(read.resource), event } : change;
	} catch (error) {
		if (error instanceof Failure && error.status === 410) return { ...change, deleted: true };
		return { ...change, readError: asError(error).message };
	}
}
