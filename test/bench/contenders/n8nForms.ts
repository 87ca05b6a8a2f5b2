import type { IDataObject } from 'n8n-workflow';
import { patient, type Place, type Task } from '../task';

/** A node filled in for a task: what the editor would save, the credentials it names, and the items it gets. */
export interface NodeForm {
	readonly parameters: IDataObject;
	readonly credentials: Record<string, IDataObject>;
	readonly input: IDataObject[];
}

/** Input of a task: ids to read or resources to write; a search has one item. */
export function inputOf({ kind, count }: Task, ids: readonly string[]): IDataObject[] {
	if (kind === 'search') return [{}];
	if (kind === 'reads') return ids.slice(0, count).map((id) => ({ id }));
	return Array.from({ length: count }, (_, number) => patient(number));
}

/** The FHIR node's form: OAuth2 behind a private CA. */
export function fhirForm({ baseUrl, ca, oauth, ids }: Place, task: Task): NodeForm {
	const { kind, count, concurrency, pageSize } = task;
	const credentials = {
		fhirOAuth2Api: { baseUrl, clientAuthentication: 'secretHeader', ...oauth },
		fhirCaBundleApi: { caBundle: ca, alsoTrustPublicCas: false },
	};
	const connection = { authentication: 'oAuth2', tlsValidation: 'custom', options: { concurrency } };
	const resourceType = { __rl: true, mode: 'list', value: 'Patient' };
	const resource = { ...connection, resource: 'resource', resourceType };
	const operations: Record<Task['kind'], IDataObject> = {
		reads: { ...resource, operation: 'get', resourceId: '={{ $json.id }}' },
		creates: { ...resource, operation: 'create', body: '={{ $json }}' },
		search: { ...resource, operation: 'getAll', returnAll: false, limit: count, options: { count: pageSize } },
		sendItems: { ...connection, resource: 'bundle', operation: 'sendItems', body: '={{ $json }}' },
	};
	return { parameters: operations[kind], credentials, input: inputOf(task, ids) };
}

/** The HTTP Request node's form for the same; its token is given to it, and it trusts `NODE_EXTRA_CA_CERTS`. */
export function httpRequestForm({ baseUrl, token, ids }: Place, task: Task): NodeForm {
	const { kind, count, pageSize = count } = task;
	const common = {
		authentication: 'genericCredentialType',
		genericAuthType: 'httpBearerAuth',
		// Its automatic detection does not take `application/fhir+json` for JSON.
		options: { response: { response: { responseFormat: 'json' } } },
	};
	const pagination = {
		paginationMode: 'responseContainsNextURL',
		nextURL: '={{ $response.body.link.find((link) => link.relation === "next")?.url }}',
		paginationCompleteWhen: 'other',
		completeExpression: '={{ !$response.body.link.some((link) => link.relation === "next") }}',
		limitPagesFetched: true,
		maxRequests: Math.ceil(count / pageSize),
	};
	const operations: Record<'reads' | 'search' | 'creates', IDataObject> = {
		reads: { ...common, method: 'GET', url: `=${baseUrl}/Patient/{{ $json.id }}` },
		search: {
			...common,
			method: 'GET',
			url: `${baseUrl}/Patient?_count=${pageSize}`,
			options: { ...common.options, pagination: { pagination } },
		},
		creates: {
			...common,
			method: 'POST',
			url: `${baseUrl}/Patient`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'content-type', value: 'application/fhir+json' }] },
			sendBody: true,
			contentType: 'json',
			specifyBody: 'json',
			jsonBody: '={{ $json }}',
		},
	};
	if (kind === 'sendItems') throw new Error('The HTTP Request node has nothing of the kind');
	return { parameters: operations[kind], credentials: { httpBearerAuth: { token } }, input: inputOf(task, ids) };
}
