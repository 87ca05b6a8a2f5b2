import type { Failure } from '../errors/failure';
import type { NetworkPolicy, Timeouts } from '../settings';
import { type Wire, WireError } from '../wire';
import { explainSilence, explainTls } from './handshake';
import { type WireContext, wireFailure } from './wireFailure';

/** Milliseconds for the second handshake that explains a failed one: it must not delay the error for long. */
const diagnosisTimeout = 3_000;

/** What a second handshake is made with. */
export interface ExplainerSettings {
	readonly wire: Wire;
	readonly timeouts: Timeouts;
	readonly network: NetworkPolicy;
}

/**
 * Returns a function that makes the `Failure` of a request that got no response from this address: a failed handshake is explained
 * by the certificate at fault, and, once, a connection that was closed without a response. It never rejects.
 */
export function wireExplainer({
	wire,
	timeouts,
	network,
}: ExplainerSettings): (
	error: unknown,
	context: WireContext,
	url: URL,
	signal: AbortSignal | undefined,
) => Promise<Failure> {
	let silenceExplained = false;

	return async (error, context, url, signal) => {
		const failure = wireFailure(error, context);
		if (!(error instanceof WireError) || url.protocol !== 'https:') return failure;
		const silent = failure.code === 'CONNECTION_CLOSED' && !silenceExplained;
		if (failure.kind !== 'tls' && !silent) return failure;
		silenceExplained ||= silent;
		const target = {
			host: url.hostname.replace(/^\[|\]$/g, ''),
			port: Number(url.port || 443),
			connectTimeout: Math.min(timeouts.connect, diagnosisTimeout),
			signal,
			network,
		};
		const better = await (silent
			? explainSilence(wire, target, context.tls)
			: explainTls(wire, error, target, context.tls));
		return better?.with({ details: { ...failure.details, ...better.details }, effect: failure.effect }) ?? failure;
	};
}
