import { type Failure, type FailureDetails, inputFailure } from '../../transport/errors/failure';

/**
 * Something in a view that cannot be used: `place` says where (`select[0].column[1].path`), `problem` what is the matter.
 * Neither has content of a resource.
 */
export function viewFailure(place: string, problem: string, advice: string, details?: FailureDetails): Failure {
	// What the form has, it calls by its titles.
	const named = /^Column|^"/.test(place) ? place : `ViewDefinition, ${place}`;
	return inputFailure(`${named}: ${problem}`, advice, { place, ...details });
}
