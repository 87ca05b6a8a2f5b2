import { outputOf, type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const results = (...entries: object[]) => ({
	body: { resourceType: 'Bundle', type: 'batch-response', entry: entries.map((response) => ({ response })) },
});
const existed = { status: '200 OK', location: 'Patient/1/_history/4' };
const created = { status: '201 Created', location: 'Patient/2/_history/1' };
const input = [1, 2].map((mrn) => ({ resourceType: 'Patient', identifier: [{ value: String(mrn) }] }));
const condition = '=identifier=http://h|{{ $json.identifier[0].value }}';
const sendItems = { resource: 'bundle', operation: 'sendItems', itemMethod: 'create' };

describe('G52: Bundle → Send Items over existing resources', () => {
	it.each(['minimal', 'OperationOutcome'])(
		'says of each item whether it was created, with Return: %s',
		async (value) => {
			const result = await scripted(
				[results(existed, created)],
				{ ...sendItems, options: { ifNoneExist: condition, return: value } },
				{ input },
			);
			expect(outputOf(result)).toMatchObject([
				{ id: '1', status: 200, created: false },
				{ id: '2', status: 201, created: true },
			]);
			expect(result.hints.join()).toMatch(/Some resources existed already: nothing was created for them/);
		},
	);

	it('gives the hint also where the resources are returned, which stay as they are', async () => {
		const resources = [1, 2].map((id) => ({ resourceType: 'Patient', id: String(id) }));
		const entry = [
			{ resource: resources[0], response: existed },
			{ resource: resources[1], response: created },
		];
		const result = await scripted(
			[{ body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
			{ ...sendItems, options: { ifNoneExist: condition } },
			{ input },
		);
		expect(outputOf(result)).toEqual(resources);
		expect(result.hints.join()).toMatch(/existed already/);
	});

	it('gives no hint where all were created', async () => {
		const result = await scripted(
			[results(created, created)],
			{ ...sendItems, options: { ifNoneExist: condition } },
			{ input },
		);
		expect(outputOf(result)).toHaveLength(2);
		expect(result.hints).toEqual([]);
	});

	it('says of an upsert whether it created the resource, without a hint', async () => {
		const upsert = { ...sendItems, itemMethod: 'upsert', findBy: 'queryString', queryString: condition };
		const result = await scripted(
			[results(existed, created)],
			{ ...upsert, options: { return: 'minimal' } },
			{ input },
		);
		expect(outputOf(result)).toMatchObject([{ created: false }, { created: true }]);
		expect(result.hints).toEqual([]);
	});
});

describe('G52: one write at a time', () => {
	const body = '{"gender":"female"}';
	it.each([
		['a conditional create', 'create', { ifNoneExist: 'identifier=http://h|1' }, 200, false],
		['a conditional create', 'create', { ifNoneExist: 'identifier=http://h|1' }, 201, true],
		['an upsert', 'upsert', {}, 200, false],
		['an upsert', 'upsert', {}, 201, true],
	])(
		'%s says whether it created the resource (%s, %j, status %i)',
		async (_what, operation, options, status, expected) => {
			const result = await scripted([{ status, headers: { location: 'Patient/1' } }], {
				operation,
				resourceType: type('Patient'),
				resourceId: '1',
				body,
				options: { ...options, return: 'minimal' },
			});
			expect(outputOf(result)).toMatchObject([{ status, created: expected }]);
		},
	);

	it('a plain create needs no such word', async () => {
		const result = await scripted([{ status: 201, headers: { location: 'Patient/1' } }], {
			operation: 'create',
			resourceType: type('Patient'),
			body,
			options: { return: 'minimal' },
		});
		expect(outputOf(result)[0]).not.toHaveProperty('created');
	});
});
