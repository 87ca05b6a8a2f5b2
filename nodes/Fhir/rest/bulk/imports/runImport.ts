import { isObject } from '../../../support/json';
import { Failure } from '../../../transport/errors/failure';
import { serverText } from '../../../transport/errors/redact';
import type { FhirClient } from '../../client';
import { type StartedJob, startJob } from '../../jobs/asyncJob';
import { pollJob, type PollOptions, sendCancel } from '../../jobs/pollJob';
import { withStatusUrl } from '../../jobs/statusUrl';
import type { FhirResponse } from '../../response/response';
import type { ImportDescription, ImportInput, ImportOperation } from './description';

/** Starts an import. Throws what `startJob` and the description throw, and a `Failure` for a job that cannot be looked at. */
export async function startImport(
	client: FhirClient,
	description: ImportDescription,
	input: ImportInput,
	signal?: AbortSignal,
): Promise<StartedJob> {
	const request = description.request(input, client.baseUrl);
	const { operation } = description;
	if (!operation) return await startJob(client, request, signal);
	const response = await client.send(request, signal);
	const statusUrl = operation.urlOf(response.json, client.baseUrl);
	if (statusUrl !== undefined) return { statusUrl, authorization: 'origin' };
	throw new Failure({
		kind: 'response',
		status: response.status,
		message: 'The server has taken the import, but did not say where its job is',
		advice: 'The import may be running: look for it on the server before you start it again.',
		effect: 'applied',
	});
}

/** Waits for an import and returns its result. Throws what `pollJob` throws; a stopped execution cancels the import. */
export async function waitForImport(
	client: FhirClient,
	{ operation }: ImportDescription,
	job: Extract<StartedJob, { statusUrl: string }>,
	polling: PollOptions,
	signal?: AbortSignal,
): Promise<FhirResponse> {
	const { statusUrl, authorization } = job;
	if (!operation) return await pollJob(client, statusUrl, { ...polling, authorization }, signal);
	try {
		return await pollOperation(client, operation, statusUrl, polling, signal);
	} catch (error) {
		const isLate = error instanceof Failure && error.kind === 'timeout' && error.details.jobTimeout === true;
		const cancelled = (signal?.aborted || isLate) && (await sendCancel(client, operation.cancel(statusUrl)));
		throw withStatusUrl(error, statusUrl, isLate ? { advice: cancelled ? wasCancelled : mayStillRun } : {});
	}
}

const wasCancelled =
	'The import was cancelled; what was imported before stays on the server. Raise Job Timeout to wait longer.';
const mayStillRun =
	'The import could not be cancelled, and may still be running: `statusUrl` in the details of this error is its address. Raise Job Timeout to wait longer.';

const hour = 3_600_000;

async function pollOperation(
	client: FhirClient,
	operation: ImportOperation,
	url: string,
	{ timeoutMs = hour, intervalMs, onProgress }: PollOptions,
	signal: AbortSignal | undefined,
): Promise<FhirResponse> {
	const { runtime } = client;
	const deadline = runtime.now() + timeoutMs;
	for (let polls = 0; ; polls++) {
		const request = { interaction: 'operation', method: 'GET', path: '', url, authorization: 'origin' } as const;
		const response = await client.send(request, signal);
		const state = operation.read(response.json);
		if (state?.error !== undefined) throw importFailed(serverText(state.error, 500, response.mask));
		if (state?.done !== false) return response;
		if (state.progress) onProgress?.(state.progress);
		const left = deadline - runtime.now();
		if (left <= 0) throw tooLong(timeoutMs);
		await runtime.sleep(Math.min(intervalMs ?? Math.min(2_000 * 1.5 ** polls, 30_000), left), signal);
	}
}

function importFailed(words: string): Failure {
	return new Failure({
		kind: 'response',
		message: `The import failed: ${words}`,
		advice: 'What was imported before stays on the server.',
		effect: 'unknown',
	});
}

function tooLong(timeoutMs: number): Failure {
	return new Failure({
		kind: 'timeout',
		message: `The server has not finished the import after ${Math.round(timeoutMs / 1000)} seconds`,
		effect: 'unknown',
		details: { jobTimeout: true },
	});
}

/** The result of an import as an object: JSON of its own, or a resource. */
export function importResult({ json, resource }: FhirResponse): Record<string, unknown> {
	return isObject(json) ? json : resource ? { ...resource } : {};
}
