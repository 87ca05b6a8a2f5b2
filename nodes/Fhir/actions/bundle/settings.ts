import { bundleLimitsOf } from '../../form/fields/bundleLimits';
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

/** Reads the settings for an item from its parameters; throws an input `Failure` that names the option at fault. */
export function settingsOf(parameters: Parameters): ItemsSettings {
	return {
		type: parameters.text('bundleType') === 'transaction' ? 'transaction' : 'batch',
		limits: bundleLimitsOf(parameters),
		headers: preferReturn(parameters),
		wantsResource: wantsResource(parameters),
		retry: retrySettingsOf(parameters),
	};
}
