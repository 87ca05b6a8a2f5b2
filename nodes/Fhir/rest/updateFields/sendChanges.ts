import type { Members } from '../../support/members';
import { toJson } from '../../support/exactNumber';
import { asError } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import { Failure, inputFailure } from '../../transport/errors/failure';
import type { HttpHeaders } from '../../transport/http';
import type { FhirClient } from '../client';
import { capabilityStatement } from '../conformance/capabilities';
import { offersJsonPatch } from '../conformance/offers';
import type { Resource } from '../model/resource';
import { jsonPatchBody, type JsonPatchStep } from '../patch/jsonPatch';
import { isSubsetted } from '../request/body';
import { entityTag } from '../request/conditional';
import { resourcePath } from '../request/path';
import type { FhirRequest } from '../request/request';
import type { FhirResponse } from '../response/response';
import { patchSteps } from './difference';
import { holdsExactNumber, isSame } from './members';
import { mergeElements, type MergeSettings } from './merge';
import { ignoredVersionHint, mergedAgainHint, noVersionHint, refusedPatchHint, unchangedHint } from './messages';

/** How a change is sent: see the option *Send As*. */
export type SendAs = 'automatic' | 'jsonPatch' | 'readAndUpdate';

/** A change of some elements of one resource. */
export interface FieldUpdate {
	readonly type: string;
	readonly id: string;
	readonly given: Members;
	readonly sendAs: SendAs;
	/** The version that has to be the current one: if it is not, nothing is written. */
	readonly version?: string;
	/** For the write. */
	readonly headers: HttpHeaders;
	readonly merge: MergeSettings;
}

/** How a change ended. */
export interface FieldUpdateResult {
	/** Of the write; of the read where nothing had to be changed. Its resource is one for the output. */
	readonly response: FhirResponse;
	/** The write as an update, with all that the server should hold now; undefined where nothing had to be changed. */
	readonly request?: FhirRequest;
}

/** Writes at most, as long as someone else changes the resource in between. */
const maxWrites = 4;

/** Statuses by which a server refuses a patch of any content. */
const noPatch: ReadonlySet<number | undefined> = new Set([405, 415, 501]);
/** Statuses that may mean a failed `test`, a resource that is gone, or a patch that the server cannot read. */
const unclearPatch: ReadonlySet<number | undefined> = new Set([400, 404, 422]);
const conflicts: ReadonlySet<number | undefined> = new Set([409, 412]);

/**
 * Reads a resource, merges the elements into it and sends the difference: as a JSON Patch where the server takes that and the
 * resource has no numbers that it may change, else as an update of the whole resource; both with `If-Match`, where the server
 * names a version. If someone else has changed the resource meanwhile, it is read and merged again, a few times, unless a version
 * is asked for. Sends no write where nothing has to be changed. Hints say what is worth knowing. Throws what `FhirClient.send` and
 * `mergeElements` throw; the effect of a failure is that of the write.
 */
export async function sendChanges(
	client: FhirClient,
	update: FieldUpdate,
	signal?: AbortSignal,
): Promise<FieldUpdateResult> {
	const { type, id, given, merge, sendAs } = update;
	let based = await read(client, update, 'notSent', signal);
	assertVersion(based, update);
	let isPatch = sendAs === 'jsonPatch' ? true : undefined;
	let writes = 0;
	for (;;) {
		const { resource, hints } = mergeElements(based.resource, given, merge);
		const steps = patchSteps(based.resource, resource, based.version === undefined);
		if (steps.length === 0) {
			client.hint(unchangedHint);
			return { response: { ...based.response, resource: forOutput(based.resource) } };
		}
		isPatch ??=
			sendAs === 'automatic' && !isSaferAsUpdate(based) && (await takesPatch(client, type, writes > 0, signal));
		const request = writeRequest(update, based, isPatch ? steps : resource);
		let failure: Failure;
		try {
			const response = await client.send(request, signal);
			hints.forEach(client.hint);
			if (based.version === undefined) client.hint(noVersionHint);
			else if (skipsVersions(based.version, response.versionId)) client.hint(ignoredVersionHint);
			return { response, request: writeRequest(update, based, resource) };
		} catch (error) {
			if (!(error instanceof Failure) || error.kind !== 'http' || error.effect !== 'rejected') throw asError(error);
			failure = error;
		}
		writes++;
		const { status } = failure;
		const mayFallBack = isPatch && sendAs === 'automatic';
		if (mayFallBack && noPatch.has(status)) {
			patchRefusals.set(refusalKey(client, type), client.runtime.now() + refusalTtl);
		} else {
			if (!conflicts.has(status) && !(isPatch && unclearPatch.has(status))) throw failure;
			const isPinned = update.version !== undefined;
			if (isPinned && conflicts.has(status)) throw failure;
			const fresh = await read(client, update, 'rejected', signal);
			const hasChanged = !isSameState(based, fresh);
			if (hasChanged && isPinned) throw failure;
			if (hasChanged && writes >= maxWrites) throw alwaysChanged(failure, `${type}/${id}`, writes);
			based = fresh;
			if (hasChanged) {
				client.hint(mergedAgainHint);
				continue;
			}
			if (!mayFallBack || conflicts.has(status)) throw failure;
		}
		isPatch = false;
		client.hint(refusedPatchHint(status));
	}
}

