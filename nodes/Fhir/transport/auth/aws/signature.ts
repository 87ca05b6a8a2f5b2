import { createHash, createHmac } from 'node:crypto';
import { canonicalRequest, type RequestToSign } from './canonical';

/** With whose key, and for which service, a request is signed. */
export interface SigningKey {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly region: string;
	readonly service: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * The `Authorization` header of a request by Signature Version 4 (AWS IAM User Guide, "Create a signed AWS API request").
 * `time` is that of the request's `x-amz-date` header.
 */
export function signature(key: SigningKey, request: RequestToSign, time: string): string {
	const day = time.slice(0, 8);
	const { text, signedHeaders } = canonicalRequest(request);
	const scope = [day, key.region, key.service, 'aws4_request'].join('/');
	const toSign = [algorithm, time, scope, sha256(text)].join('\n');
	const signed = hmac(derivedKey(key, day), toSign).toString('hex');
	return `${algorithm} Credential=${key.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signed}`;
}

/** A time in milliseconds since 1970 as `x-amz-date` has it: `20150830T123600Z`. */
export function amzDate(milliseconds: number): string {
	return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The SHA-256 of a text, in hex. */
export function sha256(content: string | Uint8Array): string {
	return createHash('sha256').update(content).digest('hex');
}

function derivedKey({ secretAccessKey, region, service }: SigningKey, day: string): Buffer {
	return [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`) as Buffer;
}

function hmac(key: string | Buffer, text: string): Buffer {
	return createHmac('sha256', key).update(text).digest();
}
