import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { nodeSource } from '../../connection/sources';
import { nodeError } from '../../items/errors';
import { createHintCollector } from '../../items/hints';
import { chooseMethod } from '../../rest/changes/chooseMethod';
import { readChanges } from '../../rest/changes/readChanges';
import { newestChanges } from '../../rest/changes/sample';
import type { FhirClient } from '../../rest/client';
import { fingerprint } from '../../support/fingerprint';
import { LruMap } from '../../support/lruMap';
import { nodeIdOf } from '../../connection/nodeId';
import { triggerParameters } from '../shared/parameters';
import { namedFields } from './fields';
import { changeItems } from './items';
import { pollSettings } from './settings';

/** Where the state is among the node's static data. */
const stateName = 'changes';

/** How many changes *Fetch Test Event* shows. */
const sampleSize = 5;

/** The hints that each node reported at its last poll, by workflow and node. */
const reported = new LruMap<string, Set<string>>(1_000);

/** The static data of nodes that are polling right now. */
const polling = new WeakSet<object>();

/**
 * Polls the server once: the changes since the last poll, or null for none. In the editor it shows the newest ones and
 * remembers nothing. Throws the error that n8n shows; then the next poll begins where this one began.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await withNodeError(context, () => sample(context));
	const staticData = context.getWorkflowStaticData('node');
	// A poll may take longer than the time to the next one, which would read the same.
	if (polling.has(staticData)) return null;
	polling.add(staticData);
	try {
		return await withNodeError(context, () => pollOnce(context, staticData));
	} finally {
		polling.delete(staticData);
	}
}

async function pollOnce(context: IPollFunctions, staticData: IDataObject): Promise<INodeExecutionData[][] | null> {
	const settings = pollSettings(triggerParameters(context, namedFields));
	const hints = createHintCollector();
	const { client, method } = await openServer(context, settings, (message) => hints.add(message));
	const { feeds, start, overlap, maxItems, simplify, watched } = settings;
	const plan = { key: watchedKey(context, client, watched), feeds, method, start, overlap, maxItems };
	const { changes, state } = await readChanges(client, plan, staticData[stateName]);
	const news = unreported(context, hints.messages());
	for (const hint of news) context.logger.warn(`${context.getNode().name}: ${hint}`);
	staticData[stateName] = state;
	return changes.length === 0 ? null : [changeItems(changes, { method, simplify, hints: news })];
}

async function sample(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = pollSettings(triggerParameters(context, namedFields));
	const hints = createHintCollector();
	const { client, method } = await openServer(context, settings, (message) => hints.add(message));
	const changes = await newestChanges(client, settings.feeds, method, sampleSize);
	if (changes.length === 0) return null;
	return [changeItems(changes, { method, simplify: settings.simplify, hints: hints.messages() })];
}

async function openServer(
	context: IPollFunctions,
	{ question }: ReturnType<typeof pollSettings>,
	hint: (message: string) => void,
) {
	const connection = await connect(nodeSource(context), hint);
	const method = await chooseMethod(connection.client, question);
	connection.hints().forEach(hint);
	return { client: connection.client, method };
}

/** Stands for server, login and search. A credential counts by its name in n8n: a new password changes nothing. */
function watchedKey(context: IPollFunctions, { baseUrl }: FhirClient, watched: unknown): string {
	const { parameters, credentials = {} } = context.getNode();
	const login = Object.entries(credentials)
		.filter(([type]) => type !== 'fhirCaBundleApi')
		.map(([type, { id }]) => [type, id]);
	return fingerprint([baseUrl.href, parameters.authentication, login, watched]);
}

/** The hints that the last poll did not report: what stays as it is need not be reported each minute. */
function unreported(context: IPollFunctions, messages: readonly string[]): string[] {
	const name = nodeIdOf(context);
	const known = reported.get(name);
	reported.set(name, new Set(messages));
	return messages.filter((message) => !known?.has(message));
}

async function withNodeError<Result>(context: IPollFunctions, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw nodeError(context.getNode(), error, undefined);
	}
}
