import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { jobLink } from '../jobs/statusUrl';
import type { JobAddress } from '../jobs/poll';
import { pollJob, type PollOptions } from '../jobs/pollJob';
import { reachOfLinks } from '../response/links';
import type { FhirResponse } from '../response/response';
import { type Manifest, type ManifestFile } from './manifest';
import { readManifest } from './readManifest';

/** Pages of a manifest that are followed: a server whose pages never end must not run for ever. */
const maxPages = 1_000;

/**
 * Waits for an export to finish and reads its manifest, with all of its pages (`link` to `next`): further ones may not be there
 * yet, and are waited for in the same way. Throws what `pollJob` and `readManifest` throw.
 */
export async function waitForManifest(
	client: FhirClient,
	job: JobAddress,
	polling: PollOptions,
	signal?: AbortSignal,
): Promise<Manifest> {
	const { url, authorization } = job;
	return await allPages(client, await pollJob(client, url, { ...polling, authorization }, signal), polling, signal);
}

/** The manifest in a response, with those on its further pages. Throws as `waitForManifest` does. */
export async function allPages(
	client: FhirClient,
	first: FhirResponse,
	polling: PollOptions,
	signal?: AbortSignal,
): Promise<Manifest> {
	let response = first;
	let page = readManifest(client, response);
	const { next: _next, ...manifest } = page;
	const files: ManifestFile[] = [...page.files];
	const seen = new Set<string>();
	while (page.next !== undefined) {
		const url = jobLink(client, response, page.next);
		if (seen.has(url) || seen.size >= maxPages) throw endless(seen.size);
		seen.add(url);
		response = await pollJob(client, url, { ...polling, authorization: reachOfLinks(response) }, signal);
		page = readManifest(client, response);
		files.push(...page.files);
	}
	return { ...manifest, files };
}

function endless(pages: number): Failure {
	return new Failure({
		kind: 'response',
		message: `The manifest of the export has pages that lead back to one another, or more than ${maxPages} of them`,
		advice: "Tell the server's administrator. To get one manifest, leave out `allowPartialManifests`.",
		details: { pages },
	});
}
