import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeProperties,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { parameterReader } from '../../form/parameterReader';
import type { Parameters } from '../../form/parameters';

/** n8n's contexts of a trigger. */
export type TriggerContext = IHookFunctions | IWebhookFunctions | IPollFunctions;

/** The form's fields of a trigger, which has no input items; `fields` are for the titles in errors. */
export function triggerParameters(context: TriggerContext, fields: readonly INodeProperties[]): Parameters {
	const asExecution: Pick<IExecuteFunctions, 'getNode' | 'getInputData' | 'getTimezone'> & {
		getNodeParameter: unknown;
	} = {
		getNode: () => context.getNode(),
		getInputData: () => [],
		getTimezone: () => context.getTimezone(),
		getNodeParameter: (name: string, _item: number, fallback: null, options?: { extractValue: boolean }) =>
			context.getNodeParameter(name, fallback, options),
	};
	return parameterReader(asExecution as unknown as IExecuteFunctions, fields)(0);
}
