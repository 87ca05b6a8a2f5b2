import type { IDataObject } from 'n8n-workflow';
import { DEFAULT_SCOPE, POST_CLIENT } from '../../servers/oauth/options';
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
	const { kind, count, concurrency, pageSize, workedOut } = task;
	const credentials = {
		fhirOAuth2Api: { baseUrl, clientAuthentication: 'secretHeader', ...oauth },
		fhirCaBundleApi: { caBundle: ca, alsoTrustPublicCas: false },
	};
	const connection = { authentication: 'oAuth2', tlsValidation: 'custom', options: { concurrency } };
	const resourceType = { __rl: true, mode: 'list', value: 'Patient' };
	const resource = { ...connection, resource: 'resource', resourceType };
	const operations: Record<Task['kind'], IDataObject> = {
		reads: { ...resource, operation: 'get', resourceId: workedOut ? '={{ $json.id.trim() }}' : '={{ $json.id }}' },
		creates: { ...resource, operation: 'create', body: '={{ $json }}' },
		search: { ...resource, operation: 'getAll', returnAll: false, limit: count, options: { count: pageSize } },
		sendItems: { ...connection, resource: 'bundle', operation: 'sendItems', body: '={{ $json }}' },
	};
	return { parameters: operations[kind], credentials, input: inputOf(task, ids) };
}

/**
 * How the HTTP Request node logs in and trusts the CA: by a token that it is given and `NODE_EXTRA_CA_CERTS`, or as the FHIR
 * node does, by credentials for OAuth2 and for the CA.
 */
export type HttpRequestLogin = 'given' | 'credentials';

/** The HTTP Request node's form for the same task. */
export function httpRequestForm(
	{ baseUrl, ca, oauth, token, ids }: Place,
	task: Task,
	login: HttpRequestLogin = 'given',
): NodeForm {
	const { kind, count, pageSize = count } = task;
	const given = login === 'given';
	const oAuth2Api = {
		grantType: 'clientCredentials',
		accessTokenUrl: oauth.tokenUrl,
		// In a header it would not encode the secret, and the server cannot read that.
		clientId: POST_CLIENT.id,
		clientSecret: POST_CLIENT.secret,
		authentication: 'body',
		// Left empty it is sent nevertheless, and refused.
		scope: DEFAULT_SCOPE,
	};
	const common = {
		authentication: 'genericCredentialType',
		genericAuthType: given ? 'httpBearerAuth' : 'oAuth2Api',
		...(!given && { provideSslCertificates: true }),
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
	const credentials: NodeForm['credentials'] = given
		? { httpBearerAuth: { token } }
		: { oAuth2Api, httpSslAuth: { ca } };
	return { parameters: operations[kind], credentials, input: inputOf(task, ids) };
}
