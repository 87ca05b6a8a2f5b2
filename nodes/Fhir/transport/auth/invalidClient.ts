import type { ClientAuthentication } from './settings';
import type { TokenCall } from './tokenEndpoint';

/** Milliseconds by which two clocks can differ without causing a refusal. */
const toleratedClockSkewMs = 60_000;

/**
 * Message and advice for a client that the token endpoint does not accept (`invalid_client`, RFC 6749 §5.2). `date` is the
 * response's `Date` header: a signed JWT depends on the clock.
 */
export function invalidClient(call: TokenCall, date: string | undefined): readonly [message: string, advice: string] {
	const { method } = call.settings.authentication;
	const [message, advice] = refusedLogin[method](call);
	const usesClock = method === 'privateKeyJwt' || method === 'googleServiceAccount';
	const sentences = [
		advice,
		usesClock ? clockHint(call.now, date) : undefined,
		methodHint(method, call.endpoint.methods),
	];
	return [message, sentences.filter((sentence) => sentence !== undefined).join(' ')];
}

/**
 * The same for `unauthorized_client`: by the RFC the client may not use the grant, but Keycloak also answers a wrong secret
 * with it.
 */
export function unauthorizedClient(
	call: TokenCall,
	date: string | undefined,
): readonly [message: string, advice: string] {
	const proof = call.settings.authentication.method.startsWith('secret') ? 'secret' : 'key';
	return [
		`The token endpoint does not accept this client: its ID or ${proof} is wrong, or the client credentials grant is not allowed for it`,
		`${invalidClient(call, date)[1]} The server's administrator can allow the client credentials grant for this client ID: backend service, system scopes, in Keycloak "Service accounts roles".`,
	];
}

/** What a person can do about a JWT whose times the server does not accept, as `words` say. */
export function clockAdvice({ now, settings }: TokenCall, date: string | undefined, words: string): string {
	const measured = clockHint(now, date);
	if (measured) return measured;
	const side = /\bfuture\b/i.test(words) ? 'ahead' : /\b(expired|past|not active)\b/i.test(words) ? 'behind' : 'off';
	const lifetime =
		settings.authentication.method === 'googleServiceAccount'
			? ''
			: ' If it is right, the server may accept only a shorter "JWT Lifetime".';
	return `The clock of n8n's machine seems to be ${side}: compare it with the right time.${lifetime}`;
}

type Refused = (call: TokenCall) => readonly [message: string, advice: string];

const refusedSecret =
	(others: string): Refused =>
	() => [
		'The token endpoint does not accept the client ID and secret',
		`Enter "Client ID" and "Client Secret" again; the secret may also have expired. If both are right, try another "Client Authentication": the server may expect the secret ${others}.`,
	];

const refusedLogin: Readonly<Record<ClientAuthentication['method'], Refused>> = {
	secretHeader: refusedSecret('in the header as it is (Oracle Health) or in the body'),
	secretHeaderRaw: refusedSecret('in the header encoded, as most do, or in the body'),
	secretBody: refusedSecret('in the header, encoded or as it is (Oracle Health)'),
	privateKeyJwt: (call) => [
		'The token endpoint does not accept the signed JWT of this client',
		'Check "Client ID", and compare "Signing Algorithm", "JWT Audience" and "JWT Lifetime" with what the server requires. ' +
			registeredKeyAdvice(call),
	],
	googleServiceAccount: () => [
		'Google does not accept this service account',
		'Check in the Google Cloud console that the account and its key exist and are enabled, or create a new key.',
	],
};

/** Where the public key has to be registered. */
export function registeredKeyAdvice({ keyId, keyIdIsGuessed }: TokenCall): string {
	const named =
		keyId === undefined
			? 'The JWT has no key ID: enter the one that the key is registered with as "Key ID".'
			: `The public key has to be registered with the server under the key ID \`${keyId}\`${keyIdIsGuessed ? ', the thumbprint of the key, since "Key ID" is empty' : ''}.`;
	return (
		`${named} A new key takes time to become active: with Epic up to an hour in the sandbox, longer in production. ` +
		'If the server fetches the JWKS from an address, it must be able to reach that address.'
	);
}

/** An assertion is valid for minutes only, so clocks matter: the response's `Date` gives the server's time. */
function clockHint(now: number, date: string | undefined): string | undefined {
	const aheadMs = now - new Date(date ?? NaN).getTime();
	if (Number.isNaN(aheadMs) || Math.abs(aheadMs) < toleratedClockSkewMs) return undefined;
	const minutes = Math.round(Math.abs(aheadMs) / 60_000);
	return `The clock of n8n's machine is ${minutes} min ${aheadMs > 0 ? 'ahead of' : 'behind'} the server's clock: correct it.`;
}

/** The names of the methods in metadata of servers (OpenID Connect Core 1.0 §9). */
const methodNames: Readonly<Record<ClientAuthentication['method'], string | undefined>> = {
	secretHeader: 'client_secret_basic',
	secretHeaderRaw: 'client_secret_basic',
	secretBody: 'client_secret_post',
	privateKeyJwt: 'private_key_jwt',
	// Named in no metadata, because the JWT is the grant itself.
	googleServiceAccount: undefined,
};

/** The methods that are named at most: there are seven registered ones. */
const maxOffered = 10;

/** Names the methods that the FHIR server's SMART configuration lists, if the credential's method is not among them. */
function methodHint(
	method: ClientAuthentication['method'],
	offered: readonly string[] | undefined,
): string | undefined {
	const name = methodNames[method];
	if (name === undefined || !offered?.length || offered.includes(name)) return undefined;
	const names = offered
		.slice(0, maxOffered)
		.map((offer) => `\`${offer.slice(0, 50).replaceAll('`', '')}\``)
		.join(', ');
	return `The server supports these authentication methods: ${names}. The credential uses \`${name}\`.`;
}
