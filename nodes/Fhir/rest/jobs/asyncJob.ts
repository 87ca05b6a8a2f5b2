import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import { retryAfter } from '../../transport/retry/timing';
import { readEntryResults } from '../bundle/entryResults';
import type { FhirClient } from '../client';
import { entriesOf } from '../model/bundle';
import { isBundle } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { resolveLink } from '../response/links';
import type { ReadIssue } from '../response/outcome';
import type { FhirResponse } from '../response/response';

/** How long to wait for a job, and how to report its progress. */
export interface PollOptions {
	/** Milliseconds after which waiting ends with a `Failure` and the job is cancelled. Default: one hour. */
	readonly timeoutMs?: number;
	/** Called with the server's own text about the progress, bounded. */
	readonly onProgress?: (serverText: string) => void;
}

const hour = 60 * 60_000;
/** Milliseconds between two polls: at least, at most if the server names no time, and at most if it does. */
const minWait = 1_000;
const maxWait = 30_000;
const maxRetryAfter = 5 * 60_000;

/**
 * Sends a request with `Prefer: respond-async` (R4 §3.1.0.1.8 "Asynchronous requests"), waits for the job to finish and
 * returns its response. If the server ignores the preference and responds at once, that response is returned. Throws
 * what `FhirClient.send` and `pollJob` throw.
 */
export async function sendAsync(
	client: FhirClient,
	request: FhirRequest,
	options: PollOptions = {},
	signal?: AbortSignal,
): Promise<FhirResponse> {
	const prefer = [request.headers?.prefer, 'respond-async'].filter(Boolean).join(', ');
	const accepted = await client.send({ ...request, headers: { ...request.headers, prefer } }, signal);
	const statusUrl = statusUrlOf(client, accepted);
	return statusUrl === undefined
		? accepted
		: responseInBundle(request, await pollJob(client, statusUrl, options, signal));
}

/**
 * The status URL of an accepted job (202), absolute; undefined if the response is not about a job. Throws what
 * `resolveLink` throws.
 */
export function statusUrlOf(client: FhirClient, { status, headers, url }: FhirResponse): string | undefined {
	const link = headers['content-location'] ?? headers.location;
	if (status !== 202 || link === undefined) return undefined;
	return resolveLink(link, { baseUrl: client.baseUrl, responseUrl: url, rewrite: client.rewriteLinks });
}

/**
 * Polls a status URL until the job has finished, and returns the last response. Waits as long as the server asks for
 * (`Retry-After` in seconds or as a date), else longer each time. Status 429 and a server error with the issue code
 * `transient` mean that the job has not finished yet. If the signal aborts or the time is up, the job is cancelled on
 * the server, and a `Failure` of kind `cancelled` or `timeout` is thrown; otherwise throws what `FhirClient.send`
 * throws.
 */
export async function pollJob(
	client: FhirClient,
	url: string,
	{ timeoutMs = hour, onProgress }: PollOptions = {},
	signal?: AbortSignal,
): Promise<FhirResponse> {
	const { runtime } = client;
	const deadline = runtime.now() + timeoutMs;
	try {
		for (let polls = 0; ; polls++) {
			const response = await poll(client, url, signal);
			if (response && response.status !== 202 && response.status !== 429) return response;
			const progress = response?.headers['x-progress'];
			if (progress) onProgress?.(serverText(progress, 200));
			const requestedWait = response && retryAfter(response.headers, runtime.now());
			const wait = requestedWait === undefined ? waitAt(polls) : Math.min(requestedWait, maxRetryAfter);
			if (runtime.now() + wait > deadline) throw timedOut(timeoutMs);
			await runtime.sleep(Math.max(wait, minWait), signal);
		}
	} catch (error) {
		if (signal?.aborted || (error instanceof Failure && error.kind === 'timeout')) await cancelJob(client, url);
		throw stopped(error, signal);
	}
}

/**
 * Cancels a job, or deletes its result, on the server. Never throws: the server may not support it, or may have deleted
 * the job.
 */
export async function cancelJob(client: FhirClient, url: string): Promise<void> {
	try {
		await client.send({ interaction: 'delete', method: 'DELETE', path: '', url });
	} catch (error) {
		client.runtime.log(
			'debug',
			`A job could not be cancelled: ${error instanceof Error ? error.message : 'unknown reason'}`,
		);
	}
}

/** One poll; undefined if the server reports a transient error. */
async function poll(client: FhirClient, url: string, signal?: AbortSignal): Promise<FhirResponse | undefined> {
	try {
		const headers = { accept: 'application/fhir+json, application/json;q=0.9' };
		return await client.send(
			{ interaction: 'operation', method: 'GET', path: '', url, headers, accepts: [429] },
			signal,
		);
	} catch (error) {
		if (error instanceof Failure && (error.status ?? 0) >= 500 && isTransient(error)) return undefined;
		throw asError(error);
	}
}

function isTransient({ details }: Failure): boolean {
	return ((details.issues ?? []) as readonly ReadIssue[]).some(({ code }) => code === 'transient');
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
	return { headers: response.headers, url: response.url, ...rest };
}

function waitAt(polls: number): number {
	return Math.min(minWait * 1.5 ** polls, maxWait);
}

function timedOut(timeoutMs: number): Failure {
	return new Failure({
		kind: 'timeout',
		message: `The server has not finished the job after ${Math.round(timeoutMs / 60_000)} minutes`,
		advice: 'The job was cancelled. Request less at a time, or wait longer.',
	});
}

function stopped(error: unknown, signal: AbortSignal | undefined): Error {
	if (error instanceof Failure || !signal?.aborted) return asError(error);
	return new Failure({
		kind: 'cancelled',
		message: 'The execution was stopped while a job was running on the server',
		cause: error,
	});
}
