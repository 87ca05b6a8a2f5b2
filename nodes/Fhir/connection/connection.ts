import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { createFhirClient, type FhirClient } from '../rest/client';
import { combinedHeaders } from '../rest/request/headers';
import type { FhirRequest } from '../rest/request/request';
import { fingerprint } from '../support/fingerprint';
import { secretMask } from '../support/mask';
import { fieldText } from '../support/text';
import type { Authorization } from '../transport/auth/authorization';
import type { PublicJwks } from '../transport/auth/jwks';
import type { BaseUrl } from '../transport/baseUrl';
import { createHttpClient } from '../transport/client';
import { inputFailure } from '../transport/errors/failure';
import type { HttpHeaders } from '../transport/http';
import type { Limiter } from '../transport/limit/limiter';
import { sharedLimiter } from '../transport/limit/limiters';
import type { Runtime } from '../transport/runtime';
import { defaultLimits } from '../transport/settings';
import { tlsKey } from '../transport/tls/settings';
import { type Authentication, authorizationOf, credentialTypes } from './authentication';
import { fhirBaseUrl } from './fhirBaseUrl';
import { headerSecrets } from './headerSecrets';
import { type Egress, networkPolicy } from './network';
import { connectionOptions, type ConnectionOptions, defaultConnectionOptions } from './options';
import { platform } from './platform';
import { publicKeysOf } from './publicKeys';
import { n8nRuntime, userAgent } from './runtime';
import type { ConnectionSource } from './sources';
import { tlsChoice, type TlsChoice, type TlsValidation } from './tls';

const caBundleType = 'fhirCaBundleApi';

/** What a connection is made from, once form and credentials are read. */
export interface ConnectionParts {
	readonly authentication: Authentication;
	/** The credential of the authentication; absent with `none`. */
	readonly credential: ICredentialDataDecryptedObject | undefined;
	/** As typed. */
	readonly baseUrl: unknown;
	readonly tls: TlsChoice;
	readonly runtime: Runtime;
	readonly node: INode;
	readonly egress?: Egress;
	readonly options?: ConnectionOptions;
	/** What was learnt of the server serves later connections too. A credential's test wants to see for itself. */
	readonly remember?: boolean;
	/** Takes what a user should know although a request succeeded. */
	readonly hint?: (message: string) => void;
	/** See `FhirClientSettings.guard`. */
	readonly guard?: RequestGuard;
}

/** Throws for a request that must not be sent; `baseUrl` is that of the connection. */
export type RequestGuard = (request: FhirRequest, baseUrl: BaseUrl) => void;

/** A connection that is ready to be used. */
export interface Connection {
	readonly client: FhirClient;
	/** Where *Items in Parallel* is Automatic: what lets its requests pass. */
	readonly limiter: Limiter | undefined;
	/** What a user should know about bundle and login so far, e.g. that fewer scopes were granted than asked for. */
	hints(): readonly string[];
	/** What a server has to know to check the login's JWTs; throws an input `Failure` where it is by something else. */
	readonly publicKeys: () => PublicJwks;
}

/** What the form and its credentials say about a connection: plain data, which makes one connection when it is equal. */
export interface ConnectionData {
	readonly authentication: Authentication;
	readonly credential: ICredentialDataDecryptedObject | undefined;
	/** As typed. */
	readonly baseUrl: unknown;
	readonly validation: TlsValidation;
	readonly bundle: ICredentialDataDecryptedObject | undefined;
	readonly options: ConnectionOptions;
}

/**
 * Reads what the form and its credentials say about a connection. Rejects with n8n's error where a credential is missing, and
 * with an input `Failure` for an option that cannot be sent.
 */
export async function readConnection(source: ConnectionSource): Promise<ConnectionData> {
	const authentication = (source.parameter('authentication') ?? 'none') as Authentication;
	const validation = (source.parameter('tlsValidation') ?? 'default') as TlsValidation;
	const type = Object.hasOwn(credentialTypes, authentication) ? credentialTypes[authentication] : undefined;
	const credential = type && (await source.credential(type));
	const bundle = validation === 'custom' ? await source.credential(caBundleType) : undefined;
	const baseUrl = credential ? credential.baseUrl : source.parameter('baseUrl');
	return { authentication, credential, baseUrl, validation, bundle, options: connectionOptions(source) };
}

/** A key for everything that makes the connection: equal data, equal key. It is a hash, so it reveals no secret. */
export function connectionKey({ credential, bundle, ...form }: ConnectionData): string {
	return fingerprint([form, credential && fingerprintOf(credential), bundle && fingerprintOf(bundle)]);
}

/** Credentials that are the same for all items are read once, and so are their hashes: a bundle may have 200 KB. */
const fingerprints = new WeakMap<object, string>();

function fingerprintOf(credential: ICredentialDataDecryptedObject): string {
	const known = fingerprints.get(credential) ?? fingerprint(credential);
	fingerprints.set(credential, known);
	return known;
}

