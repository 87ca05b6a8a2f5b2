import { isObject } from '../../support/json';
import { listMember } from '../../support/jsonMembers';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { jobLink } from '../jobs/statusUrl';
import { reachOfLinks } from '../response/links';
import type { FhirResponse } from '../response/response';
import { type FileKind, type Manifest, type ManifestFile } from './manifest';
import { formatOf } from './tableFiles';
import { readTableManifest } from './tableManifest';

const kinds: readonly FileKind[] = ['output', 'deleted', 'error'];

/**
 * Reads a manifest. Files are fetched with the login only where it says `requiresAccessToken` (also as the text "true"), and
 * then where the server itself leads on its own origin; a manifest that leaves it open gets the login to the base URL at most.
 * An export of tables has a manifest of its own: see `readTableManifest`. Throws a `Failure` of kind `response` for anything else
 * than a manifest.
 */
export function readManifest(client: FhirClient, response: FhirResponse): Manifest {
	const { json, resource } = response;
	if (resource?.resourceType === 'Parameters') return readTableManifest(client, response, resource);
	if (!isObject(json) || !kinds.some((kind) => Array.isArray(json[kind]))) throw notAManifest(response);
	const { transactionTime, request, message, outputOrganizedBy } = json;
	const needsLogin = flagOf(json.requiresAccessToken);
	const authorization = needsLogin === undefined ? 'own' : needsLogin ? reachOfLinks(response) : 'none';
	const files = kinds.flatMap((kind) =>
		listMember(json, kind).map((entry): ManifestFile => {
			const { type, name, url, count } = isObject(entry) ? entry : {};
			if (typeof url !== 'string' || url === '') throw notAManifest(response);
			return {
				kind,
				type: typeof type === 'string' ? type : '',
				...(type === undefined && typeof name === 'string' && { table: { name, format: formatOf(undefined, url) } }),
				url,
				...(typeof count === 'number' && { count }),
				authorization,
				mask: response.mask,
				address: () => jobLink(client, response, url),
			};
		}),
	);
	const next = listMember(json, 'link').find((one) => isObject(one) && one.relation === 'next');
	return {
		...(typeof transactionTime === 'string' && { transactionTime }),
		...(typeof request === 'string' && { request }),
		...(needsLogin !== undefined && { requiresAccessToken: needsLogin }),
		files,
		...(outputOrganizedBy !== undefined && { isOrganized: true }),
		...(typeof message === 'string' && message !== '' && { message }),
		...(isObject(next) && typeof next.url === 'string' && { next: next.url }),
	};
}

/** One vendor sends "true" as a text. */
function flagOf(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	return value === 'true' ? true : value === 'false' ? false : undefined;
}

function notAManifest({ status }: FhirResponse): Failure {
	return new Failure({
		kind: 'response',
		status,
		message: 'The server finished the job, but its result is not the manifest of a bulk export',
		advice:
			'A manifest is JSON with the lists `output` and `error`. Check that the address is that of a bulk export; to see what the server returns, use Operation → Run with "Run Asynchronously" and the output Raw.',
	});
}
