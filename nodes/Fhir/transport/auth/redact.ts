import { maskTokens } from '../errors/redact';
import { formEncoded } from './basic';
import type { ClientCredentialsSettings } from './settings';

const longest = 300;
/** So much is looked at: taking markup out of megabytes of `<` would take minutes. */
const examined = 2000;

/**
 * A server's own words, fit to be shown: short, without markup, and without anything of ours that it may
 * have echoed: secret, client id, assertion, token.
 */
export function tokenServerText(text: string, settings: ClientCredentialsSettings): string {
	// Ours first: what makes the rest readable could cut a secret in two.
	const ours = secretsOf(settings)
		.filter((secret) => secret !== '')
		.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
		.replace(wholeWord(settings.clientId), '[client id]');
	return (
		maskTokens(ours)
			.slice(0, examined)
			.replace(/<[^>]*>/g, ' ')
			// eslint-disable-next-line no-control-regex -- a log line must stay one line
			.replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
			.replaceAll('`', "'")
			.trim()
			.slice(0, longest)
	);
}

/** An id may be a common word such as `fhir`: within another word it is none of ours. */
function wholeWord(text: string): RegExp {
	const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'g');
}

/** The secret in every form in which it is sent. */
function secretsOf({ authentication, clientId }: ClientCredentialsSettings): string[] {
	if (authentication.method === 'privateKeyJwt') return [authentication.passphrase ?? ''];
	const { secret } = authentication;
	const pairs = [`${clientId}:${secret}`, `${formEncoded(clientId)}:${formEncoded(secret)}`];
	return [
		...pairs.map((pair) => Buffer.from(pair).toString('base64')),
		secret,
		encodeURIComponent(secret),
		formEncoded(secret),
	];
}
