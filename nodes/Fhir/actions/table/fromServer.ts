import type { INodeProperties } from 'n8n-workflow';
import { allByDefaultFields, limitOf, pagingOptions, maxPagesOf } from '../../form/fields/paging';
import { countOf, countOption } from '../../form/fields/search';
import { tableFileFields, tableOutputField, viewFields } from '../../form/fields/table';
import { tableSettings } from '../../form/fields/tableSettings';
import { type RunPlace, serverTable } from '../../items/serverTable';
import { resourcePath } from '../../rest/request/path';
import { resultQuery, searchRequest } from '../../rest/search/searchRequest';
import { inputFailure } from '../../transport/errors/failure';
import type { WorkOperation } from '../contract';

const placeField: INodeProperties = {
	displayName: 'Run View',
	name: 'tablePlace',
	type: 'options',
	default: 'auto',
	description: 'Who makes the rows: the server, or the node from the resources that it reads',
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'On the server if it says that it can, otherwise here; a hint says which',
		},
		{
			name: 'Here',
			value: 'here',
			description: 'Read all resources of the type, page by page, and make the rows here',
		},
		{
			name: 'On the Server',
			value: 'server',
			description:
				'Only on the server, by $sql-run, $viewdefinition-run or ViewDefinition/$run; an error if it has none of them',
		},
	],
};

/** Rows of all resources of a type (SQL on FHIR, operations): made by the server where it can. */
export const fromServer: WorkOperation = {
	choice: {
		name: 'From Server',
		value: 'fromServer',
		description: 'Make rows with columns of all resources of a type: on the server where it can, otherwise here',
		action: 'Make a table from the resources on the server',
	},
	fields: [
		...viewFields.map((field) =>
			field.name === 'tableType'
				? {
						...field,
						displayName: 'Resource Type',
						default: 'Patient',
						required: true,
						description: 'The type of the resources, as FHIR spells it',
					}
				: field,
		),
		placeField,
		tableOutputField,
		...allByDefaultFields.map((field) =>
			field.name === 'limit' ? { ...field, description: 'Max number of rows to return' } : field,
		),
	],
	options: [
		{
			...countOption,
			description: 'How many resources to ask for in one request (_count), where the rows are made here',
		},
		...tableFileFields,
		...pagingOptions,
	],
	work: (parameters) => {
		const settings = tableSettings(parameters);
		const type = settings.definition.resource;
		if (type === undefined || !settings.resource) {
			throw inputFailure('"Resource Type" is empty', 'Enter the type of the resources, e.g. `Patient`.');
		}
		const limit = limitOf(parameters);
		const place = parameters.text('tablePlace') as RunPlace;
		const request = searchRequest({ path: resourcePath(type), query: resultQuery({ count: countOf(parameters) }) });
		const maxPages = maxPagesOf(parameters);
		const { resource: view, ...table } = settings;
		return { run: async (session) => await serverTable(session, { ...table, view, place, limit, request, maxPages }) };
	},
};
