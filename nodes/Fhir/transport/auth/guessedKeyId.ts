import { LruMap } from '../../support/lruMap';
import { withoutFullStop } from '../../support/text';
import { Failure } from '../errors/failure';
import type { ClientProof } from './clientProof';
import type { Grant } from './tokenResponse';

/** The credentials whose server accepts a JWT without `kid` only, by the fingerprint of their settings. */
const bare = new LruMap<string, true>(500);

/** The codes with which a server says that it does not accept the client (RFC 6749 §5.2; Keycloak has the second one too). */
const clientCodes = new Set(['invalid_client', 'unauthorized_client']);

/**
 * Makes a token call with a guessed `kid`. A server that knows the client's keys by other names refuses it (400 or 401): then
 * the call is made once more without `kid`, and what works is remembered, so that it costs no second call next time. If both
 * are refused, the failure of the call with `kid` says so.
 */
export async function withGuessedKeyId(
	key: string,
	proof: ClientProof,
	withoutKeyId: ClientProof,
	call: (proof: ClientProof) => Promise<Grant>,
): Promise<Grant> {
	const bareFirst = bare.get(key) === true;
	const [first, second] = bareFirst ? [withoutKeyId, proof] : [proof, withoutKeyId];
	return await call(first).catch(async (refusal: unknown) => {
		if (!isClientRefusal(refusal)) throw refusal;
		const grant = await call(second).catch((again: unknown) => {
			if (!isClientRefusal(again)) throw again;
			throw bareFirst ? bothRefused(again, refusal) : bothRefused(refusal, again);
		});
		if (bareFirst) bare.delete(key);
		else bare.set(key, true);
		return grant;
	});
}

/** A hint if the server accepts the JWT of these settings only without the key ID that was guessed. */
export function keyIdHint(key: string): string | undefined {
	if (bare.get(key) !== true) return undefined;
	return 'The token endpoint knows the public key by another key ID than its thumbprint, so the JWT is sent without one. Enter the key ID that the key is registered with as "Key ID" in the credential.';
}

function isClientRefusal(error: unknown): error is Failure {
	if (!(error instanceof Failure) || error.kind !== 'authorization') return false;
	if (error.status !== 400 && error.status !== 401) return false;
	return error.code === undefined ? error.status === 401 : clientCodes.has(error.code);
}

/** The failure of the call with `kid`, with what the server said to the one without, if that differs. */
function bothRefused(named: Failure, unnamed: Failure): Failure {
	const says = unnamed.details.serverSays;
	const words = typeof says === 'string' && says !== named.details.serverSays ? `: ${says}` : '';
	const advice = withoutFullStop(named.advice ?? '');
	return named.with({ advice: `${advice}. The same JWT without a key ID was refused too${words}` });
}
