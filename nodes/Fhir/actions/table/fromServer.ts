import type { INodeProperties } from 'n8n-workflow';
import { allByDefaultFields, limitOf, pagingOptions, maxPagesOf } from '../../form/fields/paging';
import { countOf, countOption } from '../../form/fields/search';
import { tableFileFields, tableOutputField, viewFields } from '../../form/fields/table';
import { tableSettings, type TableSettings } from '../../form/fields/tableSettings';
import type { Parameters } from '../../form/parameters';
import { type RunPlace, serverTable } from '../../items/serverTable';
import { canonical } from '../../rest/operation/operationRequest';
import { resourceId } from '../../rest/request/path';
import { resultQuery } from '../../rest/search/searchRequest';
import { criteriaSearch } from '../../rest/viewRun/criteria';
import { readStoredView, type StoredView } from '../../rest/viewRun/storedView';
import { inputFailure } from '../../transport/errors/failure';
import type { WorkOperation } from '../contract';
import { criteriaOf, criteriaOptions } from './criteriaFields';

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

const fromServerChoice = {
	name: 'ViewDefinition on the Server',
	value: 'server',
	description: 'A view of SQL on FHIR that the server keeps',
};

const storedField: INodeProperties = {
	displayName: 'ViewDefinition ID or URL',
	name: 'storedView',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. patients or https://example.org/ViewDefinition/patients|1.0',
	description:
		'ID of the ViewDefinition on the server, or its canonical URL, optionally with a version after a vertical bar',
	displayOptions: { show: { viewFrom: [fromServerChoice.value] } },
};

/** The fields of a view as this operation needs them: it has to know the type, and can read a view from the server. */
function ownField(field: INodeProperties): INodeProperties {
	if (field.name === 'viewFrom') return { ...field, options: [...(field.options ?? []), fromServerChoice] };
	if (field.name !== 'tableType') return field;
	return {
		...field,
		displayName: 'Resource Type',
		default: 'Patient',
		required: true,
		description: 'The type of the resources, as FHIR spells it',
	};
}

/** Rows of all resources of a type (SQL on FHIR, operations): made by the server where it can. */
export const fromServer: WorkOperation = {
	choice: {
		name: 'From Server',
		value: 'fromServer',
		description: 'Turn all resources of a type into rows and columns: on the server where it can, otherwise here',
		action: 'Make a table from the resources on the server',
	},
	fields: [
		...viewFields.map(ownField),
		storedField,
		placeField,
		tableOutputField,
		...allByDefaultFields.map((field) =>
			field.name === 'limit' ? { ...field, description: 'Max number of rows to return' } : field,
		),
	],
	options: [
		...criteriaOptions,
		{
			...countOption,
			description: 'How many resources to ask for in one request (_count), where the rows are made here',
		},
		...tableFileFields,
		...pagingOptions,
	],
	work: (parameters) => {
		const place = parameters.text('tablePlace') as RunPlace;
		const { criteria, assertServer } = criteriaOf(parameters);
		if (place === 'here' && criteria.group !== undefined) {
			throw inputFailure(
				'"Group ID" works only where the server runs the view',
				'Choose Run View → On the Server or Automatic, or use Bulk Data → Export of the group with the output Table.',
			);
		}
		const stored = parameters.text('viewFrom') === fromServerChoice.value ? storedViewOf(parameters) : undefined;
		const typed = stored ? undefined : withType(tableSettings(parameters));
		const [limit, maxPages] = [limitOf(parameters), maxPagesOf(parameters)];
		const query = resultQuery({ count: countOf(parameters) });
		return {
			run: async (session) => {
				assertServer(session.client.baseUrl);
				const read = async (view: StoredView) => await readStoredView(session.client, view, session.signal);
				const { type, view, ...table } = typed ?? withType(tableSettings(parameters, stored && (await read(stored))));
				const search = criteriaSearch(type, criteria, query);
				return await serverTable(session, { ...table, view, place, criteria, limit, search, maxPages });
			},
		};
	},
};

/** The settings of a table that is about one type; throws an input `Failure` where that is missing. */
function withType({ resource: view, ...table }: TableSettings) {
	const type = table.definition.resource;
	if (type !== undefined && view) return { ...table, type, view };
	throw inputFailure('"Resource Type" is empty', 'Enter the type of the resources, e.g. `Patient`.');
}

function storedViewOf(parameters: Parameters): StoredView {
	const typed = parameters.text(storedField.name);
	if (typed.includes('://') || typed.startsWith('urn:')) return canonical(typed, storedField.displayName);
	return { id: resourceId(parameters.id(storedField.name, 'ViewDefinition'), storedField.displayName) };
}
