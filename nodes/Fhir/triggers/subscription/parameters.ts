import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeProperties,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { type ConnectionSource, nodeSource } from '../../connection/sources';
import { type Parameters, parameterReader } from '../../form/parameters';

/** n8n's contexts of a trigger. */
export type TriggerContext = IHookFunctions | IWebhookFunctions | IPollFunctions;

/** The name of the visible *Options*: see `bodyUnread` in `fields.ts` for why it is not `options`. */
export const optionsName = 'settings';

/** The form's fields of a trigger, which has no input items. */
export function triggerParameters(context: TriggerContext, fields: readonly INodeProperties[]): Parameters {
	const asExecution: Pick<IExecuteFunctions, 'getNode' | 'getInputData'> & { getNodeParameter: unknown } = {
		getNode: () => context.getNode(),
		getInputData: () => [],
		getNodeParameter: (name: string, _item: number, fallback: null, options?: { extractValue: boolean }) =>
			context.getNodeParameter(name, fallback, options),
	};
	return parameterReader(asExecution as unknown as IExecuteFunctions, fields)(0);
}

/** What the connection is made from; its options stand in `optionsName`. */
export function triggerSource(context: TriggerContext): ConnectionSource {
	const source = nodeSource(context);
	return { ...source, parameter: (name) => source.parameter(name === 'options' ? optionsName : name) };
}