/**
 * The connection that this data describes. Its client's requests carry base URL, authorization and TLS mode. Throws an input
 * `Failure` for what cannot be one: a malformed base URL, a bundle without certificates. Sends nothing. `hint` takes what a
 * user should know although a request succeeded; `guard` looks at each request before it is sent.
 */
export function openConnection(
	{ authentication, credential, baseUrl, validation, bundle, options }: ConnectionData,
	{ node, logger, egress }: Pick<ConnectionSource, 'node' | 'logger' | 'egress'>,
	hint?: (message: string) => void,
	guard?: RequestGuard,
): Connection {
	const runtime = n8nRuntime(logger);
	const tls = tlsChoice(validation, bundle, runtime.now());
	return connectWith({
		authentication,
		credential,
		baseUrl,
		tls,
		runtime,
		node,
		egress,
		options,
		remember: true,
		hint,
		guard,
	});
}

/** The connection that the form and its credentials describe; rejects as `readConnection` and `openConnection` do. */
export async function connect(source: ConnectionSource, hint?: (message: string) => void): Promise<Connection> {
	return openConnection(await readConnection(source), source, hint);
}

/** The same from parts that are read already; throws as `connect` does. */
export function connectWith(parts: ConnectionParts): Connection {
	const { tls, runtime, options = defaultConnectionOptions } = parts;
	const baseUrl = fhirBaseUrl(parts.baseUrl);
	const network = networkPolicy(parts.node, parts.egress, parts.credential, baseUrl.href);
	const path = { baseUrl, tls: tls.settings, networkKey: network.key };
	const authorization = authorizationOf(parts.authentication, parts.credential, path, runtime);
	assertNoHeaderTwice(options.headers, authorization);
	const mask = secretMask(() => [...(authorization.secrets?.() ?? []), ...headerSecrets(options.headers)]);
	const limiter = options.isLimited ? limiterOf(parts, baseUrl) : undefined;
	const http = createHttpClient({
		wire: platform.wire,
		baseUrl,
		tls: tls.settings,
		authorization,
		headers: pick(options.headers, (name) => !combinedHeaders.has(name)),
		belowBaseUrlOnly: isBelowBaseUrlOnly(parts.credential, options),
		userAgent,
		timeouts: options.timeouts,
		limits: defaultLimits,
		retry: options.retry,
		limiter,
		network,
		runtime,
		mask,
		hint: parts.hint,
	});
	return {
		client: createFhirClient({
			baseUrl,
			http,
			runtime,
			...options.fhir,
			headers: pick(options.headers, (name) => combinedHeaders.has(name)),
			hint: parts.hint,
			...(parts.guard && { guard: (request: FhirRequest) => parts.guard?.(request, baseUrl) }),
			...(parts.remember && { identity: serverAsSeen(parts, baseUrl) }),
		}),
		limiter,
		hints: () => [...tls.warnings, ...headerHints(options), ...(authorization.hints?.() ?? [])],
		publicKeys: () => publicKeysOf(parts.authentication, parts.credential),
	};
}

function pick(headers: HttpHeaders, chosen: (name: string) => boolean): HttpHeaders {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => chosen(name)));
}

/** The user's own header wins, and then does not name the version that the user also chose. */
function headerHints({ headers, fhir }: ConnectionOptions): string[] {
	const own =
		headers.accept !== undefined ? 'Accept' : headers['content-type'] !== undefined ? 'Content-Type' : undefined;
	if (own === undefined || fhir.fhirVersion === undefined) return [];
	return [`"Headers" has ${own}, which is sent as it is: "FHIR Version" is not added to it.`];
}

/** All that can make a difference to what a server says of itself. */
function serverAsSeen({ authentication, credential, tls, options }: ConnectionParts, { href }: BaseUrl): string {
	return fingerprint([
		href,
		authentication,
		credential,
		tlsKey(tls.settings),
		options?.headers,
		options?.fhir.fhirVersion,
		options?.fhir.addFormat,
	]);
}

/** Executions share what they find out about a server: about an origin, as far as a login uses it. */
function limiterOf({ authentication, credential, tls, runtime }: ConnectionParts, { origin }: BaseUrl): Limiter {
	const login = credential && fingerprintOf(credential);
	return sharedLimiter(fingerprint([origin, authentication, login, tlsKey(tls.settings)]), runtime);
}

function isBelowBaseUrlOnly(
	credential: ICredentialDataDecryptedObject | undefined,
	{ headersBelowBaseUrlOnly }: ConnectionOptions,
): boolean {
	return credential ? fieldText(credential.loginBelowBaseUrlOnly) === 'true' : headersBelowBaseUrlOnly;
}

/** Which of the two the server would get is not for the node to guess. */
function assertNoHeaderTwice(headers: HttpHeaders, authorization: Authorization): void {
	const twice = Object.keys(authorization.headers ?? {}).find((name) => Object.hasOwn(headers, name));
	if (twice === undefined) return;
	throw inputFailure(
		`The header "${twice}" is in the credential and also under "Headers" of the node`,
		'Remove it from the node.',
	);
}
