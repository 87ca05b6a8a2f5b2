import { constants, createPublicKey, type JsonWebKey, verify } from 'node:crypto';

/** The parts of a compact JWT (RFC 7515 §7.1). */
export interface Jwt {
	header: Record<string, unknown>;
	claims: Record<string, unknown>;
	input: string;
	signature: Buffer;
}

/** Takes a JWT apart; throws for what is none. */
export function decodeJwt(text: string): Jwt {
	const [header = '', claims = '', signature = '', ...more] = text.split('.');
	if (more.length > 0) throw new Error('More than three parts');
	const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
	return {
		header: decode(header),
		claims: decode(claims),
		input: `${header}.${claims}`,
		signature: Buffer.from(signature, 'base64url'),
	};
}

/** Checks the signature with a public key, by the algorithm in the header (RFC 7518 §3.1, RFC 8037 §3.1). */
export function isSignedBy({ header, input, signature }: Jwt, key: JsonWebKey): boolean {
	const algorithm = String(header.alg);
	const publicKey = createPublicKey({ key, format: 'jwk' });
	const bytes = Buffer.from(input);
	if (algorithm === 'EdDSA') return verify(null, bytes, publicKey, signature);
	const hash = `sha${algorithm.slice(2)}`;
	if (algorithm.startsWith('ES')) return verify(hash, bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
	const bits = Number(algorithm.slice(2));
	const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 };
	return verify(hash, bytes, { key: publicKey, ...(algorithm.startsWith('PS') && pss) }, signature);
}
