import { Failure } from '../errors/failure';
import { withoutQuery } from '../errors/redact';
import type { HttpResponse } from '../http';
import { invalidClient } from './invalidClient';
import { textMember } from '../../support/jsonMembers';
import { tokenServerText } from './redact';
import type { TokenCall } from './tokenEndpoint';

type Sentence = readonly [message: string, advice: string];

/** OAuth's error codes (RFC 6749 §5.2, RFC 8707 §2) but `invalid_client`, whose advice depends on the settings. */
const sentences: Readonly<Record<string, Sentence>> = {
	invalid_scope: [
		'The token endpoint does not grant the scopes asked for',
		'Compare "Scope" with what the client is registered for. SMART has two spellings: `system/Patient.read` and `system/Patient.rs`. Azure wants the server\'s address followed by `/.default`.',
	],
	unauthorized_client: [
		'This client may not ask for tokens in this way',
		'Ask the operator of the server to allow the client credentials grant (backend service, system scopes) for this client ID.',
	],
	unsupported_grant_type: [
		'The token endpoint does not offer the client credentials grant',
		'Check that "Token URL" is the endpoint for backend services, and ask the operator of the server whether it offers them.',
	],
	invalid_grant: [
		'The token endpoint refuses the grant',
		'Ask the operator of the server whether the client is active and registered for the client credentials grant.',
	],
	invalid_request: [
		'The token endpoint finds the token request incomplete or contradictory',
		'Check what the documentation of the server asks for beside id and secret: "Scope", "Audience", "Resource" or one of "Token Request Parameters".',
	],
	invalid_target: [
		'The token endpoint does not know the resource or audience asked for',
		'Compare "Resource" and "Audience" with the documentation of the server; it is often the base URL, letter by letter.',
	],
	access_denied: [
		'The token endpoint denies this client access',
		'Ask the operator of the server whether the client is active and allowed to use this FHIR server.',
	],
};

/**
 * What a token endpoint's refusal means and what to do about it, as a `Failure` of kind `authorization`. Its own
 * words are shown as far as they hold nothing of ours.
 */
export function refusal(response: HttpResponse, text: string, json: unknown, call: TokenCall): Failure {
	const code = errorCode(json);
	const [message, advice] = sentence(response, text, code, call);
	const said = tokenServerText(textMember(json, 'error_description') ?? plainText(response, text, json), call.settings);
	return new Failure({
		kind: 'authorization',
		message,
		advice: said ? `${advice} The server says: ${said}` : advice,
		code,
		status: response.status,
		details: {
			tokenEndpoint: withoutQuery(call.endpoint.url),
			status: response.status,
			...(code ? { error: code } : {}),
			...(said ? { serverSays: said } : {}),
		},
	});
}

function sentence(response: HttpResponse, text: string, code: string | undefined, call: TokenCall): Sentence {
	const { status, headers } = response;
	const known = code !== undefined && Object.hasOwn(sentences, code) ? sentences[code] : undefined;
	if (known) return known;
	if (code === 'invalid_client') return invalidClient(call, headers.date);
	if (status >= 300 && status < 400) return redirected(headers.location, call);
	if (status === 404 || status === 405 || status === 410) {
		return ['There is no token endpoint at the token URL', tokenUrlAdvice(call)];
	}
	if (status === 429) {
		return [
			'The token endpoint is asked too often',
			'Wait a few minutes. If other systems use the same client ID, they count too: give each its own.',
		];
	}
	if (status >= 500) {
		return ['The token endpoint is out of order', 'Try again later; if it lasts, tell the operator of the server.'];
	}
	if (isPage(text)) return ['The token endpoint answered with a web page instead of a token', pageAdvice(call)];
	if (status === 401) return invalidClient(call, headers.date);
	if (status === 403)
		return ['The token endpoint denies access', `A gateway or firewall may be in the way. ${tokenUrlAdvice(call)}`];
	if (status >= 400) return ['The token endpoint refuses the token request', tokenUrlAdvice(call)];
	return ['The token endpoint answered without a token', tokenUrlAdvice(call)];
}

function redirected(location: string | undefined, call: TokenCall): Sentence {
	const target =
		location && URL.canParse(location, call.endpoint.url) ? new URL(location, call.endpoint.url) : undefined;
	const where = target && /^https?:/.test(target.protocol) ? `to \`${target.origin}${target.pathname}\`` : 'elsewhere';
	return [
		'The token endpoint redirects to another address',
		`The client's credentials are not sent along a redirect. It points ${where}: if that is the token endpoint, enter it as "Token URL".`,
	];
}

function tokenUrlAdvice({ endpoint }: TokenCall): string {
	return endpoint.typed
		? 'Check "Token URL", letter by letter, or leave it empty to ask the FHIR server for it.'
		: 'The FHIR server named this address itself. Enter the "Token URL" from its documentation in the credential.';
}

function pageAdvice(call: TokenCall): string {
	return `It may be a login page, or the page of a gateway or proxy on the way. ${tokenUrlAdvice(call)}`;
}

/** `error` as OAuth has it (RFC 6749 §5.2); anything else that servers put there is no code. */
function errorCode(json: unknown): string | undefined {
	const code = textMember(json, 'error');
	return code !== undefined && /^[a-z][a-z_]{1,60}$/.test(code) ? code : undefined;
}

/** Words of an answer that is neither OAuth's JSON nor a page: Oracle Health sends plain text. */
function plainText(response: HttpResponse, text: string, json: unknown): string {
	if (json !== undefined) return textMember(json, 'message') ?? textMember(json, 'error') ?? '';
	if (isPage(text)) return /<title[^<>]*>([^<]*)</i.exec(text)?.[1] ?? '';
	return response.status < 300 ? '' : text;
}

function isPage(text: string): boolean {
	return /^\s*(?:<!doctype html|<html|<head|<body)/i.test(text);
}
