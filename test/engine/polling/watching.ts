import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { ActiveWorkflow } from '../support/poll';
import type { ErringServer } from './modelOverHttp';

/** A trigger that watches observations on the server; `parameters` are added to those that this takes. */
export function observationTrigger({ baseUrl }: ErringServer, parameters: IDataObject = {}): ActiveWorkflow {
	const { options, ...others } = parameters;
	return new ActiveWorkflow({
		authentication: 'none',
		baseUrl,
		resourceTypes: ['Observation'],
		resourceType: { __rl: true, mode: 'list', value: 'Observation' },
		...others,
		options: { retries: 0, ...(options as IDataObject | undefined) },
	});
}

/** What the items of a poll say, a text each: `created a/1`. */
export function shown(items: INodeExecutionData[]): string[] {
	return items.map(({ json: { change, id, versionId } }) => `${String(change)} ${String(id)}/${String(versionId)}`);
}
