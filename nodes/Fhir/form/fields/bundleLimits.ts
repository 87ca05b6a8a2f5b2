import type { INodeProperties } from 'n8n-workflow';
import type { ChunkLimits } from '../../rest/bundle/chunks';
import type { Parameters } from '../parameters';

/**
 * The form shows the same defaults. They are within the limits of the common servers: HealthLake takes 160 entries, Azure 500,
 * Google 4,500.
 */
const defaults = { entries: 150, megabytes: 4, concurrency: 4 } as const;
const maxConcurrency = 100;

/** *Options → Entries per Bundle*, for items or lines. */
export const bundleEntriesOption: INodeProperties = {
	displayName: 'Entries per Bundle',
	name: 'bundleEntries',
	type: 'number',
	default: 150,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 150',
	description: 'Maximum number of entries in a Bundle',
};

/** *Options → Megabytes per Bundle*, for items or lines. */
export const bundleMegabytesOption: INodeProperties = {
	displayName: 'Megabytes per Bundle',
	name: 'bundleMegabytes',
	type: 'number',
	default: 4,
	typeOptions: { minValue: 0.1, numberPrecision: 1 },
	placeholder: 'e.g. 4',
	description: 'Maximum size of a Bundle. A larger entry is sent alone.',
};

/** What an option for requests at the same time has in common. */
export const inParallelOption = {
	type: 'number',
	default: 4,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 4',
} satisfies Partial<INodeProperties>;

/** Reads *Entries per Bundle* and *Megabytes per Bundle*; throws an input `Failure` that names the option at fault. */
export function bundleLimitsOf(parameters: Parameters): ChunkLimits {
	const { entries, megabytes } = defaults;
	const size = { min: Number.MIN_VALUE, fractions: true, example: megabytes };
	return {
		entries: parameters.optionNumber('bundleEntries', { min: 1, example: entries }) ?? entries,
		bytes: (parameters.optionNumber('bundleMegabytes', size) ?? megabytes) * 1024 * 1024,
	};
}

/** Reads how many requests or downloads run at the same time from an option; throws an input `Failure` outside 1 to 100. */
export function inParallelOf(parameters: Parameters, option: string): number {
	const { concurrency: example } = defaults;
	return parameters.optionNumber(option, { min: 1, max: maxConcurrency, example }) ?? example;
}
