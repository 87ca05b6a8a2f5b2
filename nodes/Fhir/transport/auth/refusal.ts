import { member, textMember } from '../../support/jsonMembers';
import { titleOf } from '../../support/markup';
import { Failure } from '../errors/failure';
import { withoutQuery } from '../errors/redact';
import type { HttpResponse } from '../http';
import { invalidClient, unauthorizedClient } from './invalidClient';
import { tokenServerText } from './redact';
import { type RefusalCause, refusalCause } from './refusalCauses';
import { causeMessage } from './refusalMessages';
import type { TokenCall } from './tokenEndpoint';

type ErrorMessage = readonly [message: string, advice: string];

/** By OAuth's error codes (RFC 6749 §5.2, RFC 8707 §2), except those about the client, whose advice depends on the settings. */
const errorMessages: Readonly<Record<string, ErrorMessage>> = {
	invalid_scope: [
		'The token endpoint does not grant the requested scopes',
		'Compare "Scope" with the scopes that the client is registered for. SMART has two spellings: `system/Patient.read` and `system/Patient.rs`. Azure expects the server\'s address followed by `/.default`.',
	],
	unsupported_grant_type: [
		'The token endpoint does not offer the client credentials grant',
		'Check that "Token URL" is the endpoint for backend services, and ask the server\'s administrator whether it offers them.',
	],
	invalid_grant: [
		'The token endpoint refuses the grant',
		"Ask the server's administrator whether the client is active and registered for the client credentials grant.",
	],
	invalid_request: [
		'The token endpoint considers the token request incomplete or contradictory',
		'Check what the server\'s documentation requires in addition to id and secret: "Scope", "Audience", "Resource" or one of "Token Request Parameters".',
	],
	invalid_target: [
		'The token endpoint does not know the requested resource or audience',
		'Compare "Resource" and "Audience" with the server\'s documentation; it is often exactly the base URL.',
	],
	access_denied: [
		'The token endpoint denies this client access',
		"Ask the server's administrator whether the client is active and allowed to use this FHIR server.",
	],
};

/** For `invalid_request` in response to a signed JWT: Redox says no more than that for most of its faults. */
const signedRequestAdvice =
	'Compare "Client ID", "Key ID", "Signing Algorithm", "JWT Audience" and "Scope" with what the server\'s documentation requires, and the clock of n8n\'s machine with the right time.';

/**
 * What the refusal of a token endpoint means and what to do about it, as a `Failure` of kind `authorization`. `text` is the
 * body of the response, and `json` what it parses to, if anything. The server's own words are shown without secrets.
 */
export function tokenRefusal(response: HttpResponse, text: string, json: unknown, call: TokenCall): Failure {
	const code = errorCode(json);
	const words = plainText(response, text, json);
	const [message, advice] = describeRefusal({ response, text, words, code }, call);
	const serverSays = tokenServerText(words, call.settings, call.sent);
	return new Failure({
		kind: 'authorization',
		message,
		advice: serverSays ? `${advice} The server says: ${serverSays}` : advice,
		code,
		status: response.status,
		details: {
			tokenEndpoint: withoutQuery(call.endpoint.url),
			status: response.status,
			...(code ? { error: code } : {}),
			...(serverSays ? { serverSays } : {}),
		},
	});
}

/** What a token endpoint sent. */
interface Refusal {
	readonly response: HttpResponse;
	/** The body. */
	readonly text: string;
	/** The server's own words for a person. */
	readonly words: string;
	/** OAuth's error code. */
	readonly code: string | undefined;
}

