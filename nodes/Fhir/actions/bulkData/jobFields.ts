import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../../form/parameters';
import type { Session } from '../../items/session';
import type { JobAddress } from '../../rest/jobs/poll';
import { covers, sharesOrigin } from '../../transport/baseUrl';
import { inputFailure } from '../../transport/errors/failure';

/** *Status URL*: the address of a job. */
export const statusUrlField: INodeProperties = {
	displayName: 'Status URL',
	name: 'statusUrl',
	type: 'string',
	default: '={{ $json.statusUrl }}',
	required: true,
	placeholder: 'e.g. https://fhir.example.org/r4/$export-poll-status?_jobId=7',
	description: 'The address of the job, as Start Export or Import gives it',
};

/** *Options → Login for Whole Host*. */
export const loginForHostOption: INodeProperties = {
	displayName: 'Login for Whole Host',
	name: 'loginForHost',
	type: 'boolean',
	default: false,
	description:
		'Whether the login is sent to a status URL beside the path of the Base URL too, on the same host. Some servers have their jobs there. If off, it is sent to addresses below the Base URL only, since the status URL comes from an input item.',
};

/** The job that the form names; the session says which server it has to be on to get the login. */
export function jobOf(parameters: Parameters): (session: Session) => JobAddress {
	const url = parameters.text('statusUrl');
	const wide = parameters.option('loginForHost') === true;
	if (url === '') throw inputFailure('"Status URL" is empty', 'Enter the `statusUrl` that Start Export gave.');
	if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
		throw inputFailure('"Status URL" is not a web address', 'Enter the `statusUrl` that Start Export gave.');
	}
	const { username, password } = new URL(url);
	if (username || password) {
		throw inputFailure('"Status URL" contains a user name or a password', 'Remove them from the address.');
	}
	return ({ client, hint }) => {
		const isBeside = !covers(client.baseUrl, url) && sharesOrigin(client.baseUrl, url);
		if (isBeside && !wide) {
			hint(
				'The status URL is beside the path of the Base URL, so it was requested without login. If the server refuses that, add the option Login for Whole Host.',
			);
		}
		return { url, authorization: wide ? 'origin' : 'own' };
	};
}
