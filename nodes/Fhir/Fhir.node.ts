import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { choices, findOperation } from './actions/registry';
import { withGroupType } from './actions/typeGroups';
import { run } from './execution/runner';
import { credentialNeeds } from './form/credentials';
import { form } from './form/form';
import { subtitle } from './form/subtitle';
import { credentialTests } from './methods/credentialTests';
import { formMethods } from './methods/formMethods';

const needs = credentialNeeds(choices);

/** *FHIR*: runs an operation on a FHIR server for each input item. */
export class Fhir implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR',
		name: 'fhir',
		icon: { light: 'file:../../icons/fhir.svg', dark: 'file:../../icons/fhir.dark.svg' },
		group: ['transform'],
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: subtitle(choices),
		description: 'Read, search and write health data on any HL7 FHIR server',
		defaults: { name: 'FHIR' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'fhirBasicAuthApi', testedBy: 'fhirBasicAuthApiTest', ...needs.basicAuth },
			{ name: 'fhirOAuth2Api', testedBy: 'fhirOAuth2ApiTest', ...needs.oAuth2 },
			{ name: 'fhirHeaderAuthApi', testedBy: 'fhirHeaderAuthApiTest', ...needs.headerAuth },
			{ name: 'fhirAwsApi', testedBy: 'fhirAwsApiTest', ...needs.aws },
			{ name: 'fhirNoLoginApi', testedBy: 'fhirNoLoginApiTest', ...needs.noLogin },
			{ name: 'fhirCaBundleApi', testedBy: 'fhirCaBundleApiTest', ...needs.caBundle },
		],
		properties: form(choices),
	};

	methods = {
		credentialTest: credentialTests,
		...formMethods(withGroupType),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this, findOperation);
	}
}
