import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inputFailure } from '../transport/errors/failure';
import { nextTick } from '../transport/node/nextTick';
import { connectionOptionFields } from '../form/fields/connection';
import type { Operation, OutputItem, Session, BatchOperation, Work } from '../actions/contract';
import { findOperation } from '../actions/registry';
import { prefetch } from './prefetch';
import { errorDetails, errorMessage, nodeError } from '../items/errors';
import { parameterReader, type Parameters } from '../form/parameters';
import { howFar, withCompleted } from './progress';
import { schedule, type Settled } from './schedule';
import { openSessions, type Sessions } from './sessions';

const concurrencyLimit = 100;
/** Items whose fields are read before their turn comes. */
const preparedAhead = 128;

/**
 * Runs the chosen operation for every input item and gives the output in input order, each item paired
 * with the one it came from. Without *On Error → Continue* the first failing item (by position) ends the run:
 * nothing new is started, what is under way is waited for, and the error says how far it came.
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	let ended: Array<Settled<OutputItem[]>>;
	try {
		const operation = chosenOperation(context);
		const parametersOf = parameterReader(context, [
			...operation.fields,
			...(operation.options ?? []),
			...connectionOptionFields,
		]);
		const sessions = await openSessions(context);
		if ('batch' in operation) {
			const session = await sessions.of(0);
			ended = await runBatch(operation.batch, count, parametersOf, session, !context.continueOnFail());
		} else {
			const concurrency = concurrencyOf(parametersOf(0));
			const prepare = (item: number) => workOf(operation, parametersOf(item), sessions);
			ended = await schedule(count, prefetch(count, prepare, preparedAhead, nextTick), {
				concurrency,
				stopOnFailure: !context.continueOnFail(),
				signal: context.getExecutionCancelSignal(),
			});
		}
		sessions.close();
	} catch (error) {
		// What fails before the first item (credential, bundle, base URL) fails for every item.
		ended = Array.from({ length: count }, (_, item) =>
			item === 0 || context.continueOnFail() ? { state: 'failed', error } : { state: 'skipped' },
		);
	}
	return [context.continueOnFail() ? ended.flatMap(outputOf) : completeOutput(context, ended)];
}

function chosenOperation(context: IExecuteFunctions): Operation {
	return findOperation(context.getNodeParameter('resource', 0), context.getNodeParameter('operation', 0));
}

function workOf(
	operation: Exclude<Operation, { batch: unknown }>,
	parameters: Parameters,
	sessions: Sessions,
): Work & { run(): Promise<OutputItem[]> } {
	if ('work' in operation) {
		const work = operation.work(parameters);
		return { orderingKey: work.orderingKey, run: async () => await work.run(await sessions.of(parameters.item)) };
	}
	const request = operation.request(parameters);
	return {
		orderingKey: request.orderingKey,
		run: async () => {
			const session = await sessions.of(parameters.item);
			const response = await session.client.send(request, session.signal);
			return operation.items(response, parameters, session);
		},
	};
}

async function runBatch(
	batch: BatchOperation['batch'],
	count: number,
	parametersOf: (item: number) => Parameters,
	session: Session,
	stopOnFailure: boolean,
): Promise<Array<Settled<OutputItem[]>>> {
	const outcomes = await batch(
		Array.from({ length: count }, (_, item) => parametersOf(item)),
		session,
		stopOnFailure,
	);
	const ended = Array.from({ length: count }, (): Settled<OutputItem[]> => ({ state: 'skipped' }));
	for (const { item, items, error } of outcomes) {
		ended[item] = error === undefined ? { state: 'done', value: items ?? [] } : { state: 'failed', error };
	}
	return ended;
}

function outputOf(end: Settled<OutputItem[]>, item: number): INodeExecutionData[] {
	const pairedItem = { item };
	if (end.state === 'done') {
		return end.value.map(({ json, binary }) => ({
			json: json as INodeExecutionData['json'],
			...(binary && { binary }),
			pairedItem,
		}));
	}
	if (end.state === 'skipped') return [];
	// Exactly these names: with others n8n takes the item for a success.
	return [{ json: { error: errorMessage(end.error), details: errorDetails(end.error) }, pairedItem }];
}

function completeOutput(context: IExecuteFunctions, ended: Array<Settled<OutputItem[]>>): INodeExecutionData[] {
	const failedAt = ended.findIndex(({ state }) => state === 'failed');
	const failed = ended[failedAt];
	const stopped = ended.some(({ state }) => state === 'skipped') ? new Error('The execution was canceled') : undefined;
	const error = failed?.state === 'failed' ? failed.error : stopped;
	if (error !== undefined) {
		throw withCompleted(nodeError(context.getNode(), error, Math.max(failedAt, 0), howFar(ended)), ended);
	}
	return ended.flatMap(outputOf);
}

function concurrencyOf(parameters: Parameters): number {
	const value = Number(parameters.option('concurrency') ?? 10);
	if (!Number.isInteger(value) || value < 1 || value > concurrencyLimit) {
		throw inputFailure('"Items in Parallel" is not a whole number from 1 to 100', 'Enter e.g. 10 in the options.');
	}
	return value;
}
