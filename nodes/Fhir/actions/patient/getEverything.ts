import { careDateOptions, everythingOptions } from '../../form/fields/everything';
import { manyOutputFields } from '../../form/fields/output';
import { allByDefaultFields, pagingOptions } from '../../form/fields/paging';
import { resourceIdField } from '../../form/fields/resource';
import type { WorkOperation } from '../contract';
import { everythingWork } from '../shared/pagedWork';

/** `$everything` of a patient (R4 Patient-everything). */
export const getEverything: WorkOperation = {
	choice: {
		name: 'Get Everything',
		value: 'getEverything',
		description: "Get a patient's whole record: the patient and all resources that belong to them",
		action: 'Get everything about a patient',
	},
	reads: true,
	fields: [
		{
			...resourceIdField,
			displayName: 'Patient ID',
			description: 'The patient: chosen from a list, or by ID, identifier or address',
		},
		...allByDefaultFields,
	],
	front: manyOutputFields,
	options: [...everythingOptions, ...careDateOptions, ...pagingOptions],
	work: (parameters) => everythingWork(parameters, 'Patient'),
};
