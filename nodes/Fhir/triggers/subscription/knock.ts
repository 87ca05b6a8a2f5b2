import { matchesSignature, newSecret, secretHash, signature } from '../../support/secrets';

/**
 * The poll of n8n's main process asks the endpoint to catch up, because another process may take the deliveries: only that one
 * knows what was given. Such a request, a knock, is signed with a key that only the data saved with the workflow hold. The key
 * lets no delivery in; all that a knock can do is start a catch-up.
 */
export interface Knock {
	/** `start`: the catch-up of an activation, `later`: one of those at an interval. */
	readonly kind: 'start' | 'later';
	/** When it was sent, in milliseconds since 1970: each knock of a node is later than the one before. */
	readonly at: number;
	/** The hash of the body: what the poll's process knows, which the other may not have read or been told yet. */
	readonly digest: string;
	/** Random characters, which the response is for. */
	readonly nonce: string;
}

/** The header with the knock. Without it, a request to the endpoint is a delivery. */
export const knockHeader = 'x-n8n-fhir-catch-up';

/** The header of the response: without it, something else than this node has responded. */
export const resultHeader = 'x-n8n-fhir-catch-up-result';

/**
 * `done`: what was found is on its way; `busy`: another catch-up runs, and looks again; `failed`: the server could not be
 * asked.
 */
export type KnockResult = 'done' | 'busy' | 'failed';

const knockForm = /^(start|later)\.(\d{1,15})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;
const resultForm = /^(done|busy|failed)\.([A-Za-z0-9_-]{43})$/;

/** A new knock with this body. */
export function newKnock(kind: Knock['kind'], at: number, body: string): Knock {
	return { kind, at, digest: secretHash(body), nonce: newSecret() };
}

/** The header's value for a knock at this node. */
export function writeKnock(knock: Knock, key: string, nodeId: string): string {
	const text = textOf(knock);
	return `${text}.${signature(key, `knock\n${nodeId}\n${text}`)}`;
}

/** The knock in a header's value; undefined where it is not signed with the key for this node. */
export function readKnock(value: unknown, key: string, nodeId: string): Knock | undefined {
	const parts = typeof value === 'string' ? knockForm.exec(value) : null;
	if (!parts) return undefined;
	const [, kind, at, digest = '', nonce = '', given = ''] = parts;
	const knock: Knock = { kind: kind === 'start' ? kind : 'later', at: Number(at), digest, nonce };
	return matchesSignature(given, key, `knock\n${nodeId}\n${textOf(knock)}`) ? knock : undefined;
}

function textOf({ kind, at, digest, nonce }: Knock): string {
	return `${kind}.${at}.${digest}.${nonce}`;
}

/** The header's value for the result of a knock. `reason` is the body of the response. */
export function writeResult(result: KnockResult, { nonce }: Knock, key: string, reason = ''): string {
	return `${result}.${signature(key, `result\n${nonce}\n${result}\n${reason}`)}`;
}

/** The result in a header's value; undefined where it is not the signed response to this knock. */
export function readResult(
	value: string | undefined,
	{ nonce }: Knock,
	key: string,
	reason = '',
): KnockResult | undefined {
	const [, result, given = ''] = resultForm.exec(value ?? '') ?? [];
	if (result === undefined) return undefined;
	return matchesSignature(given, key, `result\n${nonce}\n${result}\n${reason}`) ? (result as KnockResult) : undefined;
}
