import type { Failure } from '../../../transport/errors/failure';

/** Failures that each request would meet. */
const hopeless = new Set<Failure['kind']>(['tls', 'policy', 'authorization', 'cancelled', 'input']);
/** Requests that fail as a whole, one after another, before no more is sent. */
const maxInARow = 5;

/** Decides when it makes no sense to send more: a million lines would wait for a server that is down, each in vain. */
export class Endurance {
	private inARow = 0;
	/** The reason, once there is one. */
	failure: Failure | undefined;

	/** Counts a request that failed as a whole, or one that did not. */
	count(failure: Failure | undefined): void {
		if (!failure || isAboutContent(failure)) {
			this.inARow = 0;
			return;
		}
		this.inARow++;
		if (hopeless.has(failure.kind) || this.inARow >= maxInARow) this.failure ??= failure;
	}
}

/** Did the server refuse what was sent, and may accept something else? */
function isAboutContent({ kind, status = 0 }: Failure): boolean {
	return kind === 'http' && status >= 400 && status < 500 && status !== 401 && status !== 403 && status !== 429;
}
