import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** One direction's key, the fixed part of its nonces, and its count of records (RFC 5288 §3). */
export interface Direction {
	readonly key: Buffer;
	readonly salt: Buffer;
	count: bigint;
}

/** The pseudorandom function of TLS 1.2 (RFC 5246 §5). */
export function prf(secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
	const labelled = Buffer.concat([Buffer.from(label), seed]);
	const hmac = (data: Buffer) => createHmac('sha256', secret).update(data).digest();
	let [a, result] = [labelled, Buffer.alloc(0)];
	while (result.length < length) {
		a = hmac(a);
		result = Buffer.concat([result, hmac(Buffer.concat([a, labelled]))]);
	}
	return result.subarray(0, length);
}

/** Encrypts the content of a record (RFC 5288 §3). */
export function seal(direction: Direction, type: number, content: Buffer): Buffer {
	const explicit = uint64(direction.count);
	const cipher = createCipheriv('aes-128-gcm', direction.key, Buffer.concat([direction.salt, explicit]));
	cipher.setAAD(additionalData(direction, type, content.length));
	const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
	direction.count++;
	return Buffer.concat([explicit, encrypted, cipher.getAuthTag()]);
}

/** Decrypts a record; throws where it was changed on its way. */
export function open(direction: Direction, type: number, fragment: Buffer): Buffer {
	const nonce = Buffer.concat([direction.salt, fragment.subarray(0, 8)]);
	const decipher = createDecipheriv('aes-128-gcm', direction.key, nonce);
	decipher.setAAD(additionalData(direction, type, fragment.length - 24));
	decipher.setAuthTag(fragment.subarray(-16));
	direction.count++;
	return Buffer.concat([decipher.update(fragment.subarray(8, -16)), decipher.final()]);
}

function additionalData({ count }: Direction, type: number, length: number): Buffer {
	return Buffer.concat([uint64(count), Buffer.of(type, 3, 3), uint16(length)]);
}

/** Numbers of two and of three bytes. */
export const uint16 = (value: number) => Buffer.of(value >> 8, value & 255);
export const uint24 = (value: number) => Buffer.of(value >> 16, (value >> 8) & 255, value & 255);

function uint64(value: bigint): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(value);
	return bytes;
}
