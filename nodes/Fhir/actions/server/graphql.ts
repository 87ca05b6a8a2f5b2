import type { INodeProperties } from 'n8n-workflow';
import { resourceIdField, resourceTypeField } from '../../form/fields/resource';
import type { Parameters } from '../../form/parameters';
import { jsonItem } from '../../items/output';
import { graphqlRequest, graphqlResult } from '../../rest/operation/graphql';
import { parseJsonObject } from '../../rest/request/jsonField';
import { inputFailure } from '../../transport/errors/failure';
import type { RequestOperation } from '../contract';

const onOneResource = { show: { queryOn: ['instance'] } };

const fields: INodeProperties[] = [
	{
		displayName: 'Query On',
		name: 'queryOn',
		type: 'options',
		default: 'system',
		description: 'Where the query starts',
		options: [
			{ name: 'One Resource', value: 'instance', description: 'The query names elements of this resource' },
			{ name: 'Whole Server', value: 'system', description: 'The query names resources, e.g. Patient or PatientList' },
		],
	},
	{ ...resourceTypeField, displayOptions: onOneResource },
	{ ...resourceIdField, displayOptions: onOneResource },
	{
		displayName: 'Query',
		name: 'graphqlQuery',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. { PatientList(name: "Chalmers") { birthDate name { family } } }',
		description: 'The query in GraphQL',
		typeOptions: { rows: 6 },
	},
	{
		displayName: 'Variables',
		name: 'graphqlVariables',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "family": "Chalmers" }',
		description: 'Values for the variables that the query declares, as JSON',
		typeOptions: { rows: 3 },
	},
];

function resourceOf(parameters: Parameters): { type: string; id: string } {
	const type = parameters.locator('resourceType');
	return { type, id: parameters.id('resourceId', type) };
}

/** GraphQL on the whole server or on one resource (R4 §3.3). */
export const graphql: RequestOperation = {
	choice: {
		name: 'Query with GraphQL',
		value: 'graphql',
		description: 'Get exactly the elements that you need, across resources that refer to each other',
		action: 'Query a server with GraphQL',
	},
	reads: true,
	fields,
	options: [
		{
			displayName: 'Query Name',
			name: 'operationName',
			type: 'string',
			default: '',
			placeholder: 'e.g. PatientWithConditions',
			description: 'Name of the query to run, if there is more than one (operationName)',
		},
	],
	request: (parameters) => {
		const query = parameters.text('graphqlQuery');
		if (query === '')
			throw inputFailure('"Query" is empty', 'Enter a query in GraphQL, e.g. `{ PatientList { id } }`.');
		const typed = parameters.json('graphqlVariables');
		const variables = typed === '' || typed === null ? {} : parseJsonObject(typed, 'Variables');
		return graphqlRequest({
			query,
			variables: Object.keys(variables).length > 0 ? variables : undefined,
			operationName: parameters.optionText('operationName'),
			resource: parameters.text('queryOn') === 'instance' ? resourceOf(parameters) : undefined,
		});
	},
	items: (response, _parameters, session) => {
		const { data, errors } = graphqlResult(response);
		for (const error of errors) session.hint(`The GraphQL query returned only a part of its data: ${error}`);
		return [jsonItem(data, session)];
	},
};
