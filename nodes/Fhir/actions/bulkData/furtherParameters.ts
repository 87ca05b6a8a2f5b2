import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { valueTypeField } from '../../form/fields/valueType';
import type { Parameters } from '../../form/parameters';
import type { OperationParameter } from '../../rest/operation/parameters';
import { inputText } from '../../rest/request/inputText';
import { inputFailure } from '../../transport/errors/failure';

/** *Options → Further Parameters*. */
export const furtherParametersOption: INodeProperties = {
	displayName: 'Further Parameters',
	name: 'exportParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Parameter',
	description: 'Parameters that only this server has. A name may be used more than once.',
	options: [
		{
			displayName: 'Parameter',
			name: 'parameter',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. allowPartialManifests',
					description: 'Name of the parameter, as the server documents it',
				},
				{ ...valueTypeField, description: 'FHIR data type of the value, for POST' },
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. true',
					description: 'Value of the parameter',
				},
			],
		},
	],
};

/** Reads them. Throws an input `Failure` for one without a name. */
export function furtherParametersOf(parameters: Parameters): OperationParameter[] {
	const rows = (parameters.option(furtherParametersOption.name) as IDataObject | undefined)?.parameter;
	return (Array.isArray(rows) ? (rows as IDataObject[]) : []).map(({ name: typed, valueType, value }) => {
		const name = inputText(typed, 'Further Parameters → Name').trim();
		if (name === '') throw inputFailure('A parameter under "Further Parameters" has no name', 'Enter its name.');
		return { name, type: inputText(valueType, 'Type') || 'string', value };
	});
}
