import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../connection/connection';
import { formSource } from '../connection/sources';
import { resourceTypes as knownTypes } from '../rest/model/resourceTypes';

/**
 * The list of *Resource Type*: what the server says it serves, or every type that FHIR knows where the
 * server cannot be asked (no credential yet, not reachable). The form stays usable either way.
 */
export async function resourceTypes(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const types = (await servedTypes(this)) ?? knownTypes;
	return {
		results: types.filter((type) => type.toLowerCase().includes(wanted)).map((type) => ({ name: type, value: type })),
	};
}

async function servedTypes(context: ILoadOptionsFunctions): Promise<string[] | undefined> {
	try {
		const { client } = await connect(formSource(context));
		const statement = await client.capabilities();
		const rest = statement.rest as Array<{ resource?: Array<{ type?: string }> }> | undefined;
		const types = rest?.flatMap((part) => part.resource ?? []).flatMap(({ type }) => type ?? []) ?? [];
		return types.length > 0 ? [...new Set(types)].sort() : undefined;
	} catch {
		return undefined;
	}
}
