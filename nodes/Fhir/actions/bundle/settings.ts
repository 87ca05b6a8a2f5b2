import { retrySettingsOf } from '../../form/fields/connection';
import { preferReturn, wantsResource } from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import type { ChunkLimits } from '../../rest/bundle/chunks';
import type { HttpHeaders } from '../../transport/http';
import type { RetrySettings } from '../../transport/settings';

/** The settings of the Bundles of Send Items. Items with other settings are sent in other Bundles. */
export interface ItemsSettings {
	readonly type: 'batch' | 'transaction';
	readonly limits: ChunkLimits;
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

/** Reads the settings for an item from its parameters; throws an input `Failure` that names the option at fault. */
export function settingsOf(parameters: Parameters): ItemsSettings {
	const { entries, megabytes } = chunkDefaults;
	const size = { min: Number.MIN_VALUE, fractions: true, example: megabytes };
	return {
		type: parameters.text('bundleType') === 'transaction' ? 'transaction' : 'batch',
		limits: {
			entries: parameters.optionNumber('bundleEntries', { min: 1, example: entries }) ?? entries,
			bytes: (parameters.optionNumber('bundleMegabytes', size) ?? megabytes) * 1024 * 1024,
		},
		headers: preferReturn(parameters),
		wantsResource: wantsResource(parameters),
		retry: retrySettingsOf(parameters),
	};
}

/** How many Bundles are sent at the same time at most; throws an input `Failure` outside 1 to 100. */
export function bundleConcurrencyOf(parameters: Parameters): number {
	const { concurrency: example } = chunkDefaults;
	return parameters.optionNumber('bundleConcurrency', { min: 1, max: maxConcurrency, example }) ?? example;
}
