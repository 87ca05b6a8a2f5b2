import { visibleText } from '../../support/markup';
import { asSecret, type Masked, secretMask } from '../../support/mask';
import { maskTokens } from '../errors/redact';
import { formEncoded } from './basic';
import type { ClientCredentialsSettings } from './settings';

/** Words of which the sentences of token endpoints consist. */
const oAuthWords = /^(?:client|token|secret|grant|scope|user|app|application|invalid|access)$/i;

const maxLength = 300;
/** Characters that are examined, of which markup may leave little to show. */
const maxExamined = 10_000;

/**
 * A text of a token endpoint, made safe to show: at most 300 characters on one line, without markup, and without what the
 * server may have echoed: secret, client id, assertion, token. `sent` are secrets that the settings do not contain.
 */
export function tokenServerText(
	text: string,
	settings: ClientCredentialsSettings,
	sent: readonly string[] = [],
): string {
	const clientId = { text: settings.clientId, label: '[client id]', alone: true };
	// Masked, such an ID would only make the server's words harder to read: it is no secret (RFC 6749 §2.2).
	const named = oAuthWords.test(settings.clientId) ? [] : [clientId];
	const mask = secretMask(() => [...clientSecrets(settings), ...sent.map(asSecret), ...named]);
	// Secrets first and last: each step could cut one in two, or put together one that markup had hidden.
	// Markup may end within a secret, or hide one in its entities.
	return maskTokens(mask(visibleText(mask(text.slice(0, maxExamined)))))
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.replaceAll('`', "'")
		.trim()
		.slice(0, maxLength);
}

/** Names of token request parameters whose values are secrets. */
const secretName = /secret|password|passwd|token|assertion|key|code|credential/i;

/** What a client must not have shown: its secret with and without its id, its passphrase, secrets among its parameters. */
export function clientSecrets({ authentication, clientId, parameters = [] }: ClientCredentialsSettings): Masked[] {
	const values = parameters.flatMap(([name, value]) => (secretName.test(name) ? [value] : []));
	if (authentication.method === 'privateKeyJwt') return [authentication.passphrase ?? '', ...values].map(asSecret);
	// Neither the key nor its file is sent.
	if (authentication.method === 'googleServiceAccount') return values.map(asSecret);
	const { secret } = authentication;
	const pairs = [`${clientId}:${secret}`, `${formEncoded(clientId)}:${formEncoded(secret)}`];
	return [secret, ...pairs.map((pair) => Buffer.from(pair).toString('base64')), ...values].map(asSecret);
}
