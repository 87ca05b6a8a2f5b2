import { Failure } from '../../../transport/errors/failure';

/** For a line after those whose failure every line would meet. */
export function notSent(reason: Failure): Failure {
	return new Failure({
		kind: reason.kind,
		message: `The line was not sent, since lines before it failed: ${reason.message}`,
		advice: reason.advice,
		effect: 'notSent',
	});
}

/** For a line without a result in the response. */
export function lost(): Failure {
	return new Failure({
		kind: 'response',
		message: 'The server returned no result for the line',
		advice: 'Check on the server whether it was written.',
	});
}

/** For the execution, once a user has stopped it. */
export function stoppedByUser(): Failure {
	return new Failure({ kind: 'cancelled', message: 'The execution was stopped while lines were being loaded' });
}
