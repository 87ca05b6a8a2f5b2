import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../support/fixtures';
import { scripted } from '../support/scripted';

const version = (versionId: string, gender: string) => ({
	fullUrl: 'https://fhir.example.org/Patient/p',
	resource: { resourceType: 'Patient', id: 'p', meta: { versionId }, gender },
	request: { method: 'PUT', url: 'Patient/p' },
	response: { status: '200' },
});
const deletion = { request: { method: 'DELETE', url: 'Patient/p' }, response: { status: '204' } };
const history = {
	body: { resourceType: 'Bundle', type: 'history', entry: [deletion, version('2', 'male'), version('1', 'female')] },
};
const column = [
	{ name: 'id', path: 'getResourceKey()' },
	{ name: 'version', path: 'meta.versionId' },
	{ name: 'gender', path: 'gender' },
];
const options = {
	output: 'table',
	table: { table: { viewFrom: 'columns', tableColumns: { column }, tableOutput: 'items' } },
};

test.each<[string, IDataObject]>([
	['Resource → Get History', { operation: 'getHistory', resourceType: type('Patient'), resourceId: 'p' }],
	['Server → Get History', { resource: 'server', operation: 'getHistory' }],
])('%s gives a table with a row for each version, and counts deletions', async (_name, parameters) => {
	const result = await scripted([history], { ...parameters, returnAll: true, options });
	expect(result.error).toBeUndefined();
	expect(outputOf(result)).toEqual([
		{ id: 'p', version: '2', gender: 'male' },
		{ id: 'p', version: '1', gender: 'female' },
	]);
	expect(result.hints).toEqual(['1 deletion has no row in the table.']);
});
