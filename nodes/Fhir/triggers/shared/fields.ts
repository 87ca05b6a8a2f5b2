import type { INodeProperties } from 'n8n-workflow';
import { connectionOptionFields } from '../../form/fields/connection';

/** The entries of a trigger's *Options*: its own and those of the connection, by title. A trigger has no input items. */
export function triggerOptionFields(own: readonly INodeProperties[]): INodeProperties[] {
	return [...own, ...connectionOptionFields.filter(({ name }) => name !== 'concurrency')].sort((a, b) =>
		a.displayName.localeCompare(b.displayName),
	);
}
