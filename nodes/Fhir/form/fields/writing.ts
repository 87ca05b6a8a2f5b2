import type { INodeProperties } from 'n8n-workflow';
import { entityTag } from '../../rest/request/conditional';
import type { FhirResponse } from '../../rest/response/response';
import type { HttpHeaders } from '../../transport/http';
import type { OutputItem, Session } from '../../actions/contract';
import { namedByResponse, resourceItem, reportWarnings } from '../../items/output';
import type { Parameters } from '../parameters';

/** *Options → Return*: what comes back of a write (`Prefer: return=…`, R4 §3.1.0.1.9). */
export const returnOption: INodeProperties = {
	displayName: 'Return',
	name: 'return',
	type: 'options',
	default: 'representation',
	description: 'What the server should send back after writing (Prefer: return)',
	options: [
		{
			name: 'Nothing (Minimal)',
			value: 'minimal',
			description: 'Only type, ID, version and status (201: created): quickest for many writes',
		},
		{
			name: 'Outcome',
			value: 'OperationOutcome',
			description: 'What the server remarks on the write, beside type, ID, version and status',
		},
		{ name: 'Resource', value: 'representation', description: 'The resource as it stands on the server afterwards' },
	],
};

/** *Options → If Match*: the version that a write is based on (R4 §3.1.0.5). */
export const ifMatchOption: INodeProperties = {
	displayName: 'If Match',
	name: 'ifMatch',
	type: 'string',
	default: '',
	placeholder: 'e.g. 3 or {{ $json.meta.versionId }}',
	description: 'Write only if the version with this ID is still the current one',
};

/** `Prefer: return=…`. Without it some servers leave the resource out. */
export function preferReturn(parameters: Parameters): HttpHeaders {
	return { prefer: `return=${wanted(parameters)}` };
}

/** If-Match with *Options → If Match*; nothing where that is empty. */
export function ifMatchHeader(parameters: Parameters): HttpHeaders {
	const version = parameters.optionText('ifMatch');
	return version === undefined ? {} : { 'if-match': entityTag(version, ifMatchOption.displayName) };
}

/** The item for a write: the resource, or what *Options → Return* asks for in its place, whatever the server made of that. */
export function writtenItem(response: FhirResponse, parameters: Parameters, session: Session): OutputItem[] {
	if (wanted(parameters) === 'representation') return resourceItem(response, session);
	reportWarnings(response, session);
	return [{ json: namedByResponse(response) }];
}

function wanted(parameters: Parameters): string {
	return parameters.optionText('return') ?? 'representation';
}
