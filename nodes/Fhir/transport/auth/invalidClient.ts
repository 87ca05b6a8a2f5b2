import type { ClientAuthentication } from './settings';
import type { TokenCall } from './tokenEndpoint';

/** Milliseconds between two clocks that a server may well mind. */
const tolerated = 60_000;

/** Why a server may not know the client (`invalid_client`, RFC 6749 §5.2): what happened, and what to check. */
export function invalidClient(call: TokenCall, date: string | undefined): readonly [message: string, advice: string] {
	const { method } = call.settings.authentication;
	const message =
		method === 'privateKeyJwt'
			? 'The token endpoint does not accept the signed JWT of this client'
			: 'The token endpoint does not accept the client ID and secret';
	const advice = [
		method === 'privateKeyJwt' ? jwtAdvice(call.keyId) : secretAdvice,
		method === 'privateKeyJwt' ? clockHint(call.now, date) : undefined,
		methodHint(method, call.endpoint.methods),
	];
	return [message, advice.filter((sentence) => sentence !== undefined).join(' ')];
}

const secretAdvice =
	'Enter "Client ID" and "Client Secret" again; a secret may also have expired. If both are right, try another ' +
	'"Client Authentication": the server may want the secret in the header as it is (Oracle Health) or in the body.';

function jwtAdvice(keyId: string | undefined): string {
	return (
		`Check "Client ID", and that the public key is registered with the server under the key ID \`${keyId}\`. ` +
		'A new key takes time to spread: with Epic up to an hour in the sandbox, longer in production. ' +
		'A server that fetches a JWKS from an address must be able to reach it.'
	);
}

/** An assertion is good for minutes only, so clocks matter: the answer's `Date` gives the server's. */
function clockHint(now: number, date: string | undefined): string | undefined {
	const prefetch = now - new Date(date ?? NaN).getTime();
	if (Number.isNaN(prefetch) || Math.abs(prefetch) < tolerated) return undefined;
	const minutes = Math.round(Math.abs(prefetch) / 60_000);
	return `The clock of n8n's machine is ${minutes} min ${prefetch > 0 ? 'ahead of' : 'behind'} the server's: set it right.`;
}

/** As servers name them (OpenID Connect Core 1.0 §9). */
const methodNames: Readonly<Record<ClientAuthentication['method'], string>> = {
	secretHeader: 'client_secret_basic',
	secretHeaderRaw: 'client_secret_basic',
	secretBody: 'client_secret_post',
	privateKeyJwt: 'private_key_jwt',
};

/** What the FHIR server's SMART configuration says about ways to authenticate, where the credential's is not among them. */
function methodHint(
	method: ClientAuthentication['method'],
	offered: readonly string[] | undefined,
): string | undefined {
	const name = methodNames[method];
	if (!offered?.length || offered.includes(name)) return undefined;
	const names = offered.map((offer) => `\`${offer.replaceAll('`', '')}\``).join(', ');
	return `The server names these ways to authenticate: ${names}. The credential uses \`${name}\`.`;
}
