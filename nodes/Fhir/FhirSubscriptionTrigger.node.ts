import {
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { credentialNeeds } from './form/credentials';
import { credentialTests } from './methods/credentialTests';
import { formMethods } from './methods/formMethods';
import { formFields } from './triggers/subscription/fields';
import { checkExists, create, remove } from './triggers/subscription/hooks';
import { withOwnOptions } from './triggers/subscription/parameters';
import { catchUp } from './triggers/subscription/poll';
import { subscriptionTopics, topicFilterChoices } from './triggers/subscription/topicChoices';
import { receive } from './triggers/subscription/webhook';
import { webhooks } from './triggers/subscription/webhooks';

const needs = credentialNeeds([]);
const forms = formMethods(withOwnOptions);

/** *FHIR Subscription Trigger*: starts the workflow when a FHIR server reports a change. */
export class FhirSubscriptionTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR Subscription Trigger',
		name: 'fhirSubscriptionTrigger',
		icon: { light: 'file:../../icons/fhir.svg', dark: 'file:../../icons/fhir.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["kind"] === "topic" ? $parameter["topic"].value : $parameter["resourceType"].value || $parameter["resourceType"] }}',
		description: 'Starts the workflow when an HL7 FHIR server reports a change (Subscription, webhook)',
		defaults: { name: 'FHIR Subscription Trigger' },
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
		webhooks,
		properties: formFields,
	};

	methods = {
		credentialTest: credentialTests,
		loadOptions: { ...forms.loadOptions, topicFilters: topicFilterChoices },
		listSearch: { ...forms.listSearch, subscriptionTopics },
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkExists.call(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await create.call(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await remove.call(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await catchUp.call(this);
	}
}
