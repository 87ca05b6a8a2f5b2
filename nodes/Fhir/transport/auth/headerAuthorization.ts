import { tryParseJson } from '../../support/json';
import { member } from '../../support/jsonMembers';
import { asSecret, type Masked } from '../../support/mask';
import { secretParts } from '../../support/secretParts';
import { Failure, fieldFailure } from '../errors/failure';
import { detailsOf, type RequestInfo } from '../errors/requestInfo';
import type { HttpResponse } from '../http';
import type { Runtime } from '../runtime';
import type { Authorization } from './authorization';
import { headerName, reservedHeaders } from './headerNames';

/** A header as typed. */
export interface HeaderRow {
	readonly name: string;
	readonly value: string;
}

/**
 * A fixed bearer token (RFC 6750 §2.1), with or without `Bearer` in front. Throws an input `Failure` for a token that cannot
 * be one.
 */
export function bearerAuthorization(token: string, runtime: Pick<Runtime, 'now'>): Authorization {
	const bare = token.trim().replace(/^Bearer\s+/i, '');
	if (bare === '' || /^Bearer$/i.test(bare)) {
		throw fieldFailure('Token', 'is empty', 'Enter the token that the administrator of the server gave you.');
	}
	if (!/^[\x21-\x7e]+$/.test(bare)) {
		throw fieldFailure(
			'Token',
			'contains a blank, a line break or another character that no token has',
			'Copy the token again, in one line. For a scheme other than Bearer, choose "Headers (API Keys)" and enter an `Authorization` header.',
		);
	}
	return fixedAuthorization(`Bearer ${bare}`, {}, runtime);
}

/**
 * Fixed headers, such as API keys; an `Authorization` header with any scheme may be among them. Throws an input `Failure` that
 * names the header for what cannot be sent, or what would be sent twice.
 */
export function headersAuthorization(rows: readonly HeaderRow[], runtime: Pick<Runtime, 'now'>): Authorization {
	const headers = new Map<string, string>();
	for (const row of rows) {
		const name = row.name.trim().toLowerCase();
		const value = row.value.trim();
		if (name === '' && value === '') continue;
		assertSendable(row.name.trim(), name, value);
		if (headers.has(name)) {
			throw fieldFailure(
				'Headers',
				`has "${row.name.trim()}" twice`,
				'A server would read only one of them: remove the other.',
			);
		}
		headers.set(name, value);
	}
	if (headers.size === 0) {
		throw fieldFailure('Headers', 'is empty', 'Add the name and the value of at least one header, e.g. `X-API-Key`.');
	}
	const { authorization, ...others } = Object.fromEntries(headers) as Record<string, string>;
	return fixedAuthorization(authorization, others, runtime);
}

/** Headers by which the node itself says what a request is; names in lower case. */
const ownHeaders = new Set(['accept', 'accept-encoding', 'content-encoding', 'content-type', 'prefer', 'user-agent']);

function assertSendable(typed: string, name: string, value: string): void {
	if (!headerName.test(name)) {
		throw fieldFailure(
			'Headers',
			name === '' ? 'has a header without a name' : 'has a name that no header can have',
			'A name has letters, digits and hyphens only, e.g. `Ocp-Apim-Subscription-Key`, without a colon.',
		);
	}
	if (reservedHeaders.has(name) || ownHeaders.has(name) || name.startsWith('if-') || name.startsWith('proxy-')) {
		throw fieldFailure(
			'Headers',
			`has "${typed}", which is not a header for logging in`,
			'The node sets it for each request. Remove it here; "Headers" of the node takes other headers.',
		);
	}
	if (value === '') {
		throw fieldFailure('Headers', `has no value for "${typed}"`, 'Enter the key, or remove the header.');
	}
	// What a header can hold (RFC 9110 §5.5), without line breaks.
	if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(value)) {
		throw fieldFailure(
			'Headers',
			`has a value for "${typed}" with a line break or another character that cannot be sent`,
			'Copy the value again, in one line.',
		);
	}
}

function fixedAuthorization(
	value: string | undefined,
	headers: Readonly<Record<string, string>>,
	runtime: Pick<Runtime, 'now'>,
): Authorization {
	const secrets = [value ?? '', ...Object.values(headers)].flatMap(secretsIn);
	return {
		header: () => value,
		headers,
		secrets: () => secrets,
		refusal: async ({ status }: HttpResponse, requestInfo) =>
			status === 401 ? expiredToken(value, status, requestInfo, runtime.now()) : undefined,
	};
}

/** A value with its parts, and what follows its scheme however short it is: `ApiKey …`, `Bearer …`. */
function secretsIn(value: string): Masked[] {
	const [, ...rest] = value.split(/\s+/);
	return [...new Set([value, rest.join(' '), ...secretParts(value)])].filter((text) => text !== '').map(asSecret);
}

/** Where the token is a JWT whose time is over (RFC 7519 §4.1.4), that is why the server refuses it. */
function expiredToken(
	value: string | undefined,
	status: number,
	requestInfo: RequestInfo,
	now: number,
): Failure | undefined {
	const [, payload] = /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/.exec(value ?? '') ?? [];
	const expiry = payload && member(tryParseJson(Buffer.from(payload, 'base64url').toString()), 'exp');
	if (typeof expiry !== 'number' || expiry * 1000 > now || Number.isNaN(new Date(expiry * 1000).getTime()))
		return undefined;
	return new Failure({
		kind: 'authorization',
		message: `The token in the credential expired on ${new Date(expiry * 1000).toISOString().slice(0, 16).replace('T', ' at ')} UTC`,
		advice:
			'Enter a new token. If tokens of this server are valid for hours only, use a FHIR OAuth2 API credential, which fetches them itself.',
		status,
		effect: 'rejected',
		details: detailsOf(requestInfo),
	});
}
