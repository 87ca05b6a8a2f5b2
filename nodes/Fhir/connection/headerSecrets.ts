import type { HttpHeaders } from '../transport/http';
import { asSecret, type Masked } from '../support/mask';
import { secretParts } from '../support/secretParts';

/** Custom headers that carry a secret, by name: `X-Api-Key`, `Ocp-Apim-Subscription-Key`, `Cookie`, `X-Auth-Token` … */
const secretName = /key|token|secret|passw|auth|cookie|credential|session|signature|assertion|jwt/;

/** A value that nobody types: long, without blanks, of letters and digits. Not a UUID, which mostly names a tenant. */
const randomLooking = /^(?=.*[A-Za-z])(?=.*\d)[\w+/=.~-]{20,}$/;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * What custom headers must not have shown where the server repeats it: the values of those that carry a secret by their name
 * or by what they look like, and their parts. A tenant
 * or a language is not among them: masked, it would only make an error harder to read.
 */
export function headerSecrets(headers: HttpHeaders): Masked[] {
	return Object.entries(headers).flatMap(([name, value]) =>
		secretName.test(name) || (randomLooking.test(value) && !uuid.test(value)) ? secretParts(value).map(asSecret) : [],
	);
}
