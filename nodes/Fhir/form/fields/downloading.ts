import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../parameters';
import { inParallelOf, inParallelOption } from './bundleLimits';
import { retrySettingsOf } from './connection';

const mebibyte = 1024 * 1024;
const defaultMegabytes = 10_240;

/** *Options → Files in Parallel*. */
export const filesInParallelOption: INodeProperties = {
	...inParallelOption,
	displayName: 'Files in Parallel',
	name: 'filesInParallel',
	description: 'How many files to download at the same time, 100 at most',
};

/** *Options → Maximum Size*. */
export const maxSizeOption: INodeProperties = {
	displayName: 'Maximum Size',
	name: 'maxSize',
	type: 'number',
	default: defaultMegabytes,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 10240',
	description:
		'Maximum size of each file in megabytes, unpacked. A larger file fails, so that it cannot fill the disk.',
};

/** What limits the download of files. */
export interface DownloadLimits {
	/** Of a file, unpacked. */
	readonly maxBytes: number;
	/** Files at the same time. */
	readonly parallel: number;
	/** How often a download that breaks off is taken up again. */
	readonly retries: number;
}

/** Reads them. Throws an input `Failure` that names the option at fault. */
export function downloadLimitsOf(parameters: Parameters): DownloadLimits {
	const size = { min: Number.MIN_VALUE, fractions: true, example: defaultMegabytes };
	return {
		maxBytes: (parameters.optionNumber('maxSize', size) ?? defaultMegabytes) * mebibyte,
		parallel: inParallelOf(parameters, filesInParallelOption.name),
		retries: retrySettingsOf(parameters).retries,
	};
}
