import { jsonPatchBody } from '../../../nodes/Fhir/rest/patch/jsonPatch';
import { failureOf } from '../support';

describe('jsonPatchBody:', () => {
	const steps = [
		{ op: 'add', path: '/active', value: false },
		{ op: 'replace', path: '/gender', value: null },
		{ op: 'test', path: '/id', value: '1' },
		{ op: 'remove', path: '/name/0' },
		{ op: 'copy', from: '/name/0', path: '/name/1' },
		{ op: 'move', from: '/name/0', path: '/name/1' },
	];

	test.each([
		['a list of steps', steps],
		['steps as JSON text', JSON.stringify(steps)],
	])('%s is sent as application/json-patch+json', (_what, typed) => {
		expect(jsonPatchBody(typed, 'Patch')).toEqual({
			contentType: 'application/json-patch+json',
			content: JSON.stringify(steps),
		});
	});

	test.each<[unknown, RegExp]>([
		[undefined, /^"Patch" is empty$/],
		[null, /^"Patch" is empty$/],
		['', /^"Patch" is empty$/],
		['null', /^"Patch" is empty$/],
		[[], /^"Patch" is empty$/],
		[{ op: 'remove', path: '/a' }, /^"Patch" is not a list$/],
		['[', /^"Patch" is not valid JSON/],
	])('%j is rejected', async (typed, message) => {
		expect(await failureOf(() => jsonPatchBody(typed, 'Patch'))).toMatchObject({
			kind: 'input',
			message: expect.stringMatching(message),
		});
	});

	test.each<[unknown, RegExp]>([
		[null, /is not an object$/],
		['remove', /is not an object$/],
		[{ path: '/a' }, /unknown operation/],
		[{ op: 'set', path: '/a' }, /unknown operation/],
		[{ op: ['add'], path: '/a', value: 1 }, /unknown operation/],
		[{ op: 'remove' }, /has no path$/],
		[{ op: 'remove', path: '' }, /has no path$/],
		[{ op: 'remove', path: 1 }, /has no path$/],
		[{ op: 'copy', path: '/a' }, /where to copy from$/],
		[{ op: 'move', path: '/a' }, /where to move from$/],
		[{ op: 'move', path: '/a', from: 'b' }, /where to move from that begins with a slash$/],
		[{ op: 'add', path: '/a' }, /\(add\) has no value$/],
		[{ op: 'replace', path: '/a', value: '' }, /\(replace\) has no value$/],
		[{ op: 'test', path: '/a' }, /\(test\) has no value$/],
	])('the invalid second step %j is rejected and named', async (step, message) => {
		const failure = await failureOf(() => jsonPatchBody([{ op: 'remove', path: '/x' }, step], 'Patch'));
		expect(failure.message).toMatch(/^"Patch": step 2 /);
		expect(failure.message).toMatch(message);
	});

	test.each([
		['gender', '`/gender`'],
		['name[0].given[12]', '`/name/0/given/12`'],
		['name[first]', '`/name[first]`'],
		['', 'e.g. `/name/0/family`'],
	])('the path "%s" is rejected with the suggestion %s', async (path, meant) => {
		const failure = await failureOf(() => jsonPatchBody([{ op: 'remove', path }], 'Patch'));
		expect(failure.advice).toContain(meant);
	});
});
