import { type ConnectionSource, nodeSource } from '../../connection/sources';
import type { TriggerContext } from '../shared/parameters';

/** The name of the visible *Options*: see `bodyUnread` in `fields.ts` for why it is not `options`. */
export const optionsName = 'settings';

/** What the connection of a running trigger is made from. */
export function triggerSource(context: TriggerContext): ConnectionSource {
	return withOwnOptions(nodeSource(context));
}

/** The same source, whose options stand in `optionsName`. */
export function withOwnOptions(source: ConnectionSource): ConnectionSource {
	return { ...source, parameter: (name) => source.parameter(name === 'options' ? optionsName : name) };
}
