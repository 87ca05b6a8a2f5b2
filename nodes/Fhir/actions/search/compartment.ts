import type { INodeProperties } from 'n8n-workflow';
import { offeredField } from '../../form/fields/offered';
import { orderFields, unlessCounted } from '../../form/fields/order';
import { manyOutputFields } from '../../form/fields/output';
import { limitFields, pagingOptions } from '../../form/fields/paging';
import { pickerField, resourceTypeField } from '../../form/fields/resource';
import { searchFields, searchOptions } from '../../form/fields/search';
import { compartmentPath } from '../../rest/request/path';
import type { WorkOperation } from '../contract';
import { wideSearchWork } from '../shared/pagedWork';

const compartmentFields: INodeProperties[] = [
	offeredField('compartments', {
		displayName: 'Compartment',
		name: 'compartment',
		default: 'Patient',
		description: 'Whose resources to search',
	}),
	{
		...pickerField,
		displayName: 'Compartment ID',
		name: 'compartmentId',
		description: 'The patient, encounter, practitioner, device or related person',
	},
	{
		displayName: 'Search In',
		name: 'searchIn',
		type: 'options',
		default: 'type',
		description: 'Which of the resources to search',
		options: [
			{
				name: 'All Resource Types',
				value: 'all',
				description: 'Everything in the compartment; only few servers support it',
			},
			{ name: 'One Resource Type', value: 'type', description: 'Only resources of one type' },
		],
	},
	{
		...resourceTypeField,
		default: { mode: 'list', value: 'Observation' },
		displayOptions: { show: { searchIn: ['type'] } },
	},
];

/** Search in a compartment (R4 §3.1.1.2, compartments): what belongs to one patient, encounter and so on. */
export const compartment: WorkOperation = {
	choice: {
		name: 'Search Compartment',
		value: 'compartment',
		description: 'Search the resources that belong to one patient, encounter, practitioner or device',
		action: 'Search the compartment of a patient or another resource',
	},
	reads: true,
	fields: [...compartmentFields, ...searchFields, ...limitFields.map(unlessCounted)],
	front: [...orderFields, ...manyOutputFields],
	options: [...searchOptions, ...pagingOptions],
	work: (parameters) => {
		const type = parameters.text('searchIn') === 'all' ? undefined : parameters.locator('resourceType');
		const compartment = parameters.text('compartment');
		const id = parameters.id('compartmentId', compartment);
		return wideSearchWork(parameters, compartmentPath(compartment, id, type), { scope: { compartment, id, type } });
	},
};
