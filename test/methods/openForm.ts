import 'reflect-metadata';
import { LoadOptionsContext } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchItems,
	type INodeListSearchResult,
	type INodePropertyOptions,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
	type ResourceMapperField,
	type ResourceMapperFields,
	LoggerProxy,
	Workflow,
} from 'n8n-workflow';
import { type Authentication, credentialTypes } from '../../nodes/Fhir/connection/authentication';
import { Fhir } from '../../nodes/Fhir/Fhir.node';

const quiet = () => undefined;
LoggerProxy.init({ debug: quiet, info: quiet, warn: quiet, error: quiet });

/** A node whose form is open in n8n's editor. */
export interface OpenForm {
	/** The names in a drop-down; rejects with the error that n8n shows. */
	names(method: string): Promise<string[]>;
	/** Its entries; `path` is where the field is, `parameters.searchParameters.parameter[0].match`. */
	options(method: string, path?: string): Promise<INodePropertyOptions[]>;
	/** The entries of a list that is searched, with what was typed into its search. */
	list(method: string, filter?: string, path?: string): Promise<INodeListSearchItems[]>;
	/** The fields of *Using Fields*. */
	fields(): Promise<ResourceMapperField[]>;
	/** The same with the notice that n8n shows where there are none. */
	mapping(): Promise<ResourceMapperFields>;
	/** The list of *Resource Type*, with what was typed into its search. */
	types(filter?: string): Promise<string[]>;
}

/** The type of credential that the form asks for. */
const loginOf = ({ authentication }: IDataObject) =>
	credentialTypes[authentication as Authentication] ?? 'fhirBasicAuthApi';

/** Opens a form with these fields, in n8n's own context; `credential` is the data of the chosen one. */
export function openForm(
	parameters: IDataObject,
	credential?: ICredentialDataDecryptedObject,
	type: INodeType = new Fhir(),
): OpenForm {
	const node = {
		id: '1',
		name: 'FHIR',
		type: 'fhir',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...(credential && { credentials: { [loginOf(parameters)]: { id: '1', name: 'Hospital' } } }),
	} as INode;
	const nodeTypes = { getByNameAndVersion: () => type, getByName: () => type, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: false, nodeTypes });
	const additional = {
		currentNodeParameters: parameters,
		credentialsHelper: { isCredentialUsableByNode: () => true, getDecrypted: async () => ({ ...credential }) },
	} as unknown as IWorkflowExecuteAdditionalData;
	const contextAt = (path: string) =>
		new LoadOptionsContext(workflow, node, additional, path) as unknown as ILoadOptionsFunctions;
	const { loadOptions = {}, listSearch = {}, resourceMapping = {} } = type.methods ?? {};
	const options = async (method: string, path = '') => (await loadOptions[method]?.call(contextAt(path))) ?? [];
	const list = async (method: string, filter?: string, path = '') => {
		const { results } = (await listSearch[method]?.call(contextAt(path), filter)) as INodeListSearchResult;
		return results;
	};
	const mapping = async () =>
		(await resourceMapping.resourceFields?.call(contextAt('parameters.fields'))) ?? { fields: [] };
	return {
		options,
		list,
		mapping,
		fields: async () => (await mapping()).fields,
		names: async (method) => (await options(method)).map(({ name }) => name),
		types: async (filter) => (await list('resourceTypes', filter)).map(({ name }) => name),
	};
}
