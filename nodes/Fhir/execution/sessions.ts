import type { IExecuteFunctions } from 'n8n-workflow';
import { connect, type Connection } from '../connection/connection';
import { executionSource } from '../connection/sources';
import type { Session } from '../actions/contract';
import { binaryFiles } from '../items/files';

/** The sessions of one execution. */
export interface Sessions {
	of(item: number): Promise<Session> | Session;
	/** Shows what the logins have to say; called once all items are through. */
	close(): void;
}

/**
 * Opens the connection of an execution: once, or once for each base URL where that is an expression which
 * differs from item to item.
 */
export async function openSessions(context: IExecuteFunctions): Promise<Sessions> {
	const said = new Set<string>();
	const hint = (message: string) => {
		if (said.has(message)) return;
		said.add(message);
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	};
	const connections: Connection[] = [];
	const signal = context.getExecutionCancelSignal();
	const files = binaryFiles(context);

	const open = async (item: number): Promise<Session> => {
		const connection = await connect(executionSource(context, item));
		connections.push(connection);
		const { client, publicKeys } = connection;
		return { client, publicKeys, signal, files, hint, log: (message) => context.logger.info(message) };
	};
	const close = () => connections.flatMap((connection) => connection.hints()).forEach(hint);

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
