import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { outcome, scripted } from '../engine/support/scripted';

const target = { resourceType: type('Patient'), resourceId: '1' };
const expand = { resource: 'terminology', operation: 'expand', valueSetUrl: 'http://h/vs', filter: 'heart' };
const run = { resource: 'operation', operation: 'run', level: 'system', operationName: '$reindex' };
const search = { operation: 'getAll', resourceType: type('Patient') };
const graphql = {
	resource: 'server',
	operation: 'graphql',
	queryOn: 'instance',
	graphqlQuery: '{ id }',
	...target,
};
const transaction = (request: IDataObject): IDataObject => ({
	resource: 'bundle',
	operation: 'send',
	bundle: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [{ request }] }),
});
const create = { operation: 'create', resourceType: type('Patient'), body: '{"resourceType":"Patient"}' };

describe('G51: an error status is explained by what was sent:', () => {
	it.each<[number, string, IDataObject, RegExp]>([
		[412, 'an expansion', expand, /^The server refused the operation \(status 412\): Words$/],
		[412, 'a plain create', create, /^The server refused the create \(status 412\): Words$/],
		[412, 'a read', { operation: 'get', ...target }, /^The server refused the read \(status 412\): Words$/],
		[
			412,
			'a conditional create',
			{ ...create, options: { ifNoneExist: 'identifier=http://h|1' } },
			/More than one resource matches/,
		],
		[
			412,
			'a transaction with a condition',
			transaction({ method: 'DELETE', url: 'Patient?identifier=http://h|1' }),
			/^A version or a condition in the transaction does not match: Words$/,
		],
		[
			412,
			'a transaction without one',
			transaction({ method: 'DELETE', url: 'Patient/1' }),
			/^The server refused the transaction \(status 412\): Words$/,
		],
		[404, 'GraphQL on a resource', graphql, /^The server does not know this operation or the resource it was called/],
		[409, 'an operation', run, /^The server refused the operation \(status 409\): Words$/],
		[409, 'a search', search, /^The server refused the search \(status 409\): Words$/],
		[410, 'an operation', run, /^What the operation asks for is no longer on the server: Words$/],
		[410, 'a search', search, /^What the search asks for is no longer on the server: Words$/],
		[410, 'a read', { operation: 'get', ...target }, /^Patient\/1 has been deleted: Words$/],
		[415, 'a read', { operation: 'get', ...target }, /^The server refused the read \(status 415\): Words$/],
		[422, 'a search', search, /^The server could not process the search: Words$/],
		[422, 'a create', create, /^The server could not process the content of the create: Words$/],
		[428, 'a create', create, /^The server refused the create \(status 428\): Words$/],
		[
			428,
			'an update with If-Match',
			{ operation: 'update', ...target, body: '{"resourceType":"Patient","id":"1"}', options: { ifMatch: '3' } },
			/^The server refused the update \(status 428\): Words$/,
		],
	])('status %i for %s', async (status, _what, parameters, message) => {
		const { error } = await scripted([{ status, body: outcome('error', 'processing', 'Words') }], parameters);
		expect(error?.message).toMatch(message);
	});
});