/** A resource as it was read, with its numbers as they were written. */
interface State {
	readonly resource: Resource;
	/** Undefined where the server names none that can be sent back. */
	readonly version: string | undefined;
	readonly response: FhirResponse;
}

async function read(
	client: FhirClient,
	{ type, id }: FieldUpdate,
	effect: 'notSent' | 'rejected',
	signal: AbortSignal | undefined,
): Promise<State> {
	const path = resourcePath(type, id);
	const headers = { 'cache-control': 'no-cache' };
	const request: FhirRequest = { interaction: 'read', method: 'GET', path, headers, exactNumbers: true };
	const response = await client.send(request, signal).catch((error: unknown) => {
		throw error instanceof Failure ? error.with({ effect }) : error;
	});
	const { resource } = response;
	if (resource?.resourceType !== type || (resource.id !== undefined && resource.id !== id)) {
		throw new Failure({
			kind: 'response',
			status: response.status,
			effect,
			message: `The server did not return ${type}/${id}, so it cannot be changed`,
			advice:
				'It may have been merged with another resource: read it with Any Resource → Get, and use the ID of the result.',
		});
	}
	if (isSubsetted(resource)) {
		throw new Failure({
			kind: 'response',
			status: response.status,
			effect,
			message: `The server returned ${type}/${id} incomplete (tagged SUBSETTED), so it cannot be changed safely`,
			advice:
				'Check that the login may read the whole resource. To change single elements without reading it, use Patch.',
		});
	}
	return { resource, version: usableVersion(response.versionId), response };
}

function usableVersion(version: string | undefined): string | undefined {
	if (version === undefined) return undefined;
	try {
		entityTag(version);
		return version;
	} catch {
		return undefined;
	}
}

function assertVersion({ version }: State, { version: wanted, type, id }: FieldUpdate): void {
	if (wanted === undefined || version === undefined || entityTag(wanted) === entityTag(version)) return;
	throw inputFailure(
		`${type}/${id} has changed on the server since the version on which this change is based`,
		'Nothing was written. Read the resource again, or leave out the version (the option If Match, `meta.versionId` in the body): the elements given are then changed in the current version.',
	);
}

function writeRequest(update: FieldUpdate, { version }: State, content: Resource | JsonPatchStep[]): FhirRequest {
	const { type, id, version: wanted } = update;
	const tag = wanted ?? version;
	const common = {
		path: resourcePath(type, id),
		headers: { ...update.headers, ...(tag !== undefined && { 'if-match': entityTag(tag) }) },
	};
	if (Array.isArray(content)) {
		return { ...common, interaction: 'patch', method: 'PATCH', body: jsonPatchBody(content, update.merge.field) };
	}
	return { ...common, interaction: 'update', method: 'PUT', body: { ...content, id } };
}

/** How long it is remembered that a server refuses patches of a type, in milliseconds. */
const refusalTtl = 10 * 60_000;
const patchRefusals = new LruMap<unknown, number>(200);

function refusalKey(client: FhirClient, type: string): unknown {
	return client.identity === undefined ? client : `${client.identity}\n${type}`;
}

/**
 * Servers such as HAPI read all numbers of a resource when they patch it, and write 2.50 as 2.5, also where the patch does not name
 * them. An update sends them as they were written.
 */
function isSaferAsUpdate({ resource, version }: State): boolean {
	return version !== undefined && holdsExactNumber(resource);
}

/** Does the server say that it takes a JSON Patch for this type? Where it cannot be asked, it gets an update. */
async function takesPatch(
	client: FhirClient,
	type: string,
	written: boolean,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	if ((patchRefusals.get(refusalKey(client, type)) ?? 0) > client.runtime.now()) return false;
	try {
		return offersJsonPatch(await capabilityStatement(client, signal), type);
	} catch (error) {
		if (!(error instanceof Failure)) throw asError(error);
		if (error.kind === 'cancelled') throw error.with({ effect: written ? 'rejected' : 'notSent' });
		return false;
	}
}

function isSameState(one: State, other: State): boolean {
	if (one.version !== undefined && other.version !== undefined) return one.version === other.version;
	return isSame(one.resource, other.resource);
}

/** Do numbered versions show that there was one between reading and writing? */
function skipsVersions(before: string, after: string | undefined): boolean {
	const [first, second] = [Number(before), Number(after)];
	return Number.isSafeInteger(first) && Number.isSafeInteger(second) && String(second) === after && second > first + 1;
}

function alwaysChanged(failure: Failure, target: string, writes: number): Failure {
	return failure.with({
		message: `${target} was changed by someone else each of the ${writes} times that it was read and was to be written`,
		advice: 'Nothing was written. Run it again later; if it happens often, find out what else writes this resource.',
	});
}

/** n8n's items have JavaScript's numbers. */
function forOutput(resource: Resource): Resource {
	return JSON.parse(toJson(resource)) as Resource;
}
