import { maskTokens } from '../errors/redact';
import { formEncoded } from './basic';
import type { ClientCredentialsSettings } from './settings';

const maxLength = 300;
/** Characters that are examined: removing markup from megabytes of `<` would take minutes. */
const maxExamined = 2000;

/**
 * A text of a token endpoint, made safe to show: at most 300 characters on one line, without markup, and without what the
 * server may have echoed: secret, client id, assertion, token.
 */
export function tokenServerText(text: string, settings: ClientCredentialsSettings): string {
	// Secrets first: the steps after that could cut a secret in two.
	const withoutSecrets = secretsOf(settings)
		.filter((secret) => secret !== '')
		.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
		.replace(wholeWord(settings.clientId), '[client id]');
	return (
		maskTokens(withoutSecrets)
			.slice(0, maxExamined)
			.replace(/<[^>]*>/g, ' ')
			// eslint-disable-next-line no-control-regex -- a log line must stay one line
			.replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
			.replaceAll('`', "'")
			.trim()
			.slice(0, maxLength)
	);
}

/** Matches the id as a whole word only: an id can be a common word such as `fhir`, which other words contain. */
function wholeWord(text: string): RegExp {
	const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'g');
}

/** The secret in all forms in which it can be sent. */
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
