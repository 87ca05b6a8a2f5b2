import type { INodePropertyOptions } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { columnDescriptions } from '../rest/view/byType/columnNames';
import { allColumnNames, typeColumnNames } from '../rest/view/byType/typeColumns';
import { enteredText } from '../support/locatorValue';
import { searchTypes } from './searchTypes';

/** The list of *Fields* of a table: the columns of the chosen type, or of all where the form names none. Asks no server. */
export async function tableColumnChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const only = ['&tableType', 'tableType'].map((name) => enteredText(source.parameter(name)).trim()).find(Boolean);
	const types = only === undefined ? searchTypes(source) : [only];
	const names = new Set(types.flatMap(typeColumnNames));
	return await Promise.resolve(
		allColumnNames
			.filter((name) => names.size === 0 || names.has(name))
			.map((name) => ({ name, value: name, description: columnDescriptions.get(name) ?? '' })),
	);
}
