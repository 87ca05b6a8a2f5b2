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
	/** The token endpoint refused the request, or returned something that is not a token. */
	| 'authorization'
	/** The server returned an error status. */
	| 'http'
	/** The server returned something that FHIR does not allow, that cannot be read, or that is too large. */
	| 'response';

/** What a failed request did on the server: it decides what a person has to check. */
export type Effect =
	/** It was never sent. */
	| 'notSent'
	/** The server refused it: nothing was changed. */
	| 'rejected'
	/** It may or may not have been carried out. */
	| 'unknown'
	/** It was carried out; only the response was lost or could not be read. */
	| 'applied';

/** Facts for the error branch of a workflow, all safe to show: JSON, no secrets, no patient data. */
export type FailureDetails = Readonly<Record<string, unknown>>;

/** What a `Failure` is made from. */
export interface FailureFields {
	readonly kind: FailureKind;
	/** One plain sentence: what happened. Without error codes such as ECONNRESET: n8n replaces those. */
	readonly message: string;
	/** What to do next, in a sentence or two; `code` in backticks. */
	readonly advice?: string;
	/** For programs: an error code of the wire or Node.js, an OAuth error, a FHIR issue code. */
	readonly code?: string;
	/** HTTP status, if there was a response. */
	readonly status?: number;
	/** Default: `notSent` for input, policy, authorization and tls, `rejected` for http, else `unknown`. */
	readonly effect?: Effect;
	readonly details?: FailureDetails;
	/** Only its name, message, code and stack are kept: see `bareCause`. */
	readonly cause?: unknown;
}

/**
 * The one kind of error that transport/ and rest/ throw. Its texts are redacted before it is made: they contain no secret,
 * token, query string or text of a request body.
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

/** A field that cannot be sent: `message` names the field, `advice` says how to correct it. */
export function inputFailure(message: string, advice: string, details?: FailureDetails): Failure {
	return new Failure({ kind: 'input', message, advice, details });
}

/** The same for a field with this title: `what` goes on after the title, `is empty`. */
export function fieldFailure(field: string, what: string, advice: string, details?: FailureDetails): Failure {
	return inputFailure(`"${field}" ${what}`, advice, { field, ...details });
}

function defaultEffect(kind: FailureKind): Effect {
	if (kind === 'input' || kind === 'policy' || kind === 'authorization' || kind === 'tls') return 'notSent';
	return kind === 'http' ? 'rejected' : 'unknown';
}
