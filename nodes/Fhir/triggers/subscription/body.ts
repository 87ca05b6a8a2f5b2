import type { IWebhookFunctions } from 'n8n-workflow';
import { platform } from '../../connection/platform';

/** Milliseconds in which a body has to arrive. */
const bodyDeadlineMs = 30_000;

/** A status with which a request is refused. */
export type Refusal = 400 | 401 | 403 | 408 | 413 | 415;

/** The parts of n8n's request that are read here. */
interface IncomingRequest {
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Where n8n has read the body already. */
	readonly rawBody?: Uint8Array;
	iterator(options: { destroyOnReturn: boolean }): AsyncIterable<Uint8Array>;
}

/**
 * The body of a webhook's request as text, read only now, and no more of it than the limit. Gives the status to refuse the
 * request with where it is too large, too slow, compressed or broken off.
 */
export async function readBody(context: IWebhookFunctions, maxBytes: number): Promise<string | Refusal> {
	const request = context.getRequestObject() as unknown as IncomingRequest;
	const { rawBody, headers } = request;
	if (rawBody) return rawBody.length > maxBytes ? 413 : new TextDecoder().decode(rawBody);
	const encoding = headers['content-encoding'] ?? 'identity';
	if (encoding !== 'identity') return 415;
	if (Number(headers['content-length'] ?? 0) > maxBytes) return 413;
	const timer = new AbortController();
	const tooSlow = platform.sleep(bodyDeadlineMs, timer.signal).then(
		() => 408 as const,
		() => 400 as const,
	);
	try {
		return await Promise.race([bodyText(request, maxBytes), tooSlow]);
	} finally {
		timer.abort();
	}
}

async function bodyText(request: IncomingRequest, maxBytes: number): Promise<string | Refusal> {
	const decoder = new TextDecoder();
	let text = '';
	let size = 0;
	try {
		for await (const chunk of request.iterator({ destroyOnReturn: false })) {
			size += chunk.length;
			if (size > maxBytes) return 413;
			text += decoder.decode(chunk, { stream: true });
		}
	} catch {
		return 400;
	}
	return text + decoder.decode();
}
