import { tryParseJson } from '../../support/json';
import { listMember, member, textMember } from '../../support/jsonMembers';
import { LruMap } from '../../support/lruMap';
import { Failure } from '../errors/failure';
import type { HttpClient } from '../http';
import type { ClientCredentialsSettings } from './settings';
import { discoveredTokenUrl, type TokenEndpoint } from './tokenEndpoint';

const smartConfiguration = '.well-known/smart-configuration';
const oauthUris = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/** How long a discovered endpoint is cached, in milliseconds. A token call that fails ends it sooner. */
const ttl = 60 * 60 * 1000;
const cache = new LruMap<string, { readonly endpoint: TokenEndpoint; readonly until: number }>(500);

/**
 * The token endpoint that the FHIR server names in its SMART configuration (SMART App Launch 2.2, "Conformance"),
 * else in the OAuth extension of its CapabilityStatement. Cached in the process for an hour.
 * Throws a `Failure` of kind `authorization` if it names none.
 */
export async function discoverTokenEndpoint(
	settings: ClientCredentialsSettings,
	http: HttpClient,
	now: number,
	signal: AbortSignal,
): Promise<TokenEndpoint> {
	const key = discoveryKey(settings);
	const cached = cache.get(key);
	if (cached && now < cached.until) return cached.endpoint;
	const { baseUrl } = settings;
	const configuration = await readJson(http, `${baseUrl.href}/${smartConfiguration}`, signal);
	const named =
		textMember(configuration, 'token_endpoint') ??
		oauthExtension(await readJson(http, `${baseUrl.href}/metadata`, signal));
	if (named === undefined) {
		throw new Failure({
			kind: 'authorization',
			message: 'The FHIR server does not say where to get access tokens',
			advice:
				`Neither \`/${smartConfiguration}\` nor \`/metadata\` below the Base URL names a token endpoint. ` +
				'Check the Base URL, or enter the "Token URL" from the server\'s documentation in the credential.',
			details: { baseUrl: baseUrl.href },
		});
	}
	const methods = listMember(configuration, 'token_endpoint_auth_methods_supported').filter(isText);
	const endpoint = { url: discoveredTokenUrl(named, baseUrl), typed: false, methods };
	cache.set(key, { endpoint, until: now + ttl });
	return endpoint;
}

/** Drops what was discovered under these settings: next time the server is asked again. */
export function forgetTokenEndpoint(settings: ClientCredentialsSettings): void {
	cache.delete(discoveryKey(settings));
}

function discoveryKey({ baseUrl, tlsKey, networkKey }: ClientCredentialsSettings): string {
	return JSON.stringify([baseUrl.href, tlsKey, networkKey]);
}

/** The JSON at a URL, or undefined. The specification makes it public, so the request carries no credentials. */
async function readJson(http: HttpClient, url: string, signal: AbortSignal): Promise<unknown> {
	const response = await http.send({
		method: 'GET',
		url,
		headers: { accept: 'application/json, application/fhir+json;q=0.9' },
		authorization: 'none',
		maxBytes: 32 * 1024 * 1024,
		signal,
	});
	if (response.status === 200) return tryParseJson(await response.text());
	await response.discard();
	return undefined;
}

/** `rest.security.extension[oauth-uris].extension[token].valueUri`. */
function oauthExtension(statement: unknown): string | undefined {
	return listMember(statement, 'rest')
		.flatMap((rest) => listMember(member(rest, 'security'), 'extension'))
		.filter((extension) => member(extension, 'url') === oauthUris)
		.flatMap((extension) => listMember(extension, 'extension'))
		.filter((extension) => member(extension, 'url') === 'token')
		.map((extension) => textMember(extension, 'valueUri'))
		.find(isText);
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}
