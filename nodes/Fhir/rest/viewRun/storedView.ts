import { inputFailure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Resource } from '../model/resource';
import { resourcePath } from '../request/path';
import { searchRequest } from '../search/searchRequest';

const type = 'ViewDefinition';

/** Where a ViewDefinition is on a server: under its ID, or under its canonical URL (R4 §2.24.0.1). */
export type StoredView =
	{ readonly id: string } | { readonly id?: undefined; readonly url: string; readonly version: string | undefined };

/**
 * Reads a ViewDefinition from the server. Rejects with an input `Failure` where the server has none with this canonical URL, or
 * several, and with that of the server where it has none with this ID.
 */
export async function readStoredView(client: FhirClient, place: StoredView, signal?: AbortSignal): Promise<Resource> {
	if (place.id !== undefined) {
		const path = resourcePath(type, place.id);
		const { resource } = await client.send({ interaction: 'read', method: 'GET', path }, signal);
		if (resource) return resource;
		throw inputFailure('The server has no ViewDefinition under this ID', 'Check the ID.');
	}
	const { url, version } = place;
	const query = [['url', url] as const, ...(version === undefined ? [] : [['version', version] as const])];
	const found: Resource[] = [];
	// A server that ignores a parameter returns others too.
	const isIt = (view: Resource) =>
		view.resourceType === type && view.url === url && (version === undefined || view.version === version);
	for await (const { matches } of client.search(searchRequest({ path: type, query }), {}, signal)) {
		for (const { resource } of matches) if (resource && isIt(resource)) found.push(resource);
	}
	const [view, second] = found;
	if (view && !second) return view;
	throw inputFailure(
		second
			? 'The server has several ViewDefinitions with this canonical URL'
			: 'The server has no ViewDefinition with this canonical URL',
		second
			? 'Add the version after a vertical bar, e.g. `https://example.org/ViewDefinition/patients|1.0`, or enter the ID.'
			: 'Check the URL, and the version after the vertical bar if there is one. For a ViewDefinition of this server, its ID alone is enough.',
	);
}
