import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { automaticConcurrency, optionDefaults } from '../connection/options';
import { platform } from '../connection/platform';
import { concurrencyOf, connectionOptionFields } from '../form/fields/connection';
import { toolFields, toolLimitsOf } from '../form/fields/tool';
import { parameterReader } from '../form/parameterReader';
import type { Parameters } from '../form/parameters';
import { assertSameForAll } from '../form/sameForAll';
import { errorJson, nodeError } from '../items/errors';
import type { OutputItem } from '../items/output';
import type { Session } from '../items/session';
import { createToolOutput } from '../items/toolOutput';
import { itemWork } from './lookup';
import { prefetch } from './prefetch';
import { progressSentence, withCompleted } from './progress';
import { schedule, type ScheduleOptions, type Settled, type Task } from './schedule';
import { localSessions, openSessions, type Sessions } from './sessions';
import { shortened, withAdviceInMessage } from './toolResult';
import { isTool, toolRunOf } from './toolRun';
import type { BatchRunnable, FindRunnable, ItemRunnable } from './work';

/** Items whose parameters are read before they are started. */
const prefetchedItems = 128;

/** The option that concerns all items together. */
const itemsInParallel = connectionOptionFields.filter(({ name }) => name === 'concurrency');

/** The parameters of an input item. */
type ParametersOf = (item: number) => Parameters;

/**
 * Runs the operation that the form chooses for every input item and returns the output in input order, each output item
 * paired with its input item. `find` looks the operation up. With *On Error → Continue* a failed item becomes an item with
 * `error` and `details`; without it the first failure (by position) ends the run: nothing new is started, running items
 * are waited for, and the error says how far the run came.
 */
export async function run(context: IExecuteFunctions, find: FindRunnable): Promise<INodeExecutionData[][]> {
	const settled = await settleItems(context, find);
	return [context.continueOnFail() ? settled.flatMap(outputOf) : completeOutput(context, settled)];
}

/** How each input item ended. Never rejects. */
async function settleItems(context: IExecuteFunctions, find: FindRunnable): Promise<Array<Settled<OutputItem[]>>> {
	const count = context.getInputData().length;
	try {
		const tool = toolRunOf(context);
		const runnable = find(context.getNodeParameter('resource', 0), context.getNodeParameter('operation', 0));
		tool?.assertAllowed(runnable);
		const fields = [...runnable.fields, ...toolFields, ...connectionOptionFields];
		const parametersOf = parameterReader(context, fields, runnable.given);
		const output = tool?.isShort ? createToolOutput(toolLimitsOf(parametersOf(0))) : undefined;
		const rules = { tool, isFull: output?.isFull };
		const sessions = runnable.isLocal
			? localSessions(context, rules)
			: await openSessions(context, parametersOf, rules);
		await runnable.prepare?.(platform.untilInstalled, parametersOf(0));
		const settled = runnable.batch
			? await runBatch(runnable, count, parametersOf, sessions, !context.continueOnFail())
			: await runItems(runnable, count, parametersOf, sessions, context);
		const hints = sessions.close();
		return output ? shortened(settled, output, hints) : settled;
	} catch (error) {
		// What fails before the first item (credential, bundle, base URL) fails for every item.
		return Array.from({ length: count }, (_, item) =>
			item === 0 || context.continueOnFail() ? { state: 'failed', error } : { state: 'skipped' },
		);
	}
}

async function runItems(
	{ work, isLocal }: ItemRunnable,
	count: number,
	parametersOf: ParametersOf,
	sessions: Sessions,
	context: IExecuteFunctions,
): Promise<Array<Settled<OutputItem[]>>> {
	const first = parametersOf(0);
	const chosen = concurrencyOf(first);
	/** Of the server that was called last: nearly always there is only one. */
	let requestLimit: Session['requestLimit'];
	const automatic = () => requestLimit?.() ?? optionDefaults.concurrency;
	const concurrency: ScheduleOptions['concurrency'] = chosen === automaticConcurrency ? automatic : chosen;
	const prepare = (item: number): Task<OutputItem[]> => {
		const parameters = parametersOf(item);
		assertSameForAll(parameters, first, itemsInParallel);
		const prepared = itemWork(work, parameters);
		let used: Session | undefined;
		const runIn = (session: Session) => {
			requestLimit = session.requestLimit;
			if (!isLocal) parameters.assertServer(session.client.baseUrl);
			used = session;
			return prepared.run(session);
		};
		const run = () => {
			const session = sessions.of(parameters);
			return session instanceof Promise ? session.then(runIn) : runIn(session);
		};
		// Some are known only then: the work may have begun with a look-up.
		const ended = () => parameters.hints.forEach((hint) => used?.hint(hint));
		return { orderingKey: prepared.orderingKey, run, ended };
	};
	return await schedule(count, prefetch(count, prepare, prefetchedItems, platform.nextTick), {
		concurrency,
		stopOnFailure: !context.continueOnFail(),
		signal: context.getExecutionCancelSignal(),
	});
}

async function runBatch(
	{ batch }: BatchRunnable,
	count: number,
	parametersOf: ParametersOf,
	sessions: Sessions,
	stopOnFailure: boolean,
): Promise<Array<Settled<OutputItem[]>>> {
	const parameters = Array.from({ length: count }, (_, item) => parametersOf(item));
	const settled = Array.from({ length: count }, (): Settled<OutputItem[]> => ({ state: 'skipped' }));
	for (const { item, items, error } of await batch(parameters, (one) => sessions.of(one), stopOnFailure)) {
		settled[item] = error === undefined ? { state: 'done', value: items ?? [] } : { state: 'failed', error };
	}
	return settled;
}

function outputOf(settled: Settled<OutputItem[]>, item: number): INodeExecutionData[] {
	const pairedItem = { item };
	if (settled.state === 'done') {
		return settled.value.map(({ json, binary, fromItems }) => ({
			json: json as INodeExecutionData['json'],
			...(binary && { binary }),
			pairedItem: fromItems ? fromItems.map((from) => ({ item: from })) : pairedItem,
		}));
	}
	if (settled.state === 'skipped') return [];
	return [{ json: errorJson(settled.error), pairedItem }];
}

function completeOutput(context: IExecuteFunctions, settled: Array<Settled<OutputItem[]>>): INodeExecutionData[] {
	const failedAt = settled.findIndex(({ state }) => state === 'failed');
	const failed = settled[failedAt];
	const stopped = settled.some(({ state }) => state === 'skipped')
		? new Error('The execution was cancelled')
		: undefined;
	const error = failed?.state === 'failed' ? failed.error : stopped;
	if (error !== undefined) {
		const shown = nodeError(context.getNode(), error, Math.max(failedAt, 0), progressSentence(settled));
		if (isTool(context)) withAdviceInMessage(shown);
		throw withCompleted(shown, settled);
	}
	return settled.flatMap(outputOf);
}
