import type { INodeProperties } from 'n8n-workflow';
import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import type { StartedJob } from '../../rest/jobs/asyncJob';
import type { Reread } from '../../rest/bulk/freshLinks';
import type { Manifest } from '../../rest/bulk/manifest';
import { allPages, waitForManifest } from '../../rest/bulk/waitForManifest';
import { cancelJob, type PollOptions } from '../../rest/jobs/pollJob';
import { shownStatusUrl, withStatusUrl } from '../../rest/jobs/statusUrl';
import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';

/** *Options → Keep Export on Server*. */
export const keepExportOption: INodeProperties = {
	displayName: 'Keep Export on Server',
	name: 'keepExport',
	type: 'boolean',
	default: false,
	description:
		'Whether to leave the export on the server after the download. If off, the server is asked to delete it. The output Manifest always leaves it there.',
};

/** An export that is finished. */
export interface FinishedExport {
	readonly manifest: Manifest;
	/** Undefined where it is not known. */
	readonly statusUrl: string | undefined;
	/** Reads the manifest once more, for links that have expired. */
	readonly reread: Reread | undefined;
}

/** An export that was waited for. */
export interface WaitedExport extends FinishedExport {
	/** Asks the server to delete it. */
	readonly remove: () => Promise<boolean>;
}

/** Waits for an export that has been started. Rejects as `waitForManifest` does. */
export async function waitForExport(
	job: StartedJob,
	options: PollOptions,
	{ client, signal, log }: Session,
): Promise<WaitedExport> {
	const polling = {
		...options,
		onProgress: (progress: string) => log(`The server is working on the export: ${progress}`),
	};
	// Some servers respond at once where there is little to export.
	if ('response' in job) {
		const manifest = await allPages(client, job.response, polling, signal);
		return { manifest, statusUrl: undefined, reread: undefined, remove: async () => await Promise.resolve(false) };
	}
	const { statusUrl, authorization } = job;
	// All that is left of it if n8n's process is killed.
	log(`The server has started the export: its status URL is ${shownStatusUrl(statusUrl)}`);
	const read = async () => await waitForManifest(client, { url: statusUrl, authorization }, polling, signal);
	return {
		manifest: await read().catch((error: unknown) => {
			throw withStatusUrl(error, statusUrl);
		}),
		statusUrl,
		reread: async () => (await read()).files,
		remove: async () => await cancelJob(client, statusUrl, authorization),
	};
}

/** If the execution is stopped during the download, the export is deleted; after an error it is left for another try. */
export async function downloadExport(
	{ statusUrl, remove }: WaitedExport,
	download: () => Promise<OutputItem[]>,
	{ signal }: Session,
): Promise<OutputItem[]> {
	try {
		return await download();
	} catch (error) {
		if (statusUrl === undefined) throw asError(error);
		if (signal?.aborted) await remove();
		throw leftOver(error, statusUrl, signal?.aborted === true);
	}
}

const stillThere =
	'The export is still on the server: `statusUrl` in the details of this error is its address. Download Export Files takes it without starting the export anew, and Cancel or Delete Export deletes it.';

function leftOver(error: unknown, statusUrl: string, isRemoved: boolean): Error {
	if (!(error instanceof Failure) || isRemoved) return withStatusUrl(error, statusUrl);
	return withStatusUrl(error, statusUrl, { advice: [error.advice, stillThere].filter(Boolean).join(' ') });
}
