import type { Fault } from '../servers/faults';

/** A fault with its name in the table. */
export interface NamedFault {
	readonly name: string;
	readonly fault: Fault;
	/** Takes hundreds of megabytes: does not run in parallel. */
	readonly heavy?: boolean;
}

const plain = (fault: Fault & string): NamedFault => ({ name: fault, fault });

/** All faults of a request, in the order in which they occur. */
export const faults: readonly NamedFault[] = [
	plain('reset while receiving'),
	plain('reset before carrying out'),
	plain('stale socket'),
	{ name: '429, Retry-After in seconds', fault: { status: 429, retryAfter: 'seconds' } },
	{ name: '429, Retry-After as a date', fault: { status: 429, retryAfter: 'date' } },
	{ name: '429, x-ms-retry-after-ms', fault: { status: 429, retryAfter: 'azure' } },
	{ name: '429, Retry-After unreadable', fault: { status: 429, retryAfter: 'nonsense' } },
	{ name: '503', fault: { status: 503, retryAfter: 'none' } },
	{ name: '503, Retry-After an hour', fault: { status: 503, retryAfter: 'an hour' } },
	{ name: '502 of a gateway', fault: { status: 502 } },
	{ name: '504 of a gateway', fault: { status: 504 } },
	plain('silence'),
	plain('reset after carrying out'),
	plain('reset in headers'),
	plain('huge headers'),
	plain('informational storm'),
	plain('reset in body'),
	plain('half body'),
	plain('unfinished chunks'),
	plain('stalled body'),
	plain('slow drip'),
	plain('content-length too short'),
	plain('corrupt gzip'),
	plain('invalid JSON'),
	plain('HTML instead of FHIR'),
	{ ...plain('gzip bomb'), heavy: true },
	{ ...plain('huge body'), heavy: true },
];
