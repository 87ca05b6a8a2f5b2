import { createHash } from 'node:crypto';
import { asSecret } from '../../../support/mask';
import type { HttpBody, HttpHeaders } from '../../http';
import type { Runtime } from '../../runtime';
import { WireError } from '../../wire';
import type { Authorization, OutgoingRequest } from '../authorization';
import { awsRefusal } from './refusal';
import { amzDate, sha256, signature } from './signature';
import { type AwsSettings, signingKey } from './signingKey';

/**
 * Signature Version 4 with an access key: each attempt is signed anew, with its own date and the hash of its body. A body that
 * is a stream is opened twice, to be hashed and to be sent. Throws an input `Failure` for settings that cannot sign.
 */
export function awsAuthorization(settings: AwsSettings, runtime: Pick<Runtime, 'now'>): Authorization {
	const key = signingKey(settings);
	const sessionToken = settings.sessionToken?.trim() || undefined;
	const secrets = [key.secretAccessKey, ...(sessionToken ? [sessionToken] : [])].map(asSecret);
	const signed = ({ method, url, headers }: OutgoingRequest, bodyHash: string): HttpHeaders => {
		// Only now: hashing a large file takes time.
		const time = amzDate(runtime.now());
		const added = { 'x-amz-date': time, ...(sessionToken && { 'x-amz-security-token': sessionToken }) };
		const covered = Object.entries({ ...headers, host: url.host, ...added }).filter(([name]) => isSigned(name));
		const request = { method, path: url.pathname, query: url.search.slice(1), headers: covered, bodyHash };
		return { ...added, authorization: signature(key, request, time) };
	};
	return {
		header: () => undefined,
		secrets: () => secrets,
		sign: (request) => {
			const hash = bodyHash(request.body, request.signal);
			return typeof hash === 'string' ? signed(request, hash) : hash.then((value) => signed(request, value));
		},
		refusal: async (response, requestInfo) =>
			await awsRefusal(response, { requestInfo, key, hasSessionToken: sessionToken !== undefined, now: runtime.now() }),
	};
}

/** What a gateway on the way may change, and what undici adds after the signature (as AWS's own SDKs leave it out). */
const unsigned = new Set([
	'accept-encoding',
	'authorization',
	'cache-control',
	'connection',
	'content-length',
	'expect',
	'from',
	'keep-alive',
	'max-forwards',
	'pragma',
	'referer',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
	'user-agent',
	'x-amzn-trace-id',
]);

function isSigned(name: string): boolean {
	return !unsigned.has(name) && !name.startsWith('proxy-') && !name.startsWith('sec-');
}

function bodyHash(body: HttpBody | undefined, signal: AbortSignal | undefined): string | Promise<string> {
	if (typeof body !== 'function') return sha256(body ?? '');
	const content = body();
	return typeof content === 'string' || content instanceof Uint8Array ? sha256(content) : streamHash(content, signal);
}

async function streamHash(content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<string> {
	const hash = createHash('sha256');
	try {
		for await (const chunk of content) {
			if (signal?.aborted) throw new WireError({ code: 'CANCELLED' });
			hash.update(chunk);
		}
	} catch (error) {
		throw error instanceof WireError ? error : new WireError({ code: 'CONTENT_UNREADABLE', cause: error });
	}
	return hash.digest('hex');
}
