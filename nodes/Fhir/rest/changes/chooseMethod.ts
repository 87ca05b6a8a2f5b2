import { Failure, inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { capabilityStatement } from '../conformance/capabilities';
import { offersInteraction } from '../conformance/offers';
import type { ChangeKind } from './change';
import type { ReadingMethod } from './feed';

/** What a user asks for, by which the method is chosen. */
export interface MethodQuestion {
	readonly types: readonly string[];
	readonly kinds: ReadonlySet<ChangeKind>;
	readonly hasCriteria: boolean;
	/** The method in the form. */
	readonly asked: ReadingMethod | 'auto';
}

/**
 * The method by which changes are read. Deletions are in a history only, and a search by criteria is none; a history also
 * tells creations from updates, and has each version. Where nothing of this is asked for, a search asks least of a server.
 * Throws an input `Failure` for what no method can do, and for a history that the server does not offer. A server that does
 * not say what it offers is taken at its word later.
 */
export async function chooseMethod(
	client: FhirClient,
	{ types, kinds, hasCriteria, asked }: MethodQuestion,
	signal?: AbortSignal,
): Promise<ReadingMethod> {
	if (kinds.has('deleted') && hasCriteria) {
		throw inputFailure(
			'Deletions cannot be narrowed by a search: what was deleted does not match anything',
			'Choose "Resource Types" under Watch, or remove "Deleted" from the events.',
		);
	}
	if (asked === 'search' && kinds.has('deleted')) {
		throw inputFailure(
			'A search does not find what was deleted',
			'Choose the method "Automatic" or "History", or remove "Deleted" from the events.',
		);
	}
	if (asked === 'history' && hasCriteria) {
		throw inputFailure(
			'The history of a resource type cannot be narrowed by a search',
			'Choose the method "Automatic" or "Search", or "Resource Types" under Watch.',
		);
	}
	if (asked !== 'auto') return asked;
	const tellsApart = kinds.has('created') !== kinds.has('updated');
	if (hasCriteria || (!kinds.has('deleted') && !tellsApart)) {
		if (tellsApart) client.hint(searchOnlyHint);
		return 'search';
	}
	const missing = await withoutHistory(client, types, signal);
	if (missing === undefined) return 'history';
	if (kinds.has('deleted')) {
		throw new Failure({
			kind: 'input',
			message: `The server does not offer a history of the type ${missing}, which alone would show deletions`,
			advice:
				'Remove "Deleted" from the events. If the server has this history although it does not say so, choose the method "History".',
		});
	}
	client.hint(searchOnlyHint);
	return 'search';
}

/** A type whose history the server does not offer; undefined where it offers all of them, or where it does not say. */
async function withoutHistory(
	client: FhirClient,
	types: readonly string[],
	signal: AbortSignal | undefined,
): Promise<string | undefined> {
	const statement = await capabilityStatement(client, signal);
	return types.find((type) => !offersInteraction(statement, type, 'history-type'));
}

const searchOnlyHint =
	'Creations and updates are told apart by the version alone, because only a search is possible here: a resource that is created and changed again between two polls counts as updated.';
