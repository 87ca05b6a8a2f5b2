import type { INodeProperties } from 'n8n-workflow';
import { allByDefaultFields, limitOf, maxPagesOf, pagingOptions } from '../../form/fields/paging';
import { countOf } from '../../form/fields/search';
import { tableFileFields, tableOutputField } from '../../form/fields/table';
import { type RunPlace, serverTable } from '../../items/serverTable';
import { resultQuery } from '../../rest/search/searchRequest';
import { criteriaSearch } from '../../rest/viewRun/criteria';
import { inputFailure } from '../../transport/errors/failure';
import type { WorkOperation } from '../contract';
import { criteriaOf, criteriaOptions, tableCountOption } from './criteriaFields';
import { serverViewFields, serverViewOf } from './serverView';

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
		description: 'Turn all resources of a type into rows and columns: on the server where it can, otherwise here',
		action: 'Make a table from the resources on the server',
	},
	reads: true,
	fields: [
		...serverViewFields,
		placeField,
		tableOutputField,
		...allByDefaultFields.map((field) =>
			field.name === 'limit' ? { ...field, description: 'Max number of rows to return' } : field,
		),
	],
	options: [...criteriaOptions, tableCountOption, ...tableFileFields, ...pagingOptions],
	work: (parameters) => {
		const place = parameters.text('tablePlace') as RunPlace;
		const criteria = criteriaOf(parameters);
		if (place === 'here' && criteria.group !== undefined) {
			throw inputFailure(
				'"Group ID" works only where the server runs the view',
				'Choose Run View → On the Server or Automatic, or use Bulk Data → Export of the group with the output Table.',
			);
		}
		const viewOn = serverViewOf(parameters);
		const [limit, maxPages] = [limitOf(parameters), maxPagesOf(parameters)];
		const query = resultQuery({ count: countOf(parameters) });
		return {
			run: async (session) => {
				const { type, ...table } = await viewOn(session);
				const search = criteriaSearch(type, criteria, query);
				return await serverTable(session, { ...table, place, criteria, limit, search, maxPages });
			},
		};
	},
};
