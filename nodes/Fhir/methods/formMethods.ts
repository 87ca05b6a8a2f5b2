import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';
import { platform } from '../connection/platform';
import { type ConnectionSource, formSource } from '../connection/sources';
import { compartmentChoices } from './compartmentChoices';
import { operationParameterChoices, operationResults } from './operationChoices';
import { profileResults } from './profilePicker';
import { resourceFields } from './resourceFields';
import { referenceResults, resourceResults, typedReferenceResults } from './resourcePicker';
import { typeChoices, typeResults } from './resourceTypes';
import {
	includeChoices,
	matchChoices,
	orderChoices,
	revIncludeChoices,
	searchParameterChoices,
	sortChoices,
} from './searchChoices';
import { tableColumnChoices } from './tableColumns';
import { terminologyResults } from './terminologyPicker';

type LoadOptions = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;
type ListSearch = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;
type Results = (source: ConnectionSource, filter?: string) => Promise<INodeListSearchItems[]>;
type Choices = (source: ConnectionSource) => Promise<INodePropertyOptions[]>;

/**
 * The drop-downs of a node's form, for its `methods`. `adapt` is for a form that has its fields elsewhere. Where the server
 * cannot be asked, each has FHIR's own definitions; each rejects, with the error that n8n shows, where the credential is refused.
 */
export function formMethods(adapt: (source: ConnectionSource) => ConnectionSource = (source) => source) {
	const formOf = async (context: ILoadOptionsFunctions) => {
		// The definitions are loaded late.
		await platform.untilInstalled();
		return adapt(formSource(context));
	};
	const loadOptions = (choices: Choices): LoadOptions =>
		async function (this: ILoadOptionsFunctions) {
			return await choices(await formOf(this));
		};
	const listSearch = (results: Results): ListSearch =>
		async function (this: ILoadOptionsFunctions, filter?: string) {
			return { results: await results(await formOf(this), filter) };
		};
	return {
		listSearch: {
			codeSystems: listSearch(terminologyResults('CodeSystem')),
			conceptMaps: listSearch(terminologyResults('ConceptMap')),
			operations: listSearch(operationResults),
			profiles: listSearch(profileResults),
			references: listSearch(referenceResults),
			resources: listSearch(resourceResults),
			resourceTypes: listSearch(typeResults),
			typedReferences: listSearch(typedReferenceResults),
			valueSets: listSearch(terminologyResults('ValueSet')),
		},
		resourceMapping: {
			async resourceFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				return await resourceFields(await formOf(this));
			},
		},
		loadOptions: {
			compartments: loadOptions(compartmentChoices),
			includes: loadOptions(includeChoices),
			matches: loadOptions(matchChoices),
			operationParameters: loadOptions(operationParameterChoices),
			orders: loadOptions(orderChoices),
			resourceTypes: loadOptions(typeChoices),
			revIncludes: loadOptions(revIncludeChoices),
			searchParameters: loadOptions(searchParameterChoices),
			sorts: loadOptions(sortChoices),
			tableColumns: loadOptions(tableColumnChoices),
		},
	};
}