function describeRefusal({ response, text, words, code }: Refusal, call: TokenCall): ErrorMessage {
	const { status, headers } = response;
	const known = code !== undefined && Object.hasOwn(errorMessages, code) ? errorMessages[code] : undefined;
	const cause = !isAboutClient(status, code) ? undefined : code === 'invalid_scope' ? 'scope' : refusalCause(words);
	const named = cause && (causeMessage(cause, call, words, headers.date) ?? sameMessage[cause]);
	if (named) return named;
	// Auth0 says "access_denied" to a wrong ID or secret.
	if (code === 'invalid_client' || (code === 'access_denied' && status === 401))
		return invalidClient(call, headers.date);
	if (code === 'invalid_grant' && call.endpoint.fromKeyFile) return invalidClient(call, headers.date);
	if (known && code === 'invalid_request' && call.algorithm !== undefined) return [known[0], signedRequestAdvice];
	if (known) return known;
	if (code === 'unauthorized_client') return unauthorizedClient(call, headers.date);
	if (status >= 300 && status < 400) return describeRedirect(headers.location, call);
	if (status === 404 || status === 405 || status === 410) {
		return ['There is no token endpoint at the token URL', tokenUrlAdvice(call)];
	}
	if (status === 429) {
		return [
			'The token endpoint receives too many requests',
			'Wait a few minutes. If other systems use the same client ID, their requests count too: give each system its own.',
		];
	}
	if (status >= 500) {
		return [
			'The token endpoint is not available',
			"Try again later. If the problem persists, tell the server's administrator.",
		];
	}
	if (isPage(text)) return ['The token endpoint returned a web page instead of a token', pageAdvice(call)];
	if (status === 401) return invalidClient(call, headers.date);
	if (status === 403)
		return ['The token endpoint denies access', `A gateway or firewall may be in the way. ${tokenUrlAdvice(call)}`];
	if (status >= 400) return ['The token endpoint refuses the token request', tokenUrlAdvice(call)];
	return ['The token endpoint returned no token', tokenUrlAdvice(call)];
}

/** Causes that OAuth has a code for, where a server uses another code. */
const sameMessage: Partial<Record<RefusalCause, ErrorMessage>> = {
	audience: errorMessages.invalid_target,
	scope: errorMessages.invalid_scope,
};

/** Does a token endpoint refuse the client? Other statuses without OAuth's code are about the address, the load or the server. */
function isAboutClient(status: number, code: string | undefined): boolean {
	return status === 400 || status === 401 || status === 403 || (code !== undefined && status > 403 && status < 500);
}

function describeRedirect(location: string | undefined, call: TokenCall): ErrorMessage {
	const target =
		location && URL.canParse(location, call.endpoint.url) ? new URL(location, call.endpoint.url) : undefined;
	const where = target && /^https?:/.test(target.protocol) ? `to \`${target.origin}${target.pathname}\`` : 'elsewhere';
	return [
		'The token endpoint redirects to another address',
		`The client's credentials are not sent along a redirect. It points ${where}: if that is the token endpoint, enter it as "Token URL".`,
	];
}

function tokenUrlAdvice({ endpoint }: TokenCall): string {
	if (endpoint.fromKeyFile)
		return 'The file in "Service Account Key" names this address as `token_uri`: it may be damaged.';
	return endpoint.typed
		? 'Check "Token URL" character by character, or leave it empty to ask the FHIR server for it.'
		: 'The FHIR server named this address itself. Enter the "Token URL" from its documentation in the credential.';
}

function pageAdvice(call: TokenCall): string {
	return `It may be a login page, or the page of a gateway or proxy in between. ${tokenUrlAdvice(call)}`;
}

/** `error` in the form that OAuth defines (RFC 6749 §5.2). Anything else that servers put there is not a code. */
function errorCode(json: unknown): string | undefined {
	const code = textMember(json, 'error');
	return code !== undefined && /^[a-z][a-z_]{1,60}$/.test(code) ? code : undefined;
}

/** The cause within `error_uri`, where a server says it there only: Oracle Health, `urn:cerner:error:…:oauth2:token:…`. */
function errorUrn(json: unknown): string | undefined {
	const uri = textMember(json, 'error_uri')?.slice(0, 500) ?? '';
	return /urn(?::|%3A)[\w%:.-]+/i.exec(uri)?.[0].replace(/%3A/gi, ':');
}

/** The text of a response that is not OAuth's JSON: of other JSON, of a web page its title, or plain text (Oracle Health). */
function plainText(response: HttpResponse, text: string, json: unknown): string {
	if (json !== undefined) return jsonText(json);
	if (isPage(text)) return titleOf(text) ?? '';
	return response.status < 300 ? '' : text;
}

/** Okta has `errorSummary`, Google an object in `error`, and a gateway the members of a problem (RFC 9457 §3.1). */
const textMembers = ['error_description', 'message', 'errorSummary', 'detail', 'error', 'title'] as const;

function jsonText(json: unknown): string {
	const described = textMember(json, 'error_description') ?? errorUrn(json);
	const [words] = textMembers.flatMap((name) => textMember(json, name) ?? []);
	return described ?? words ?? textMember(member(json, 'error'), 'message') ?? '';
}

function isPage(text: string): boolean {
	return /^\s*(?:<!doctype html|<html|<head|<body)/i.test(text);
}
