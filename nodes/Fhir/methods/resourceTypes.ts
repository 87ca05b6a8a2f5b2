import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../connection/connection';
import { formSource } from '../connection/sources';
import { capabilityStatement, servedTypes } from '../rest/conformance/capabilities';
import { resourceTypes as knownTypes } from '../rest/model/resourceTypes';

/**
 * The list of *Resource Type*: the types in the server's CapabilityStatement, or all types of FHIR where the server cannot
 * be asked (no credential yet, not reachable), so that the form can be used in any case. `filter` is a part of a type's name,
 * in any case of letters. Never rejects.
 */
export async function resourceTypes(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const types = (await typesOfServer(this)) ?? knownTypes;
	return {
		results: types.filter((type) => type.toLowerCase().includes(wanted)).map((type) => ({ name: type, value: type })),
	};
}

async function typesOfServer(context: ILoadOptionsFunctions): Promise<string[] | undefined> {
	try {
		const { client } = await connect(formSource(context));
		const types = servedTypes(await capabilityStatement(client));
		return types.length > 0 ? types.sort() : undefined;
	} catch {
		return undefined;
	}
}
