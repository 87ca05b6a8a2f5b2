import { bareCause } from '../../support/errors';

/** What went wrong, in one word. */
export type FailureKind =
	/** A field holds something that cannot be sent. Nothing was sent. */
	| 'input'
	/** No connection, or one that broke: DNS, refused, reset, proxy. */
	| 'network'
	/** The TLS handshake failed: certificate, name, protocol. */
	| 'tls'
	/** A time limit passed. */
	| 'timeout'
	/** The execution was stopped. */
	| 'cancelled'
	/** n8n's network policy or the allowed domains forbid the address. */
	| 'policy'
	/** The token endpoint refused, or answered nonsense. */
	| 'authorization'
	/** The server answered with an error status. */
	| 'http'
	/** The server answered with something that FHIR does not allow, or that is too large. */
	| 'response';

/** What became of the request: it decides what a person has to check. */
export type Effect =
	/** It never left. */
	| 'notSent'
	/** The server has refused it: nothing was changed. */
	| 'rejected'
	/** It may or may not have been carried out. */
	| 'unknown'
	/** It was carried out; only the answer was lost or unreadable. */
	| 'applied';

/** Facts beside the sentences, all safe to show: JSON, no secrets, no patient data of our making. */
export type FailureDetails = Readonly<Record<string, unknown>>;

/** What a `Failure` is made from. */
export interface FailureFields {
	readonly kind: FailureKind;
	/** One plain sentence: what happened. Without error codes such as ECONNRESET: n8n replaces those. */
	readonly message: string;
	/** What to do next, in a sentence or two; `code` in backticks. */
	readonly advice?: string;
	/** The machine's word for it: a Node.js error code, an OAuth error, a FHIR issue code. */
	readonly code?: string;
	/** HTTP status, where there was an answer. */
	readonly status?: number;
	/** What became of the request. Default `notSent` for input, policy, authorization and tls, `rejected` for http, else `unknown`. */
	readonly effect?: Effect;
	readonly details?: FailureDetails;
	/** Kept without anything but its words: see `bareCause`. */
	readonly cause?: unknown;
}

/**
 * The one kind of error that transport and rest throw. Whoever makes one has redacted it: no secret,
 * token, query string or body text of ours stands in it.
 */
export class Failure extends Error {
	readonly kind: FailureKind;
	readonly advice: string | undefined;
	readonly code: string | undefined;
	readonly status: number | undefined;
	readonly effect: Effect;
	readonly details: FailureDetails;

	constructor(fields: FailureFields) {
		const cause = fields.cause instanceof Failure ? fields.cause : bareCause(fields.cause);
		super(fields.message, cause && { cause });
		this.name = 'Failure';
		this.kind = fields.kind;
		this.advice = fields.advice;
		this.code = fields.code;
		this.status = fields.status;
		this.effect = fields.effect ?? defaultEffect(fields.kind);
		this.details = fields.details ?? {};
	}

	/** The same failure with some of its fields changed, and itself as the cause. */
	with(changes: Partial<FailureFields>): Failure {
		const { kind, message, advice, code, status, effect, details } = this;
		return new Failure({ kind, message, advice, code, status, effect, details, cause: this, ...changes });
	}
}

/** A field that cannot be sent: `message` names the field, `advice` the mend. */
export function inputFailure(message: string, advice: string, details?: FailureDetails): Failure {
	return new Failure({ kind: 'input', message, advice, details });
}

function defaultEffect(kind: FailureKind): Effect {
	if (kind === 'input' || kind === 'policy' || kind === 'authorization' || kind === 'tls') return 'notSent';
	return kind === 'http' ? 'rejected' : 'unknown';
}
