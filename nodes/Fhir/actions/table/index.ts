import type { OperationGroup } from '../contract';
import { fromItems } from './fromItems';

/** *Table*: rows and columns from resources (SQL on FHIR v2). */
export const table: OperationGroup = {
	name: 'Table',
	value: 'table',
	description: 'Rows with columns from resources, for spreadsheets, databases and files',
	operations: [fromItems],
	defaultOperation: fromItems.choice.value,
};
