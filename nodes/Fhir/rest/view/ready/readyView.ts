/** A column: name, FHIRPath, FHIR type, and the FHIRPath for R5 where that has other names. */
export type ReadyColumn = readonly [name: string, path: string, type: string, r5?: string];

/** A flat view of one resource type with the columns that people need most. */
export interface ReadyView {
	/** What the workflow's JSON holds. */
	readonly value: string;
	readonly title: string;
	readonly description: string;
	readonly resource: string;
	/** One row for each resource. */
	readonly columns: readonly ReadyColumn[];
	/** One row for each of these elements instead, with columns of its own beside the others. */
	readonly forEach?: { readonly path: string; readonly columns: readonly ReadyColumn[] };
}

/** The key of the resource itself, first in each view. */
export const ownKey: ReadyColumn = ['id', 'getResourceKey()', 'id'];

/** When the server last stored the resource. */
export const updated: ReadyColumn = ['last_updated', 'meta.lastUpdated', 'instant'];
