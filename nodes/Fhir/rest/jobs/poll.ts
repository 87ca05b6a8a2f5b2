import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { HttpResponse } from '../../transport/http';
import type { FhirClient } from '../client';
import type { FhirRequest } from '../request/request';
import { reachOfLinks } from '../response/links';
import { parseResponse } from '../response/parseResponse';
import type { FhirResponse } from '../response/response';
import { jobLink } from './statusUrl';

/** A job's status URL, and where it comes from. */
export type JobAddress = { readonly url: string } & Pick<FhirRequest, 'authorization'>;

/** What a poll found: the job's result, a job that is still running, or a failure. */
export type Poll =
	| { readonly state: 'done'; readonly response: FhirResponse }
	| { readonly state: 'running'; readonly busy: boolean; readonly response: HttpResponse }
	/** `isResult`: it is the failure at the result's own address, to which the server referred because the job has ended. */
	| { readonly state: 'failing'; readonly failure: Failure; readonly isResult: boolean };

/**
 * One poll. A 303 says that the job has ended, and where its result is (FHIR R6, asynchronous interactions; SQL on FHIR 3): then
 * the result is read too. Throws what is not a `Failure`, and anything after the signal has aborted.
 */
export async function poll(client: FhirClient, job: JobAddress, signal?: AbortSignal): Promise<Poll> {
	const request: FhirRequest = {
		interaction: 'operation',
		method: 'GET',
		path: '',
		...job,
		headers: { 'cache-control': 'no-cache' },
		accepts: [303, 429],
		redirects: 'exceptSeeOther',
	};
	let isResult = false;
	try {
		const response = await client.open(request, signal);
		const { status } = response;
		const result = status === 303 ? resultOf(client, response) : undefined;
		if (result) {
			await response.discard();
			isResult = true;
			const { url, authorization } = result;
			const asked: FhirRequest = { interaction: 'operation', method: 'GET', path: '', url, authorization };
			return { state: 'done', response: await parseResponse(await client.open(asked, signal), asked) };
		}
		// Only a result is read: what else stands in the body, such as a gateway's page, says nothing about the job.
		if (status !== 202 && status !== 429) return { state: 'done', response: await parseResponse(response, request) };
		await response.discard();
		return { state: 'running', busy: status === 429, response };
	} catch (error) {
		if (error instanceof Failure && !signal?.aborted) return { state: 'failing', failure: error, isResult };
		throw asError(error);
	}
}

/** Where a 303 says that the result is, relative to the status URL (RFC 9110 §10.2.2): the server itself leads there. */
function resultOf(client: FhirClient, response: HttpResponse): JobAddress | undefined {
	const { headers, url } = response;
	const { location } = headers;
	if (location === undefined) return undefined;
	const link = URL.canParse(location, url) ? new URL(location, url).href : location;
	return { url: jobLink(client, response, link), authorization: reachOfLinks(response) };
}
