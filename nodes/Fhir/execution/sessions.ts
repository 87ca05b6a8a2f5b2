import type { IExecuteFunctions } from 'n8n-workflow';
import { type Connection, connectionKey, openConnection, readConnection } from '../connection/connection';
import { executionCredentials } from '../connection/executionCredentials';
import { nodeIdOf } from '../connection/nodeId';
import { nodeSource } from '../connection/sources';
import type { Parameters } from '../form/parameters';
import { binaryFiles } from '../items/files';
import { createHintCollector } from '../items/hints';
import { nodeMemory } from '../items/memory';
import { recordFile } from '../items/recordFile';
import type { LocalSession, Session } from '../items/session';
import { asError } from '../support/errors';
import { holdsExpression } from '../support/expressions';
import { LruMap } from '../support/lruMap';
import type { ToolRun } from './toolRun';

/** The sessions of one execution. */
export interface Sessions {
	/**
	 * The session of the input item with these parameters. Rejects with the input `Failure` of a connection that cannot be
	 * made, and with n8n's error where a credential is missing.
	 */
	of(parameters: Parameters): Promise<Session> | Session;
	/** Shows the hints of all connections and returns them; called once, after the last item. */
	close(): string[];
}

/** What makes the sessions of an AI agent's tool different. */
export interface SessionRules {
	readonly tool?: ToolRun;
	readonly isFull?: LocalSession['isFull'];
}

/** Connections that are kept for the items to come; each of 10,000 items may have its own. */
const maxConnections = 128;

interface Opened {
	readonly connection: Connection;
	readonly session: Session;
}

/**
 * Opens the connections of an execution: one for each distinct set of all that makes a connection. Where nothing in it is an
 * expression, that is one for all items, and it is opened here: then this rejects as `Sessions.of` does.
 */
export async function openSessions(
	context: IExecuteFunctions,
	parametersOf: (item: number) => Parameters,
	{ tool, isFull }: SessionRules = {},
): Promise<Sessions> {
	const { local, show } = localPart(context, isFull);
	const { hint } = local;
	const source = nodeSource(context);
	const credentials = executionCredentials(context);
	/** What connections say of themselves: those to one server say the same, which counts once. */
	const remarks = new Set<string>();
	const remember = ({ connection }: Opened) => connection.hints().forEach((remark) => remarks.add(remark));
	const opened = new LruMap<string, Opened>(maxConnections, remember);

	const usedCredentials = new Set<string>();

	const open = async (parameters: Parameters): Promise<Session> => {
		const data = await readConnection({
			...source,
			parameter: (name) => parameters.json(name) ?? undefined,
			credential: async (type) => {
				usedCredentials.add(type);
				await tool?.assertCredential(type);
				return await credentials.of(type, parameters.item);
			},
		});
		const key = connectionKey(data);
		const known = opened.get(key);
		if (known) return known.session;
		const connection = openConnection(data, source, hint, tool?.guard);
		const { client, limiter, publicKeys } = connection;
		const session = { ...local, client, requestLimit: limiter && (() => limiter.limit), key, publicKeys };
		opened.set(key, { connection, session });
		return session;
	};

	const close = () => {
		opened.drain().forEach(remember);
		remarks.forEach(hint);
		return show();
	};

	const typed = context.getNode().parameters;
	if (connectionParameters.some((name) => holdsExpression(typed[name]))) return { of: open, close };
	const [first] = await Promise.allSettled([open(parametersOf(0))]);
	for (const type of usedCredentials) if (!(await credentials.areFixed(type))) return { of: open, close };
	if (first.status === 'rejected') throw asError(first.reason);
	return { of: () => first.value, close };
}

/** The sessions of an operation that needs no server: one for all items. */
export function localSessions(context: IExecuteFunctions, { isFull }: SessionRules = {}): Sessions {
	const { local, show } = localPart(context, isFull);
	const missing = (): never => {
		throw new Error('An operation without a server has asked for one');
	};
	const session: Session = {
		...local,
		requestLimit: undefined,
		key: '',
		publicKeys: missing,
		get client() {
			return missing();
		},
	};
	return { of: () => session, close: show };
}

/** What n8n offers to each operation, and a function that shows the hints and returns them. */
function localPart(
	context: IExecuteFunctions,
	isFull: LocalSession['isFull'],
): { local: LocalSession; show: () => string[] } {
	const hints = createHintCollector();
	const show = () => {
		const messages = hints.messages();
		for (const message of messages) {
			context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
		}
		return messages;
	};
	const local = {
		signal: context.getExecutionCancelSignal(),
		files: binaryFiles(context),
		retriesNode: context.getNode().retryOnFail === true,
		memory: nodeMemory(context),
		nodeKey: nodeIdOf(context),
		records: recordFile(context),
		hint: (message: string) => hints.add(message),
		log: (message: string) => context.logger.info(message),
		...(isFull && { isFull }),
	};
	return { local, show };
}

/** The parameters of the node that `readConnection` reads. */
const connectionParameters = ['authentication', 'tlsValidation', 'baseUrl', 'options', 'connection'];
