import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const patient = { resourceType: 'Patient', id: '1' };
const patch = async (steps: object[], options: IDataObject = {}) =>
	await scripted([{ body: patient }], {
		operation: 'patch',
		resourceType: type('Patient'),
		resourceId: '1',
		patchInput: 'json',
		jsonPatch: JSON.stringify(steps),
		options,
	});
const replace = { op: 'replace', path: '/telecom/0/value', value: '555' };

describe('G49: Resource → Patch', () => {
	it.each([
		['replaces within an element of a list', [replace]],
		['removes an element of a list', [{ op: 'remove', path: '/telecom/0' }]],
		['moves an element of a list', [{ op: 'move', from: '/telecom/1', path: '/telecom/-' }]],
		['adds to an element of a list', [{ op: 'add', path: '/name/0/given/-', value: 'Ann' }]],
	])('gives a hint where a JSON Patch without a test %s', async (_what, steps) => {
		const { hints, sent } = await patch(steps);
		expect(sent).toHaveLength(1);
		expect(hints).toEqual([expect.stringMatching(/whatever that is by now.*Test step.*FHIRPath Patch/)]);
		expect(hints[0]).not.toContain('555');
	});

	it.each<[string, object[], IDataObject?]>([
		['tests first', [{ op: 'test', path: '/telecom/0/system', value: 'phone' }, replace]],
		['has no position', [{ op: 'replace', path: '/gender', value: 'female' }]],
		['adds an element to a list', [{ op: 'add', path: '/telecom/0', value: { system: 'phone' } }]],
		['is for a version', [replace], { ifMatch: '3' }],
	])('gives no hint where a JSON Patch %s', async (_what, steps, options = {}) => {
		expect((await patch(steps, options)).hints).toEqual([]);
	});
});

test('G49: Bundle → Send Items gives the hint once', async () => {
	const entry = [1, 2].map(() => ({ response: { status: '200' } }));
	const { hints } = await scripted(
		[{ body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
		{ resource: 'bundle', operation: 'sendItems', itemMethod: 'patch', patch: JSON.stringify([replace]) },
		{
			input: [
				{ resourceType: 'Patient', id: '1' },
				{ resourceType: 'Patient', id: '2' },
			],
		},
	);
	expect(hints).toEqual([expect.stringMatching(/whatever that is by now/)]);
});
