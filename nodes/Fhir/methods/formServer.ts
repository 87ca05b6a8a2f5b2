import { hasLogin } from '../connection/authentication';
import { openConnection, readConnection } from '../connection/connection';
import { connectionSettings } from '../connection/options';
import type { ConnectionSource } from '../connection/sources';
import { nodeError } from '../items/errors';
import { capabilityStatement } from '../rest/conformance/capabilities';
import { releaseOf } from '../rest/conformance/searchOffers';
import type { FhirClient } from '../rest/client';
import type { Release } from '../rest/definitions/searchParameters';
import type { Resource } from '../rest/model/resource';
import { isLoginRefusal } from '../rest/response/loginRefusal';
import { LruMap } from '../support/lruMap';
import { Failure } from '../transport/errors/failure';

/** What a drop-down knows of the server that the form is about. */
export interface FormServer {
	/** Absent where the server cannot be asked: no credential yet, not reachable, too slow. */
	readonly statement: Resource | undefined;
	readonly release: Release;
}

/**
 * How long a drop-down waits for a server, in milliseconds. The request goes on after that, so that the next drop-down has its
 * response.
 */
const timeoutMs = 5_000;

/** How long a server that did not respond is not waited for again, in milliseconds. */
const deniedTtl = 30_000;

/** When the servers that did not respond in time may be waited for again. */
const unresponsive = new LruMap<unknown, number>(100);

/**
 * What the server of the open form says of itself, requested once for all drop-downs. Where it cannot be asked, the drop-downs
 * have FHIR's own definitions. Rejects only where the chosen credential is refused, with the error that n8n shows.
 */
export async function formServer(source: ConnectionSource): Promise<FormServer> {
	const statement = await statementOf(source);
	return { statement, release: (statement && releaseOf(statement)) ?? chosenRelease(source) };
}

async function statementOf(source: ConnectionSource): Promise<Resource | undefined> {
	return await unlessUnreachable(source, async () => await inTime(await formClient(source)));
}

/**
 * The server of the open form. A request is sent once, and fails after `maxMs`: nobody waits longer for a list. Rejects where
 * the form cannot say which server that is.
 */
export async function formClient(source: ConnectionSource, maxMs = Infinity): Promise<FhirClient> {
	const data = await readConnection(source);
	const { retry, timeouts } = data.options;
	const options = {
		...data.options,
		retry: { ...retry, retries: 0 },
		timeouts: { ...timeouts, total: Math.min(timeouts.total, maxMs) },
	};
	return openConnection({ ...data, options }, source).client;
}

/** How long a list waits for what it asks of a server by itself, in milliseconds. */
export const listTimeoutMs = 10_000;

/**
 * What the server says; undefined where it cannot be asked. Rejects only where the chosen credential is refused, with the
 * error that n8n shows.
 */
export async function unlessUnreachable<Result>(
	source: ConnectionSource,
	ask: () => Promise<Result>,
): Promise<Result | undefined> {
	try {
		return await ask();
	} catch (error) {
		if (!isWrongLogin(error) || !hasLogin(source.parameter('authentication'))) return undefined;
		throw nodeError(source.node, error, undefined);
	}
}

/** The server's CapabilityStatement; undefined if it takes too long. Rejects as `capabilityStatement` does. */
async function inTime(client: FhirClient): Promise<Resource | undefined> {
	const { runtime, identity: key } = client;
	const wait = (unresponsive.get(key) ?? 0) > runtime.now() ? 0 : timeoutMs;
	const done = new AbortController();
	const timer = runtime.sleep(wait, done.signal).then(
		() => undefined,
		() => undefined,
	);
	try {
		const statement = await Promise.race([capabilityStatement(client), timer]);
		if (statement) unresponsive.delete(key);
		else unresponsive.set(key, runtime.now() + deniedTtl);
		return statement;
	} finally {
		done.abort();
	}
}

function isWrongLogin(error: unknown): boolean {
	return error instanceof Failure && (error.kind === 'authorization' || isLoginRefusal(error));
}

/** The release that *FHIR Version* names, else R4, which most servers have. */
function chosenRelease(source: ConnectionSource): Release {
	const { fhirVersion } = connectionSettings(source);
	if (fhirVersion === '4.3') return 'r4b';
	return fhirVersion === '5.0' ? 'r5' : 'r4';
}
