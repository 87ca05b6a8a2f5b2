import { retrySettingsOf } from '../../form/fields/connection';
import { preferReturn, wantsResource } from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import type { ChunkLimits } from '../../rest/bundle/chunks';
import { inputFailure } from '../../transport/errors/failure';
import type { HttpHeaders } from '../../transport/http';
import type { RetrySettings } from '../../transport/settings';

/** The settings of one Send Items, for all of its Bundles. */
export interface ItemsSettings {
	readonly type: 'batch' | 'transaction';
	readonly limits: ChunkLimits;
	/** Bundles that are sent at the same time at most. */
	readonly concurrency: number;
	readonly headers: HttpHeaders;
	/** Does the user want the resource back after a write? */
	readonly wantsResource: boolean;
	readonly retry: RetrySettings;
}

/**
 * The form shows the same defaults. They are within the limits of the common servers: HealthLake takes 160 entries, Azure
 * 500, Google 4,500.
 */
const chunkDefaults = { entries: 150, megabytes: 4, concurrency: 4 } as const;
const maxConcurrency = 100;

/** Reads the settings from the parameters of the first item; throws an input `Failure` that names the option at fault. */
export function settingsOf(parameters: Parameters): ItemsSettings {
	const concurrency = parameters.positiveOption('bundleConcurrency', chunkDefaults.concurrency);
	if (!Number.isInteger(concurrency) || concurrency > maxConcurrency) {
		throw inputFailure('"Bundles in Parallel" is not a whole number from 1 to 100', 'Enter e.g. 4 in the options.');
	}
	const megabytes = parameters.positiveOption('bundleMegabytes', chunkDefaults.megabytes);
	return {
		type: parameters.text('bundleType') === 'transaction' ? 'transaction' : 'batch',
		limits: {
			entries: Math.max(1, Math.floor(parameters.positiveOption('bundleEntries', chunkDefaults.entries))),
			bytes: megabytes * 1024 * 1024,
		},
		concurrency,
		headers: preferReturn(parameters),
		wantsResource: wantsResource(parameters),
		retry: retrySettingsOf(parameters),
	};
}
