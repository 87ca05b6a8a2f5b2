import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { credentialNeeds } from './form/credentials';
import { credentialTests } from './methods/credentialTests';
import { formMethods } from './methods/formMethods';
import { formFields } from './triggers/polling/fields';
import { poll } from './triggers/polling/poll';

const needs = credentialNeeds([]);

/** *FHIR Trigger*: starts a workflow when resources on a FHIR server change, which it asks the server at intervals. */
export class FhirTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR Trigger',
		name: 'fhirTrigger',
		icon: { light: 'file:../../icons/fhir.svg', dark: 'file:../../icons/fhir.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["watch"] === "search" ? $parameter["resourceType"] : ($parameter["resourceTypes"] || []).join(", ") }}',
		description:
			'Starts the workflow when resources on a FHIR server are created, updated or deleted (polls the server)',
		defaults: { name: 'FHIR Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'fhirBasicAuthApi', testedBy: 'fhirBasicAuthApiTest', ...needs.basicAuth },
			{ name: 'fhirOAuth2Api', testedBy: 'fhirOAuth2ApiTest', ...needs.oAuth2 },
			{ name: 'fhirHeaderAuthApi', testedBy: 'fhirHeaderAuthApiTest', ...needs.headerAuth },
			{ name: 'fhirAwsApi', testedBy: 'fhirAwsApiTest', ...needs.aws },
			{ name: 'fhirNoLoginApi', testedBy: 'fhirNoLoginApiTest', ...needs.noLogin },
			{ name: 'fhirCaBundleApi', testedBy: 'fhirCaBundleApiTest', ...needs.caBundle },
		],
		properties: formFields,
	};

	methods = {
		credentialTest: credentialTests,
		...formMethods(),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
