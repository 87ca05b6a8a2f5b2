import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** Encrypts short texts: who does not know the secret can neither read them nor make others (AES-256-GCM, NIST SP 800-38D). */
export interface Seal {
	/** The text, sealed, in base64url. `context` is not in it, and has to be the same when it is opened. */
	close(text: string, context: string): string;
	/** The text; undefined if it was not sealed with this secret and this context. */
	open(sealed: string, context: string): string | undefined;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Tens of milliseconds and 16 MB for each guess: what is sealed must not help to find a weak password. */
const cost = { N: 2 ** 14, r: 8, p: 1 };

/** The seal of a secret, another one for each purpose. */
export async function sealOf(secret: string, purpose: string): Promise<Seal> {
	const key = await keyOf(secret, purpose);
	return {
		close: (text, context) => {
			const nonce = randomBytes(nonceBytes);
			const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(context));
			const bytes = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
			return Buffer.concat(bytes).toString('base64url');
		},
		open: (sealed, context) => {
			const bytes = Buffer.from(sealed, 'base64url');
			if (bytes.length < nonceBytes + tagBytes) return undefined;
			const nonce = bytes.subarray(0, nonceBytes);
			const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
				.setAAD(Buffer.from(context))
				.setAuthTag(bytes.subarray(-tagBytes));
			try {
				const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
				return Buffer.concat([text, decipher.final()]).toString();
			} catch {
				return undefined;
			}
		},
	};
}

async function keyOf(secret: string, purpose: string): Promise<Buffer> {
	return await new Promise((resolve, reject) => {
		scrypt(secret, purpose, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
	});
}
