import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { type ScriptedServer, startScripted } from '../engine/support/scripted';

const patient = { resourceType: 'Patient', id: '1', meta: { versionId: '1' } };

/** Values that would change the request if they were put into a path, a query or a header without escaping. */
const hostile = [
	'../admin',
	'..%2fadmin',
	'%2e%2e/admin',
	'..',
	'.',
	'1/../../admin',
	'1?_format=xml',
	'1#x',
	'1&_id=2',
	'1\r\nX-Injected: yes',
	'1\nX-Injected: yes',
	'1\u0000',
	'1\\..\\admin',
	'//evil.example/x',
	'http://evil.example/x',
	'1;jsessionid=2',
	'1 2',
	'ï',
	'\u2028',
	'\ud800',
	'*',
	'$expunge',
	'_history',
	'W/"1"',
	'"1", "2"',
];

describe('Input with special characters stays in its place', () => {
	let target: ScriptedServer;

	beforeAll(async () => {
		target = await startScripted([{ body: patient }]);
	});
	afterAll(async () => await target.close());

	/** The requests that the node sends; where it sends none, its error has to be about the input. */
	async function sentFor(parameters: IDataObject) {
		const { requests } = target.server;
		requests.length = 0;
		const { error } = await target.run({ resourceType: type('Patient'), ...parameters });
		if (requests.length === 0) {
			expect(error?.message).toMatch(/^"|header|options|Patch|path/);
			expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });
		}
		for (const { headers } of requests) expect(headers).not.toHaveProperty('x-injected');
		return requests;
	}

	/** Path and parameters as a server reads them. */
	const read = (url: string) => {
		const { pathname, searchParams } = new URL(url, 'http://server.example');
		return { pathname, parameters: [...searchParams] };
	};

	const ids: Record<string, (value: string) => IDataObject> = {
		'an ID to read': (value) => ({ operation: 'get', resourceId: value }),
		'a version to read': (value) => ({ operation: 'get', resourceId: '1', options: { versionId: value } }),
		'an ID to delete': (value) => ({ operation: 'delete', findBy: 'id', resourceId: value }),
		'an ID to update': (value) => ({ operation: 'update', resourceId: value, body: { resourceType: 'Patient' } }),
		'an ID in a body': (value) => ({ operation: 'update', body: { resourceType: 'Patient', id: value } }),
		'a resource type': (value) => ({ operation: 'get', resourceId: '1', resourceType: type(`Patient/${value}`) }),
		'a type in a body': (value) => ({ operation: 'create', body: { resourceType: value } }),
		'a compartment': (value) => ({
			resource: 'search',
			operation: 'compartment',
			compartment: 'Patient',
			compartmentId: value,
		}),
		'an operation': (value) => ({ resource: 'operation', operation: 'run', operationName: value, level: 'system' }),
	};

	it.each(Object.keys(ids))('as %s', async (name) => {
		for (const value of hostile) {
			const parameters = ids[name]?.(value) ?? {};
			for (const { url } of await sentFor(parameters)) {
				// Only valid IDs and names are sent.
				expect([value, decodeURIComponent(url)]).toEqual([
					value,
					expect.stringMatching(/^\/fhir\/(Patient(\/[A-Za-z0-9.-]+)?|\$[A-Za-z][A-Za-z0-9_.-]*)$/),
				]);
			}
		}
	});

	const values: Record<string, (value: string) => IDataObject> = {
		'a search value': (value) => ({
			operation: 'getAll',
			searchBy: 'parameters',
			searchParameters: { parameter: [{ name: 'name', match: '', value }] },
			options: { method: 'get' },
		}),
		'the criteria of a delete': (value) => ({
			operation: 'delete',
			findBy: 'parameters',
			searchParameters: { parameter: [{ name: 'name', match: '', value }] },
		}),
	};

	it.each(Object.keys(values))('as %s', async (name) => {
		for (const value of hostile) {
			for (const { url } of await sentFor(values[name]?.(value) ?? {})) {
				const { pathname, parameters } = read(url);
				expect(pathname).toBe('/fhir/Patient');
				expect(parameters.filter(([parameter]) => parameter !== '_count')).toEqual([['name', value.trim()]]);
			}
		}
	});

	it('as the name of a search parameter', async () => {
		for (const value of hostile) {
			const searchParameters = { parameter: [{ name: value, match: '', value: '1' }] };
			for (const { url } of await sentFor({ operation: 'getAll', searchBy: 'parameters', searchParameters })) {
				expect(read(url).parameters.filter(([name]) => name !== '_count')).toEqual([[value, '1']]);
			}
		}
	});

	it('as a header', async () => {
		const body = { resourceType: 'Patient', id: '1' };
		for (const value of hostile) {
			const header = (name: string) => ({ header: [{ name, value }] });
			await sentFor({ operation: 'get', resourceId: '1', options: { headers: header('X-Tenant') } });
			await sentFor({
				operation: 'get',
				resourceId: '1',
				options: { headers: { header: [{ name: value, value: '1' }] } },
			});
			await sentFor({ operation: 'update', resourceId: '1', body, options: { ifMatch: value } });
			await sentFor({ operation: 'get', resourceId: '1', options: { ifNoneMatch: value } });
			for (const { headers } of await sentFor({
				operation: 'create',
				body: { resourceType: 'Patient' },
				options: { ifNoneExist: `identifier=${value}` },
			})) {
				const condition = new URLSearchParams(String(headers['if-none-exist']));
				expect([...condition.keys()].every((key) => key === 'identifier' || value.includes('&'))).toBe(true);
			}
		}
	});

	it.each(['Authorization', 'Host', 'Content-Length', 'Transfer-Encoding', 'Connection'])(
		'and cannot replace the header %s',
		async (name) => {
			const headers = { header: [{ name, value: '1' }] };
			expect(await sentFor({ operation: 'get', resourceId: '1', options: { headers } })).toHaveLength(0);
		},
	);
});
