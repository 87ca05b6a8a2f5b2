import { optionDefaults } from '../../connection/options';
import type { EntryResult } from '../../rest/bundle/entryResults';
import { warnings } from '../../rest/response/outcome';
import type { RetrySettings } from '../../transport/settings';
import type { Session } from '../contract';
import type { Parameters } from '../../form/parameters';

/** Different warnings that are shown of one Bundle. */
const mostWarnings = 10;

/** How often single entries are sent again: the same *Options* as for whole requests, which the connection has checked. */
export function retryOf(parameters: Parameters): RetrySettings {
	return {
		retries: Number(parameters.option('retries') ?? optionDefaults.retries),
		budget: Number(parameters.option('retryBudget') ?? optionDefaults.retryBudget),
	};
}

/** What the server warns of although an entry succeeded, as hints on the node. */
export function reportEntryWarnings(results: readonly EntryResult[], session: Session): void {
	const told = new Set(results.flatMap(({ outcome, failure }) => (outcome && !failure ? warnings(outcome) : [])));
	[...told].slice(0, mostWarnings).forEach(session.hint);
}
