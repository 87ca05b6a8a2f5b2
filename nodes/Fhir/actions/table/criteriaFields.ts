import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../../form/parameters';
import { instantText } from '../../rest/request/instant';
import { resourceId } from '../../rest/request/path';
import { assertSameServer, typedId } from '../../rest/request/typedId';
import type { ViewCriteria } from '../../rest/viewRun/criteria';
import type { BaseUrl } from '../../transport/baseUrl';

/** The entries of *Options* that say which resources a table of a server is about. */
export const criteriaOptions: INodeProperties[] = [
	{
		displayName: 'Changed Since',
		name: 'viewSince',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-03-01T00:00:00Z or {{ $now.minus({ days: 1 }) }}',
		description: 'Only resources that have changed since this date and time, with its time zone',
	},
	{
		displayName: 'Group ID',
		name: 'viewGroup',
		type: 'string',
		default: '',
		placeholder: 'e.g. cohort',
		description:
			'Only resources of the members of this Group. Only servers that run views do that; there is no search for it.',
	},
	{
		displayName: 'Patient ID',
		name: 'viewPatient',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123',
		description: 'Only resources of this patient',
	},
];

/** What the options say, and a check that the addresses in them are those of this server. */
export interface TypedCriteria {
	readonly criteria: ViewCriteria;
	/** Throws an input `Failure` for an address on another server. */
	readonly assertServer: (baseUrl: BaseUrl) => void;
}

/** Reads the criteria. Throws an input `Failure` that names the option at fault. */
export function criteriaOf(parameters: Parameters): TypedCriteria {
	const servers: Array<{ field: string; server: string }> = [];
	const idOf = (name: string, type: string, field: string) => {
		const typed = parameters.optionText(name);
		if (typed === undefined) return undefined;
		const { id, server } = typedId(typed, type, field);
		if (server !== undefined) servers.push({ field, server });
		return resourceId(id, field);
	};
	const patient = idOf('viewPatient', 'Patient', 'Patient ID');
	const group = idOf('viewGroup', 'Group', 'Group ID');
	const typed = parameters.option('viewSince');
	const since = typed === undefined || typed === '' ? undefined : asInstant(instantText(typed, 'Changed Since'));
	return {
		criteria: {
			...(patient !== undefined && { patient }),
			...(group !== undefined && { group }),
			...(since !== undefined && { since }),
		},
		assertServer: (baseUrl) => {
			for (const { field, server } of servers) assertSameServer(server, baseUrl.href, field);
		},
	};
}

/** A date alone is its beginning, in UTC. */
function asInstant(text: string): string {
	return text.includes('T') ? text : new Date(text).toISOString();
}
