import type { OperationGroup } from '../contract';
import { exportOnServer } from './exportOnServer';
import { fromItems } from './fromItems';
import { fromServer } from './fromServer';

/** *Table*: rows and columns from resources (SQL on FHIR v2). */
export const table: OperationGroup = {
	name: 'Table',
	value: 'table',
	description: 'Rows with columns from resources, for spreadsheets, databases and files',
	operations: [exportOnServer, fromItems, fromServer],
	defaultOperation: fromItems.choice.value,
};
