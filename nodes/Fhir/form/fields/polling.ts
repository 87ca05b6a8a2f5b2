import type { INodeProperties } from 'n8n-workflow';
import type { PollOptions } from '../../rest/jobs/pollJob';
import { milliseconds } from '../../rest/request/numberField';
import type { Parameters } from '../parameters';

const hour = 3_600_000;

/** *Options → Job Timeout*. */
export const jobTimeoutOption: INodeProperties = {
	displayName: 'Job Timeout',
	name: 'jobTimeout',
	type: 'number',
	default: hour,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 3600000',
	description: 'Milliseconds to wait for the server to finish the job. After that, the job is cancelled.',
};

/** *Options → Poll Interval*. */
export const pollIntervalOption: INodeProperties = {
	displayName: 'Poll Interval',
	name: 'pollInterval',
	type: 'number',
	default: 5_000,
	typeOptions: { minValue: 1_000 },
	placeholder: 'e.g. 5000',
	description:
		'How often to ask the server whether the job has finished, in milliseconds. By default, as often as the server asks for, which can be minutes even for a short job.',
};

/** Reads *Job Timeout* and *Poll Interval*. Throws an input `Failure` that names the field at fault. */
export function pollingOf(parameters: Parameters): PollOptions {
	const intervalMs = parameters.optionNumber('pollInterval', milliseconds(5_000));
	return {
		timeoutMs: parameters.optionNumber('jobTimeout', milliseconds(hour)) ?? hour,
		...(intervalMs !== undefined && { intervalMs }),
	};
}
