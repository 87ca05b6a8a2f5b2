import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** An access key that the server knows. */
// A type and not an interface, so that it can be among the fields of a credential.
export type AccessKey = {
	accessKeyId: string;
	secretAccessKey: string;
	sessionToken?: string;
};

/** What the server signs for, and its clock. */
export interface Verifier {
	keys: AccessKey[];
	region: string;
	service: string;
	/** Milliseconds since 1970. */
	now(): number;
}

/** An error as AWS responds with it. */
export interface AwsError {
	type: string;
	message: string;
}

/** SHA-256 in the form that AWS's signer asks for. */
class Sha256 {
	private readonly hash: ReturnType<typeof createHash | typeof createHmac>;

	constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
		this.hash =
			secret === undefined
				? createHash('sha256')
				: createHmac('sha256', typeof secret === 'string' ? secret : bytes(secret));
	}

	update(data: string | ArrayBuffer | ArrayBufferView): void {
		this.hash.update(typeof data === 'string' ? data : bytes(data));
	}

	async digest(): Promise<Uint8Array> {
		return this.hash.digest();
	}

	reset(): void {
		throw new Error('Not needed');
	}
}

function bytes(data: ArrayBuffer | ArrayBufferView): Uint8Array {
	return ArrayBuffer.isView(data)
		? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
		: new Uint8Array(data);
}

/**
 * What AWS says of the signature of a request that has arrived; undefined where it is right. The signature is made once more
 * from what arrived, by the signer of AWS's own SDK.
 */
export async function signatureError(
	request: IncomingMessage,
	body: Buffer,
	{ keys, region, service, now }: Verifier,
): Promise<AwsError | undefined> {
	const { headers, method = '', url = '' } = request;
	const given = headers.authorization ?? '';
	const [, id, day, givenRegion, givenService, signedHeaders] =
		/^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=[\da-f]{64}$/.exec(
			given,
		) ?? [];
	if (id === undefined || day === undefined || signedHeaders === undefined) {
		return { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
	}
	const key = keys.find(({ accessKeyId }) => accessKeyId === id);
	if (!key || key.sessionToken !== headers['x-amz-security-token']) {
		return { type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' };
	}
	if (givenRegion !== region) return invalid(`Credential should be scoped to a valid region, not '${givenRegion}'. `);
	if (givenService !== service) return invalid(`Credential should be scoped to correct service: '${service}'. `);
	const date = String(headers['x-amz-date']);
	const signed = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
	if (Number.isNaN(signed) || date.slice(0, 8) !== day) return invalid('Date in Credential scope does not match.');
	if (signed < now() - 300_000)
		return invalid(`Signature expired: ${date} is now earlier than the server's time - 5 min.`);
	if (signed > now() + 300_000) return invalid(`Signature not yet current: ${date} is still later than + 5 min.`);
	const names = signedHeaders.split(';');
	if (
		!names.includes('host') ||
		!Object.keys(headers)
			.filter((name) => name.startsWith('x-amz-'))
			.every((name) => names.includes(name))
	) {
		return invalid('Host and all x-amz headers have to be signed.');
	}
	const signer = new SignatureV4({
		credentials: withoutToken(key),
		region,
		service,
		sha256: Sha256,
		applyChecksum: false,
	});
	const { pathname, searchParams } = new URL(url.replace(/\+/g, '%2B'), 'http://server.example');
	const query: Record<string, string[]> = {};
	for (const [name, value] of searchParams) (query[name] ??= []).push(value);
	const again = await signer.sign(
		{
			method,
			protocol: 'https:',
			hostname: String(headers.host),
			path: pathname,
			query,
			headers: Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')])),
			body,
		},
		{ signingDate: new Date(signed), signableHeaders: new Set(names), unsignableHeaders: new Set() },
	);
	if (again.headers.authorization === given) return undefined;
	return invalid(
		'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.' +
			`\n\nThe Canonical String for this request should have been\n'${method}\n${url}\nx-amz-security-token:${key.sessionToken}'`,
	);
}

/** The token came with the request, and would be added once more. */
function withoutToken({ accessKeyId, secretAccessKey }: AccessKey) {
	return { accessKeyId, secretAccessKey };
}

function invalid(message: string): AwsError {
	return { type: 'InvalidSignatureException', message };
}
