import type { IExecuteFunctions } from 'n8n-workflow';
import { connect } from '../../connection/connection';
import { executionSource } from '../../connection/source';
import type { Session } from '../operation';
import { binaryFiles } from './binaryFiles';

/**
 * Opens the connection of an execution: once, or once for each base URL where that is an expression which
 * differs from item to item.
 */
export async function openSessions(context: IExecuteFunctions): Promise<(item: number) => Promise<Session> | Session> {
	const said = new Set<string>();
	const hint = (message: string) => {
		if (said.has(message)) return;
		said.add(message);
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	};
	const signal = context.getExecutionCancelSignal();
	const files = binaryFiles(context);

	const open = async (item: number): Promise<Session> => ({
		client: await connect(executionSource(context, item), hint),
		signal,
		files,
		hint,
		log: (message) => context.logger.info(message),
	});

	const first = await open(0);
	if (!isExpression(context.getNode().parameters.baseUrl)) return () => first;

	const byBaseUrl = new Map<unknown, Promise<Session>>();
	return async (item) => {
		const baseUrl = context.getNodeParameter('baseUrl', item, '');
		const session = byBaseUrl.get(baseUrl) ?? open(item);
		byBaseUrl.set(baseUrl, session);
		return await session;
	};
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}
