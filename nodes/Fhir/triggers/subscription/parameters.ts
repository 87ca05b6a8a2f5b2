import { type ConnectionSource, nodeSource } from '../../connection/sources';
import type { TriggerContext } from '../shared/parameters';

/** The name of the visible *Options*: see `bodyUnread` in `fields.ts` for why it is not `options`. */
export const optionsName = 'settings';

/** What the connection is made from; its options stand in `optionsName`. */
export function triggerSource(context: TriggerContext): ConnectionSource {
	const source = nodeSource(context);
	return { ...source, parameter: (name) => source.parameter(name === 'options' ? optionsName : name) };
}
