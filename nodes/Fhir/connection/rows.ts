import type { IDataObject } from 'n8n-workflow';

/** The rows of a fixed collection of a credential, by the name of its entry; none where nothing was added. */
export function rowsOf(collection: unknown, name: string): IDataObject[] {
	const rows = (collection as IDataObject | undefined)?.[name];
	return Array.isArray(rows) ? (rows as IDataObject[]) : [];
}
