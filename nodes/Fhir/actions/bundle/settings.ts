import type { ChunkLimits } from '../../rest/bundle/chunks';
import { inputFailure } from '../../transport/errors/failure';
import type { HttpHeaders } from '../../transport/http';
import type { RetrySettings } from '../../transport/settings';
import { preferReturn } from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import { retryOf } from './sending';

/** What holds for all Bundles of one Send Items. */
export interface ItemsSettings {
	readonly type: 'batch' | 'transaction';
	readonly limits: ChunkLimits;
	/** Bundles under way at most. */
	readonly concurrency: number;
	readonly headers: HttpHeaders;
	readonly wantsResource: boolean;
	readonly retry: RetrySettings;
}

/**
 * Defaults that the form shows too; limits that the common servers keep to: HealthLake takes 160 entries, Azure 500,
 * Google 4,500.
 */
const chunkDefaults = { entries: 150, megabytes: 4, concurrency: 4 } as const;
const mostConcurrency = 100;

/** Reads them from the parameters of the first item; throws an input `Failure` that names the option. */
export function settingsOf(parameters: Parameters): ItemsSettings {
	const concurrency = positive(parameters, 'bundleConcurrency', 'Bundles in Parallel', chunkDefaults.concurrency);
	if (!Number.isInteger(concurrency) || concurrency > mostConcurrency) {
		throw inputFailure('"Bundles in Parallel" is not a whole number from 1 to 100', 'Enter e.g. 4 in the options.');
	}
	const megabytes = positive(parameters, 'bundleMegabytes', 'Megabytes per Bundle', chunkDefaults.megabytes);
	return {
		type: parameters.text('bundleType') === 'transaction' ? 'transaction' : 'batch',
		limits: {
			entries: Math.max(
				1,
				Math.floor(positive(parameters, 'bundleEntries', 'Entries per Bundle', chunkDefaults.entries)),
			),
			bytes: megabytes * 1024 * 1024,
		},
		concurrency,
		headers: preferReturn(parameters),
		wantsResource: (parameters.optionText('return') ?? 'representation') === 'representation',
		retry: retryOf(parameters),
	};
}

function positive(parameters: Parameters, name: string, title: string, fallback: number): number {
	const value = Number(parameters.option(name) ?? fallback);
	if (Number.isFinite(value) && value > 0) return value;
	throw inputFailure(`"${title}" is no number above 0`, `Enter e.g. ${fallback} in the options.`);
}
