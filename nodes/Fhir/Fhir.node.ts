import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { form } from './form/form';
import { groups } from './actions/registry';
import { run } from './execution/runner';
import { fhirBasicAuthApiTest, fhirCaBundleApiTest, fhirOAuth2ApiTest } from './methods/credentialTests';
import { resourceTypes } from './methods/resourceTypes';

export class Fhir implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR',
		name: 'fhir',
		icon: { light: 'file:../../icons/fhir.svg', dark: 'file:../../icons/fhir.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + ($parameter["resourceType"] || $parameter["resource"]) }}',
		description: 'Read, search and write health data on any HL7 FHIR server',
		defaults: { name: 'FHIR' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: 'fhirBasicAuthApi',
				required: true,
				testedBy: 'fhirBasicAuthApiTest',
				displayOptions: { show: { authentication: ['basic'] } },
			},
			{
				name: 'fhirOAuth2Api',
				required: true,
				testedBy: 'fhirOAuth2ApiTest',
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{
				name: 'fhirCaBundleApi',
				required: true,
				testedBy: 'fhirCaBundleApiTest',
				displayOptions: { show: { tlsValidation: ['custom'] } },
			},
		],
		properties: form(groups),
	};

	methods = {
		credentialTest: { fhirBasicAuthApiTest, fhirOAuth2ApiTest, fhirCaBundleApiTest },
		listSearch: { resourceTypes },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
