import type { IExecuteFunctions } from 'n8n-workflow';
import { connect, type Connection } from '../connection/connection';
import { nodeSource } from '../connection/sources';
import { binaryFiles } from '../items/files';
import { createHintCollector } from '../items/hints';
import type { Session } from '../items/session';

/** The sessions of one execution. */
export interface Sessions {
	/** The session of an input item (from 0); rejects with the input `Failure` of a connection that cannot be made. */
	of(item: number): Promise<Session> | Session;
	/** Shows the hints of all connections; called once, after the last item. */
	close(): void;
}

/**
 * Opens the connection of an execution: once, or once for each base URL where that is an expression which differs from
 * item to item. Rejects with n8n's error where a credential is missing, and with an input `Failure` as `connect` does.
 */
export async function openSessions(context: IExecuteFunctions): Promise<Sessions> {
	const hints = createHintCollector();
	const hint = (message: string) => hints.add(message);
	const connections: Connection[] = [];
	const signal = context.getExecutionCancelSignal();
	const files = binaryFiles(context);

	const open = async (item: number): Promise<Session> => {
		const connection = await connect(nodeSource(context, item), hint);
		connections.push(connection);
		const { client, publicKeys } = connection;
		return { client, publicKeys, signal, files, hint, log: (message) => context.logger.info(message) };
	};
	const close = () => {
		// Connections to one server say the same.
		new Set(connections.flatMap((connection) => connection.hints())).forEach(hint);
		for (const message of hints.messages()) {
			context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
		}
	};

	const first = await open(0);
	if (!isExpression(context.getNode().parameters.baseUrl)) return { of: () => first, close };

	const byBaseUrl = new Map<unknown, Promise<Session>>();
	const of = async (item: number) => {
		const baseUrl = context.getNodeParameter('baseUrl', item, '');
		const session = byBaseUrl.get(baseUrl) ?? open(item);
		byBaseUrl.set(baseUrl, session);
		return await session;
	};
	return { of, close };
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}
