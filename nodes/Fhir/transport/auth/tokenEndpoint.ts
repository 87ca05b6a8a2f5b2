import type { BaseUrl } from '../baseUrl';
import { Failure, inputFailure } from '../errors/failure';
import { withoutQuery } from '../errors/redact';
import type { ClientCredentialsSettings } from './settings';

/** Where tokens come from. */
export interface TokenEndpoint {
	readonly url: string;
	/** True if the user typed it, false if the FHIR server or a key file named it. */
	readonly typed: boolean;
	/** True if the key file of a service account names it. */
	readonly fromKeyFile?: boolean;
	/** The authentication methods that the server lists (RFC 8414 §2), if it was asked: for advice only. */
	readonly methods?: readonly string[];
}

/** One token call: what messages about its outcome mention. */
export interface TokenCall {
	readonly settings: ClientCredentialsSettings;
	readonly endpoint: TokenEndpoint;
	/** `kid` of the assertion, if one was sent. */
	readonly keyId?: string;
	/** What the request carried besides the settings and must not be shown. */
	readonly sent?: readonly string[];
	/** Nobody named the `kid`: it is the key's thumbprint. */
	readonly keyIdIsGuessed?: boolean;
	/** The algorithm of the assertion, if one was sent. */
	readonly algorithm?: string;
	/** When the response arrived, in milliseconds since 1970. */
	readonly now: number;
}

const field = 'Token URL';

/** Checks a token URL as typed. Throws an input `Failure` that names the field. */
export function typedTokenUrl(typed: string, baseUrl: BaseUrl): TokenEndpoint {
	const text = typed.trim();
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
		throw inputFailure(
			'"Token URL" is not a web address',
			'It must start with `https://`, e.g. `https://login.example.org/oauth2/token`. Leave it empty to ask the FHIR server.',
			{ field },
		);
	}
	const url = new URL(text);
	if (url.username || url.password || url.hash) {
		throw inputFailure(
			'"Token URL" contains a user name, a password or a fragment',
			'Remove it from the address: id and secret have their own fields (RFC 6749 §3.2).',
			{ field },
		);
	}
	if (isDowngrade(baseUrl, url)) {
		throw inputFailure(
			'"Token URL" is not encrypted, although the FHIR server is',
			'Use its `https://` address: the client secret could be read in transit.',
			{ field },
		);
	}
	return { url: text, typed: true };
}

/**
 * Checks a token URL that the FHIR server named; a relative URL is resolved against the base URL. It may be on another host,
 * but must use https if the FHIR server does. Throws a `Failure` of kind `authorization`.
 */
export function discoveredTokenUrl(named: string, baseUrl: BaseUrl): string {
	const root = `${baseUrl.href}/`;
	const url = URL.canParse(named, root) ? new URL(named, root) : undefined;
	if (!url || url.username || url.password || url.hash || !/^https?:/.test(url.protocol)) {
		throw new Failure({
			kind: 'authorization',
			message: 'The FHIR server names a token endpoint that is not a web address',
			advice: 'Enter the "Token URL" in the credential yourself, and tell the server\'s administrator.',
		});
	}
	if (isDowngrade(baseUrl, url)) {
		throw new Failure({
			kind: 'authorization',
			message: 'The FHIR server names a token endpoint that is not encrypted',
			advice: 'Nothing was sent there. If it has an `https://` address, enter that as "Token URL" in the credential.',
			details: { tokenEndpoint: withoutQuery(url.href) },
		});
	}
	return url.href;
}

function isDowngrade(baseUrl: BaseUrl, tokenUrl: URL): boolean {
	return baseUrl.href.startsWith('https:') && tokenUrl.protocol !== 'https:';
}
