import type { ClientCredentialsSettings } from './settings';

const longest = 300;

/**
 * A server's own words, fit to be shown: short, without markup, and without anything of ours that it may
 * have echoed: secret, client id, assertion, token.
 */
export function serverWords(text: string, settings: ClientCredentialsSettings): string {
	const { authentication, clientId } = settings;
	const secrets =
		authentication.method === 'privateKeyJwt' ? [authentication.passphrase ?? ''] : [authentication.secret];
	const words = text
		.replace(/<[^>]*>/g, ' ')
		// A JWT, also when cut short; a header's value.
		.replace(/eyJ[\w-]{8,}(\.[\w-]*)*/g, '[token]')
		.replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, '$1 [token]');
	return (
		secrets
			.flatMap((secret) => [
				secret,
				encodeURIComponent(secret),
				new URLSearchParams([['', secret]]).toString().slice(1),
			])
			.filter((secret) => secret !== '')
			.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), words)
			.replace(wholeWord(clientId), '[client id]')
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
