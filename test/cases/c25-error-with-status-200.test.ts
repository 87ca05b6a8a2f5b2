import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted } from '../engine/support/scripted';

const error = outcome('error', 'processing', 'The patient index is being rebuilt');
const patient = { resourceType: 'Patient', id: '1' };
const target = { resourceType: type('Patient'), resourceId: '1' };
const patch = { patchFormat: 'jsonPatch', patchInput: 'json', jsonPatch: '[{"op":"remove","path":"/gender"}]' };

describe('C25: an OperationOutcome of severity error with status 200', () => {
	it.each<[string, IDataObject, string]>([
		['a read', { operation: 'get', ...target }, 'rejected'],
		['a search', { operation: 'getAll', resourceType: type('Patient') }, 'rejected'],
		['a history', { operation: 'getHistory', ...target }, 'rejected'],
		['a create', { operation: 'create', resourceType: type('Patient'), body: JSON.stringify(patient) }, 'unknown'],
		['an update', { operation: 'update', ...target, body: JSON.stringify(patient) }, 'unknown'],
		['a patch', { operation: 'patch', ...target, ...patch }, 'unknown'],
		['a delete', { operation: 'delete', ...target }, 'unknown'],
		['a request for the capabilities', { resource: 'server', operation: 'getCapabilities' }, 'rejected'],
		[
			'a transaction',
			{
				resource: 'bundle',
				operation: 'send',
				bundle: JSON.stringify({
					resourceType: 'Bundle',
					type: 'transaction',
					entry: [{ resource: patient, request: { method: 'PUT', url: 'Patient/1' } }],
				}),
			},
			'unknown',
		],
		['Get Everything', { resource: 'patient', operation: 'getEverything', resourceId: '1' }, 'rejected'],
	])('fails %s with the words of the server', async (_what, parameters, effect) => {
		const result = await scripted([{ body: error }], parameters);
		expect(result.output).toEqual([]);
		expect(result.error?.message).toContain('The patient index is being rebuilt');
		expect(result.error?.context?.data).toMatchObject({ status: 200, code: 'processing', effect });
		expect(result.sent).toHaveLength(1);
	});

	it('is the result of an operation', async () => {
		const run = {
			resource: 'operation',
			operation: 'run',
			level: 'type',
			operationName: '$validate',
			resourceType: type('Patient'),
		};
		const result = await scripted([{ body: error }], { ...run, httpMethod: 'POST' });
		expect(outputOf(result)).toMatchObject([
			{ success: false, issues: [{ text: 'The patient index is being rebuilt' }] },
		]);
	});

	it('is what a read of an OperationOutcome asks for', async () => {
		const stored = { ...error, id: '1' };
		const result = await scripted([{ body: stored }], {
			operation: 'get',
			resourceType: type('OperationOutcome'),
			resourceId: '1',
		});
		expect(outputOf(result)).toEqual([stored]);
	});

	it('is a hint where the response names what was created', async () => {
		const headers = { location: '{base}/Patient/7/_history/1' };
		const body = JSON.stringify({ resourceType: 'Patient' });
		const result = await scripted([{ status: 201, headers, body: error }], {
			operation: 'create',
			resourceType: type('Patient'),
			body,
		});
		expect(outputOf(result)).toMatchObject([{ resourceType: 'Patient', id: '7' }]);
		expect(result.hints).toEqual(['The patient index is being rebuilt']);
	});

	it('of a conditional delete that found nothing is no failure', async () => {
		const criteria = {
			findBy: 'parameters',
			searchParameters: { parameter: [{ name: 'identifier', match: '', value: 'http://h/mrn|9' }] },
		};
		const result = await scripted([{ body: outcome('error', 'not-found', 'No match') }], {
			operation: 'delete',
			resourceType: type('Patient'),
			...criteria,
		});
		expect(outputOf(result)).toMatchObject([{ deleted: false }]);
	});

	it('with only warnings is no failure', async () => {
		const result = await scripted([{ body: outcome('warning', 'informational', 'Stored with remarks') }], {
			operation: 'update',
			...target,
			body: JSON.stringify(patient),
		});
		expect(result.error).toBeUndefined();
		expect(result.hints).toEqual(['Stored with remarks']);
	});

	it('fails the entry of a batch that has nothing else, and no other', async () => {
		const entry = [
			{ response: { status: '200 OK', outcome: error } },
			{ resource: patient, response: { status: '200' } },
		];
		const body = { resourceType: 'Bundle', type: 'batch-response', entry };
		const items = {
			resource: 'bundle',
			operation: 'sendItems',
			type: 'batch',
			method: 'PUT',
			resourceType: type('Patient'),
			resourceId: '={{ $json.id }}',
			body: '={{ $json }}',
		};
		const input = [patient, { ...patient, id: '2' }];
		const result = await scripted([{ body }], items, { input, onError: 'continueErrorOutput' });
		expect(result.errors).toHaveLength(1);
		expect(result.errors[0]?.json).toMatchObject({ details: { effect: 'unknown', status: 200 } });
		expect(String(result.errors[0]?.json.error)).toContain('The patient index is being rebuilt');
		expect(result.output).toHaveLength(1);
	});

	it.each(['lookup', 'expand'])('keeps the words of the server in the error of %s', async (operation) => {
		const parameters = {
			resource: 'terminology',
			operation,
			system: 'http://loinc.org',
			code: '1-8',
			valueSetUrl: 'http://h/vs',
		};
		const { error: failure } = await scripted([{ body: error }], parameters);
		expect(failure?.message).toContain('The patient index is being rebuilt');
	});
});

describe('C25: a read that returns', () => {
	it('another ID gives the resource and a hint', async () => {
		const result = await scripted([{ body: { ...patient, id: '2' } }], { operation: 'get', ...target });
		expect(outputOf(result)).toEqual([{ ...patient, id: '2' }]);
		expect(result.hints).toEqual([
			expect.stringMatching(/returned Patient\/2 for the read of Patient\/1: they may have been merged/),
		]);
	});

	it('another version than the one asked for gives a hint', async () => {
		const body = { ...patient, meta: { versionId: '3' } };
		const result = await scripted([{ body }], { operation: 'get', ...target, options: { versionId: '2' } });
		expect(outputOf(result)).toEqual([body]);
		expect(result.hints).toEqual([expect.stringMatching(/version 3 of Patient\/1, although version 2 was asked for/)]);
	});

	it('another type fails', async () => {
		const { error: failure } = await scripted([{ body: { resourceType: 'Person', id: '1' } }], {
			operation: 'get',
			...target,
		});
		expect(failure?.message).toBe('The server returned a resource of type Person for the read of Patient/1');
	});

	it.each([{ toString: 1 }, 7, ['1']])('something other than a text as ID (%j) gives the resource', async (id) => {
		const result = await scripted([{ body: { ...patient, id } }], { operation: 'get', ...target });
		expect(outputOf(result)).toEqual([{ ...patient, id }]);
	});

	it('the path within the resource as its ID gives a hint', async () => {
		const body = { ...patient, id: '1/_history/2' };
		const result = await scripted([{ body }], { operation: 'get', ...target, options: { versionId: '2' } });
		expect(result.hints).toEqual([
			expect.stringMatching(/returned Patient\/1\/_history\/2 for the read of Patient\/1/),
		]);
	});

	it('a Binary as what it contains is no failure', async () => {
		const result = await scripted([{ body: patient }], {
			operation: 'get',
			resourceType: type('Binary'),
			resourceId: '9',
		});
		expect(outputOf(result)).toEqual([patient]);
	});
});
