import { isObject } from '../../support/json';
import { listMember } from '../../support/jsonMembers';
import type { Mask } from '../../support/mask';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { FhirRequest } from '../request/request';
import { reachOfLinks, resolveLink } from '../response/links';
import type { FhirResponse } from '../response/response';

/** What a file of an export holds: resources, Bundles that delete resources, or OperationOutcomes. */
export type FileKind = 'output' | 'deleted' | 'error';

/** A file of an export, as a manifest names it (Bulk Data Access §2.4.4). */
export interface ManifestFile {
	readonly kind: FileKind;
	/** Resource type; of deleted files Bundle, of error files OperationOutcome. */
	readonly type: string;
	/** As the manifest has it. */
	readonly url: string;
	/** Resources in the file, if the server says so. */
	readonly count?: number;
	/** Where the login is sent when the file is fetched. */
	readonly authorization: FhirRequest['authorization'];
	/** Hides the secrets of the connection in what the file says. */
	readonly mask: Mask;
	/** How the URL becomes absolute. Throws what `resolveLink` throws. */
	readonly address: () => string;
}

/** The result of an export: one manifest, or several pages of one. */
export interface Manifest {
	/** The server's time of the export: `_since` of the next one. */
	readonly transactionTime?: string;
	readonly request?: string;
	readonly requiresAccessToken?: boolean;
	readonly files: readonly ManifestFile[];
	/** May files have resources of several types, since the server has sorted them by another one (`outputOrganizedBy`)? */
	readonly isOrganized?: boolean;
	/** What the server says beside it, such as why there are no files. */
	readonly message?: string;
	/** The next page, as the server wrote it. */
	readonly next?: string;
}

const kinds: readonly FileKind[] = ['output', 'deleted', 'error'];

/**
 * Reads a manifest. Files are fetched with the login only where it says `requiresAccessToken` (also as the text "true"), and
 * then where the server itself leads on its own origin; a manifest that leaves it open gets the login to the base URL at most.
 * Throws a `Failure` of kind `response` for anything else than a manifest.
 */
export function readManifest(client: FhirClient, response: FhirResponse): Manifest {
	const { json } = response;
	if (!isObject(json) || !kinds.some((kind) => Array.isArray(json[kind]))) throw notAManifest(response);
	const { transactionTime, request, message, outputOrganizedBy } = json;
	const needsLogin = flagOf(json.requiresAccessToken);
	const authorization = needsLogin === undefined ? 'own' : needsLogin ? reachOfLinks(response) : 'none';
	const files = kinds.flatMap((kind) =>
		listMember(json, kind).map((entry): ManifestFile => {
			const { type, url, count } = isObject(entry) ? entry : {};
			if (typeof url !== 'string' || url === '') throw notAManifest(response);
			return {
				kind,
				type: typeof type === 'string' ? type : '',
				url,
				...(typeof count === 'number' && { count }),
				authorization,
				mask: response.mask,
				address: () => addressOf(client, response, url),
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

/** The absolute URL of a link in a manifest. Throws what `resolveLink` throws. */
export function addressOf(client: FhirClient, { url, mask }: FhirResponse, link: string): string {
	const rewrite = client.rewriteLinks && 'job';
	return resolveLink(link, { baseUrl: client.baseUrl, responseUrl: url, rewrite, mask });
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
