import type { INodeProperties } from 'n8n-workflow';
import { countOption } from '../../form/fields/search';
import type { Parameters } from '../../form/parameters';
import { instantText } from '../../rest/request/instant';
import { resourceId } from '../../rest/request/path';
import type { ViewCriteria } from '../../rest/viewRun/criteria';

/** The entries of *Options* that say which resources a table of a server is about. */
export const criteriaOptions: INodeProperties[] = [
	{
		displayName: 'Changed Since',
		name: 'viewSince',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-03-01T00:00:00Z or {{ $now.minus({ days: 1 }) }}',
		description:
			'Only resources that have changed since this date and time, in the time zone of the workflow if it names none',
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

/** *Options → Page Size* of the search that a table is made of where the server does not make it. */
export const tableCountOption: INodeProperties = {
	...countOption,
	description: 'How many resources to ask for in one request (_count), where the rows are made here',
};

/** Reads the criteria. Throws an input `Failure` that names the option at fault. */
export function criteriaOf(parameters: Parameters): ViewCriteria {
	const idOf = (name: string, type: string, title: string) => {
		const id = parameters.optionId(name, type, title);
		return id === undefined ? undefined : resourceId(id, title);
	};
	const patient = idOf('viewPatient', 'Patient', 'Patient ID');
	const group = idOf('viewGroup', 'Group', 'Group ID');
	const typed = parameters.dateTime('viewSince', 'options');
	const since = typed === undefined || typed === '' ? undefined : asInstant(instantText(typed, 'Changed Since'));
	return {
		...(patient !== undefined && { patient }),
		...(group !== undefined && { group }),
		...(since !== undefined && { since }),
	};
}

/** A date alone is its beginning, in UTC. */
function asInstant(text: string): string {
	return text.includes('T') ? text : new Date(text).toISOString();
}
