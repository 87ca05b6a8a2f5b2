import type { ICredentialDataDecryptedObject, INode, NodeEgressFilter } from 'n8n-workflow';
import { createFhirClient, type FhirClient } from '../rest/client';
import { noAuthorization, type Authorization } from '../transport/auth/authorization';
import { basicAuthorization } from '../transport/auth/basic';
import { parseBaseUrl, type BaseUrl } from '../transport/baseUrl';
import { createHttpClient } from '../transport/client';
import type { Runtime } from '../transport/runtime';
import { defaultLimits } from '../transport/settings';
import type { TlsSettings } from '../transport/tls/settings';
import { networkPolicy } from './network';
import { oAuth2Authorization } from './oAuth2';
import { connectionOptions, defaultConnectionOptions, type ConnectionOptions } from './options';
import { n8nRuntime } from './runtime';
import type { ConnectionSource } from './source';
import { textOf } from './text';
import { tlsSettings, type TlsValidation } from './tls';
import { userAgent } from './userAgent';

/** The form's values for Authentication. */
export type Authentication = 'none' | 'basic' | 'oAuth2';

const credentialTypes = { none: undefined, basic: 'fhirBasicAuthApi', oAuth2: 'fhirOAuth2Api' } as const;
const caBundleType = 'fhirCaBundleApi';

/** What a connection is made from, once form and credentials are read. */
export interface ConnectionParts {
	readonly authentication: Authentication;
	/** The credential of the authentication; absent with `none`. */
	readonly credential: ICredentialDataDecryptedObject | undefined;
	/** As typed. */
	readonly baseUrl: unknown;
	readonly tls: TlsSettings;
	readonly runtime: Runtime;
	readonly node: INode;
	readonly egress?: NodeEgressFilter;
	readonly options?: ConnectionOptions;
}

/** A connection that is ready to be used. */
export interface Connection {
	readonly client: FhirClient;
	/** What a user should know about the login so far, e.g. that fewer scopes were granted than asked for. */
	hints(): readonly string[];
}

/**
 * The connection that the form and its credentials describe. Its client's requests carry base URL,
 * authorization and TLS mode. Throws an input `Failure` for what cannot be one: a malformed base URL, a
 * bundle without certificates. Sends nothing.
 */
export async function connect(source: ConnectionSource): Promise<Connection> {
	const authentication = (source.parameter('authentication') ?? 'none') as Authentication;
	const validation = (source.parameter('tlsValidation') ?? 'default') as TlsValidation;
	const type = credentialTypes[authentication];
	const credential = type && (await source.credential(type));
	const bundle = validation === 'custom' ? await source.credential(caBundleType) : undefined;
	const runtime = n8nRuntime(source.logger);
	return connectWith({
		authentication,
		credential,
		baseUrl: credential ? credential.baseUrl : source.parameter('baseUrl'),
		tls: tlsSettings(validation, bundle, runtime.now()),
		runtime,
		node: source.node,
		egress: source.egress,
		options: connectionOptions(source),
	});
}

/** The same from parts that are read already; throws as `connect` does. */
export function connectWith(parts: ConnectionParts): Connection {
	const { tls, runtime, options = defaultConnectionOptions } = parts;
	const baseUrl = parseBaseUrl(textOf(parts.baseUrl));
	const authorization = authorizationOf(parts, baseUrl);
	const http = createHttpClient({
		baseUrl,
		tls,
		authorization,
		headers: options.headers,
		userAgent,
		timeouts: options.timeouts,
		limits: defaultLimits,
		retry: options.retry,
		network: networkPolicy(parts.node, parts.egress, parts.credential, baseUrl.href),
		runtime,
	});
	return {
		client: createFhirClient({ baseUrl, http, runtime, ...options.fhir }),
		hints: () => authorization.hints?.() ?? [],
	};
}

function authorizationOf(
	{ authentication, credential, tls, runtime }: ConnectionParts,
	baseUrl: BaseUrl,
): Authorization {
	if (!credential || authentication === 'none') return noAuthorization;
	if (authentication === 'basic') return basicAuthorization(textOf(credential.user), textOf(credential.password));
	return oAuth2Authorization(credential, baseUrl, tls, runtime);
}
