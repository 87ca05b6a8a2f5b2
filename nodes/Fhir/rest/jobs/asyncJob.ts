import { Failure } from '../../transport/errors/failure';
import { retryAfter } from '../../transport/retry/timing';
import type { FhirClient } from '../client';
import { entriesOf } from '../model/bundle';
import { readEntryResults } from '../bundle/entryResults';
import { resolveLink } from '../response/links';
import type { ReadIssue } from '../response/outcome';
import type { FhirRequest } from '../request/request';
import { isBundle } from '../model/resource';
import type { FhirResponse } from '../response/response';
import { asError } from '../../support/errors';
import { serverText } from '../../transport/errors/redact';

/** How long a job is waited for, and what is told meanwhile. */
export interface PollOptions {
	/** Milliseconds after which the waiting ends with a `Failure`, and the job is given up. Default: one hour. */
	readonly patience?: number;
	/** Called with the server's own words on the progress, bounded. */
	readonly onProgress?: (words: string) => void;
}

const hour = 60 * 60_000;
/** Wait between two polls where the server names none, and the longest that it may name, in milliseconds. */
const firstWait = 1_000;
const longestWait = 30_000;
const longestAsked = 5 * 60_000;

/**
 * Sends a request with `Prefer: respond-async` (R4 §3.1.0.1.8 "Asynchronous requests") and waits for its
 * result. A server that ignores the preference has answered at once: that answer is given.
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
	return statusUrl === undefined ? accepted : unwrapped(request, await pollJob(client, statusUrl, options, signal));
}

/** The URL under which a job that was accepted (202) tells how it stands; nothing where it was no job. */
export function statusUrlOf(client: FhirClient, { status, headers, url }: FhirResponse): string | undefined {
	const link = headers['content-location'] ?? headers.location;
	if (status !== 202 || link === undefined) return undefined;
	return resolveLink(link, { baseUrl: client.baseUrl, answered: url, rewrite: client.rewriteLinks });
}

/**
 * Asks a status URL until the job is done, and gives the answer then. Waits as the server asks (`Retry-After`
 * in seconds or as a date), else longer from time to time; 429 and an error whose issue is `transient`
 * count as "not yet". When the signal aborts or the patience ends, the job is cancelled on the server.
 */
export async function pollJob(
	client: FhirClient,
	url: string,
	{ patience = hour, onProgress }: PollOptions = {},
	signal?: AbortSignal,
): Promise<FhirResponse> {
	const { runtime } = client;
	const until = runtime.now() + patience;
	try {
		for (let polls = 0; ; polls++) {
			const answer = await ask(client, url, signal);
			if (answer && answer.status !== 202 && answer.status !== 429) return answer;
			const progress = answer?.headers['x-progress'];
			if (progress) onProgress?.(serverText(progress, 200));
			const asked = answer && retryAfter(answer.headers, runtime.now());
			const wait = asked === undefined ? waitAt(polls) : Math.min(asked, longestAsked);
			if (runtime.now() + wait > until) throw tooLong(patience);
			await runtime.sleep(Math.max(wait, firstWait), signal);
		}
	} catch (error) {
		if (signal?.aborted || (error instanceof Failure && error.kind === 'timeout')) await cancelJob(client, url);
		throw stopped(error, signal);
	}
}

/** Tells the server to drop a job (or its result). Best effort: a server may not offer it, or have dropped it itself. */
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

/** One poll; nothing where the server says that its own trouble will pass. */
async function ask(client: FhirClient, url: string, signal?: AbortSignal): Promise<FhirResponse | undefined> {
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

/** The R5 pattern wraps the one answer in a `batch-response`; that of a batch is the answer itself. */
function unwrapped(request: FhirRequest, answer: FhirResponse): FhirResponse {
	const { resource } = answer;
	if (request.interaction === 'batch' || !isBundle(resource) || resource.type !== 'batch-response') return answer;
	const [entry, ...more] = entriesOf(resource);
	if (entry === undefined || more.length > 0) return answer;
	const [result] = readEntryResults([{ request: { method: request.method, url: request.path } }], answer);
	if (result?.failure) throw result.failure;
	const { failure: _none, ...rest } = result ?? { status: answer.status };
	return { headers: answer.headers, url: answer.url, ...rest };
}

function waitAt(polls: number): number {
	return Math.min(firstWait * 1.5 ** polls, longestWait);
}

function tooLong(patience: number): Failure {
	return new Failure({
		kind: 'timeout',
		message: `The server has not finished the job after ${Math.round(patience / 60_000)} minutes`,
		advice: 'The job was cancelled. Ask for less at a time, or wait longer.',
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
