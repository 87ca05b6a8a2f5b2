import { inputFailure } from '../errors/failure';
import type { JwtAuthentication, JwtMember } from './settings';

/** Members that have their own field or are made anew for each JWT, or that would make the signature another one. */
const ownHeaderFields: Readonly<Record<string, string>> = {
	alg: 'Choose "Signing Algorithm" instead.',
	b64: 'It changes what is signed, and no token endpoint expects that.',
	crit: 'It changes how the JWT has to be read, and no token endpoint expects that.',
	jku: 'Enter it as "JWKS URL".',
	kid: 'Enter it as "Key ID".',
};

const ownClaims: Readonly<Record<string, string>> = {
	exp: 'The node sets it for each token request: see "JWT Lifetime".',
	iat: 'The node sets it for each token request.',
	jti: 'The node sets it for each token request, and a server refuses one that it has seen.',
};

/** Limits of *JWT Lifetime* in seconds. SMART allows no more than five minutes. */
const lifetimes = { min: 30, max: 300 };

/** Throws an input `Failure` that names the field if a JWT cannot have these members or this lifetime. */
export function checkJwtMembers({ headerFields = [], claims = [], lifetime }: JwtAuthentication): void {
	checkMembers(headerFields, 'JWT Header Fields', ownHeaderFields);
	checkMembers(claims, 'JWT Claims', ownClaims);
	if (lifetime === undefined || (lifetime >= lifetimes.min && lifetime <= lifetimes.max)) return;
	throw inputFailure(
		`"JWT Lifetime" is not between ${lifetimes.min} and ${lifetimes.max} seconds`,
		`Enter a number from ${lifetimes.min} to ${lifetimes.max}: no server accepts more than five minutes.`,
		{ field: 'JWT Lifetime' },
	);
}

function checkMembers(members: readonly JwtMember[], field: string, own: Readonly<Record<string, string>>): void {
	const seen = new Set<string>();
	for (const [name] of members) {
		if (name === '') {
			throw inputFailure(`One of the "${field}" has no name`, 'Enter its name, or remove it.', { field });
		}
		if (Object.hasOwn(own, name)) throw inputFailure(`"${field}" cannot set \`${name}\``, own[name] ?? '', { field });
		if (seen.has(name)) {
			throw inputFailure(
				`"${field}" sets \`${name}\` twice`,
				'Remove one of them. Several values are a JSON list, such as `["a", "b"]`.',
				{ field },
			);
		}
		seen.add(name);
	}
}
