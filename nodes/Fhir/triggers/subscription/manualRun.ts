import type { INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { LruMap } from '../../support/lruMap';
import { nodeIdOf } from '../../connection/nodeId';

/**
 * In a manual run, n8n asks a node that polls for its items also where a webhook has started the run. So the webhook puts
 * them here, and the poll takes them.
 */
const waiting = new LruMap<string, INodeExecutionData[]>(50);

/** Keeps the items of a test delivery for the run that it starts. */
export function handOver(context: IWebhookFunctions, items: INodeExecutionData[]): void {
	waiting.set(nodeIdOf(context), items);
}

/** The items of the test delivery that has started this run, once; undefined where there was none. */
export function takeOver(context: IPollFunctions): INodeExecutionData[] | undefined {
	const key = nodeIdOf(context);
	const items = waiting.get(key);
	waiting.delete(key);
	return items;
}
