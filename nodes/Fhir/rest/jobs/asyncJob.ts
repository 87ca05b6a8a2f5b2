import { Failure } from '../../transport/errors/failure';
import type { HttpResponse } from '../../transport/http';
import { readEntryResults } from '../bundle/entryResults';
import type { FhirClient } from '../client';
import { entriesOf } from '../model/bundle';
import { isBundle } from '../model/resource';
import { requestLabel } from '../request/labels';
import { isWrite } from '../request/repeatable';
import type { FhirRequest } from '../request/request';
import { readErrorBody } from '../response/errorBody';
import { reachOfLinks } from '../response/links';
import { parseResponse } from '../response/parseResponse';
import type { FhirResponse } from '../response/response';
import { pollJob, type PollOptions } from './pollJob';
import { statusLinkOf, statusUrlOf, withStatusUrl } from './statusUrl';

/** The response of a job, or of a server that responded at once. */
export interface AsyncResponse {
	readonly response: FhirResponse;
	/** The job's status URL; undefined if there was no job. */
	readonly statusUrl?: string;
}

/**
 * Sends a request with `Prefer: respond-async` (R4 §3.1.0.1.8 "Asynchronous requests"), waits for the job to finish and
 * returns its response. If the server ignores the preference and responds at once, that response is returned. Throws
 * what `FhirClient.send` and `pollJob` throw, and a `Failure` of kind `response` if the server starts a job and does not say
 * where its status is. From the start of the job on, `statusUrl` in the details of a `Failure` names it.
 */
export async function sendAsync(
	client: FhirClient,
	request: FhirRequest,
	options: PollOptions = {},
	signal?: AbortSignal,
): Promise<AsyncResponse> {
	const started = await startJob(client, request, signal);
	if ('response' in started) return started;
	const { statusUrl, authorization } = started;
	const polling = { ...options, authorization };
	try {
		return { response: responseInBundle(request, await pollJob(client, statusUrl, polling, signal)), statusUrl };
	} catch (error) {
		// The job may have written before it failed.
		const written = error instanceof Failure && error.effect === 'rejected' && isWrite(request);
		throw withStatusUrl(error, statusUrl, written ? { effect: 'unknown' } : {});
	}
}

/** A job that has been started, by its status URL and what may be sent there; or the response of a server that started none. */
export type StartedJob =
	| { readonly statusUrl: string; readonly authorization: FhirRequest['authorization'] }
	| { readonly response: FhirResponse };

/**
 * Sends a request with `Prefer: respond-async` and does not wait for the job. Throws as `sendAsync` does before it waits. Only
 * the headers of the response of a server that starts a job matter: the body may be a progress report.
 */
export async function startJob(client: FhirClient, asked: FhirRequest, signal?: AbortSignal): Promise<StartedJob> {
	const prefer = [asked.headers?.prefer, 'respond-async'].filter(Boolean).join(', ');
	const request = { ...asked, headers: { ...asked.headers, prefer } };
	const response = await client.open(request, signal).catch((error: unknown) => {
		throw perhapsStarted(error);
	});
	if (response.status !== 202) return { response: await parseResponse(response, request) };
	const statusUrl = jobAddress(client, response);
	if (statusUrl === undefined) throw await withoutAddress(response, request);
	await response.discard().catch(() => undefined);
	return { statusUrl, authorization: reachOfLinks(response) };
}

/** The status URL; throws what `resolveLink` throws, with what the server sent, since the job is running. */
function jobAddress(client: FhirClient, response: HttpResponse): string | undefined {
	try {
		return statusUrlOf(client, response);
	} catch (error) {
		throw withStatusUrl(error, statusLinkOf(response) ?? '', { effect: 'applied' });
	}
}

/** The failure for an accepted job (202) that nobody can ask for. */
async function withoutAddress(response: HttpResponse, request: FhirRequest): Promise<Failure> {
	const said = readErrorBody(await response.text().catch(() => ''), response.mask).text;
	return new Failure({
		kind: 'response',
		message: 'The server started the operation as a job, but did not say where its result will be',
		advice: `The header Content-Location is missing in its response (status 202).${said ? ` The server says: ${said}` : ''} The job may be running: starting it again may start a second one.`,
		status: response.status,
		effect: 'applied',
		details: { request: requestLabel(request) },
	});
}

/** If the response to the request was lost, the server may have started the job. */
function perhapsStarted(error: unknown): unknown {
	if (!(error instanceof Failure) || error.effect !== 'unknown') return error;
	return error.with({
		advice:
			`A job may be running on the server although its response was lost. The request was not repeated, because that may start a second job: check on the server first. ${error.advice ?? ''}`.trim(),
	});
}

/**
 * In R5, the response is the only entry of a `batch-response`. The response to a batch is a `batch-response` itself.
 */
function responseInBundle(request: FhirRequest, response: FhirResponse): FhirResponse {
	const { resource } = response;
	if (request.interaction === 'batch' || !isBundle(resource) || resource.type !== 'batch-response') return response;
	const [entry, ...more] = entriesOf(resource);
	if (entry === undefined || more.length > 0) return response;
	const [result] = readEntryResults([{ request: { method: request.method, url: request.path } }], response);
	if (result?.failure) throw result.failure;
	const { failure: _failure, ...rest } = result ?? { status: response.status };
	return { headers: response.headers, url: response.url, mask: response.mask, ...rest };
}
