import type { Session } from '../../items/session';
import type { FhirRequest } from '../../rest/request/request';
import { fingerprint } from '../../support/fingerprint';

/** The time of the last successful export of one kind, kept with the workflow. */
export interface LastRun {
	readonly time: string | undefined;
	/** Keeps the server's time of an export that succeeded. */
	succeeded(time: string): void;
}

const notKept =
	'"Since the last successful run" only counts executions that a trigger has started: n8n keeps nothing of one that was started by hand.';

/**
 * The last successful run of the same export: of the same server, with the same parameters. What is kept shows no parameter:
 * they may hold IDs of patients.
 */
export function lastRunOf(request: FhirRequest, { client, memory, hint }: Session): LastRun {
	const { path, query, body } = request;
	const name = `export ${fingerprint([client.baseUrl.href, path, query, body])}`;
	const kept = memory.get(name);
	return {
		time: typeof kept === 'string' ? kept : undefined,
		succeeded: (time) => {
			if (memory.isKept) memory.set(name, time);
			else hint(notKept);
		},
	};
}
