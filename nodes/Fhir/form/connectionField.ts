import type { INodeProperties } from 'n8n-workflow';
import { connectionOptionFields } from './fields/connection';
import { rewriteLinksOption } from './fields/paging';
import { sinceNewForm } from './fields/versions';
import type { FormGroup, OperationForm } from './formGroup';
import { hiddenFor } from './localOperations';

/** *Connection*: what concerns the connection to the server, the same for all operations that have one. */
export function connectionField(groups: readonly FormGroup[]): INodeProperties {
	const operations = groups.flatMap((group) => group.operations);
	const together = operations.filter(({ batch, isLocal }) => batch !== undefined && !isLocal);
	const paged = operations.filter(({ options = [] }) => options.some(({ name }) => name === rewriteLinksOption.name));
	const conditions: Readonly<Record<string, INodeProperties['displayOptions']>> = {
		concurrency: { hide: { '/operation': valuesOf(together) } },
		[rewriteLinksOption.name]: { show: { '/operation': valuesOf(paged) } },
	};
	const field: INodeProperties = {
		displayName: 'Connection',
		name: 'connection',
		type: 'collection',
		placeholder: 'Add Connection Setting',
		default: {},
		description: 'Time limits, retries, headers and other settings for the requests to the server',
		displayOptions: { hide: hiddenFor(groups) },
		options: [...connectionOptionFields, rewriteLinksOption]
			.map((option) => ({ ...option, displayOptions: { ...option.displayOptions, ...conditions[option.name] } }))
			.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
	return sinceNewForm(field);
}

function valuesOf(operations: readonly OperationForm[]): string[] {
	return [...new Set(operations.map(({ choice }) => choice.value))];
}
