import { outputOf, type } from '../engine/support/fixtures';
import { outcome, type ScriptedResponse, scripted } from '../engine/support/scripted';

const stored = { status: 200, body: { resourceType: 'Patient', id: '1' } };
const conflictWith = (code: string, text: string): ScriptedResponse => ({
	status: 409,
	body: outcome('error', code, text),
});
const hapi = conflictWith(
	'processing',
	'HAPI-0550: HAPI-0823: The operation has failed with a version constraint failure. This generally means that two clients/threads were trying to update the same resource at the same time, and this request was chosen as the failing request.',
);
const stale = conflictWith(
	'processing',
	'HAPI-0550: HAPI-0989: Trying to update Patient/1/_history/7 but this is not the current version',
);
const referenced = conflictWith(
	'processing',
	'Unable to delete Patient/1 because at least one resource has a reference to this resource.',
);
const google = { status: 409, body: { error: { code: 409, status: 'ABORTED', message: 'Aborted' } } };

const body = '{"gender":"female"}';
const base = { resourceType: type('Patient'), resourceId: '1' };
const upsert = { ...base, operation: 'upsert', body };
const create = { ...base, operation: 'create', body };
const conditionalCreate = { ...create, options: { ifNoneExist: 'identifier=http://h|1' } };
const patch = { ...base, operation: 'patch', patchInput: 'json', jsonPatch: '[{"op":"remove","path":"/gender"}]' };
const remove = { ...base, operation: 'delete' };
const stalePut = { ...base, operation: 'update', body, options: { ifMatch: '7' } };

const run = async (first: ScriptedResponse, parameters: object, retries = 2) =>
	await scripted([first, stored], {
		...parameters,
		options: { retries, ...(parameters as { options?: object }).options },
	});

describe('A8: a 409 that passes', () => {
	it.each([
		['an upsert, lock-error', conflictWith('lock-error', 'Locked'), upsert],
		['an upsert, transient', conflictWith('transient', 'Busy'), upsert],
		['an upsert, conflict', conflictWith('conflict', 'Encountered version id mismatch'), upsert],
		["an upsert, HAPI's words", hapi, upsert],
		["an upsert, Google's ABORTED", google, upsert],
		['a conditional create, conflict', conflictWith('conflict', 'Conflict'), conditionalCreate],
		['a create, lock-error', conflictWith('lock-error', 'Locked'), create],
		['a create, transient', conflictWith('transient', 'Busy'), create],
		["a patch, HAPI's words", hapi, patch],
		['a delete, lock-error', conflictWith('lock-error', 'Locked'), remove],
		['a delete, conflict', conflictWith('conflict', 'Encountered version id mismatch'), remove],
	])('is tried again: %s', async (_what, first, parameters) => {
		const { sent, error } = await run(first, parameters);
		expect(error).toBeUndefined();
		expect(sent).toHaveLength(2);
	});

	it.each([
		['a version conflict, with If-Match', stale, stalePut],
		['with If-Match, whatever the code is', conflictWith('conflict', 'Edited meanwhile'), stalePut],
		['a delete of what others refer to', referenced, remove],
		['a delete of what others refer to, conflict', conflictWith('conflict', 'Patient is referenced by others'), remove],
		['a create, conflict: perhaps a duplicate', conflictWith('conflict', 'Patient exists'), create],
		['a patch, conflict', conflictWith('conflict', 'Conflict'), patch],
		['a business rule', conflictWith('business-rule', 'One active plan only'), upsert],
		['without a body', { status: 409 }, upsert],
	])('is not tried again: %s', async (_what, first, parameters) => {
		const { sent, error } = await run(first, parameters);
		expect(sent).toHaveLength(1);
		expect(error?.context?.data).toMatchObject({ status: 409, effect: 'rejected' });
	});

	it('that stays is reported as rejected after the retries, with advice about parallel writes', async () => {
		const { sent, error } = await scripted([hapi], { ...upsert, options: { retries: 2 } });
		expect(sent).toHaveLength(3);
		expect(error?.message).toMatch(/^Another write at the same moment was in the way of the update/);
		expect(error?.description).toMatch(/Writes that run in parallel block each other/);
		expect(error?.context?.data).toMatchObject({ effect: 'rejected' });
	});

	it('is not tried again where retries are off', async () => {
		expect((await run(hapi, upsert, 0)).sent).toHaveLength(1);
	});
});

describe('A8: a 409 for a lock in a Bundle', () => {
	const input = [1, 2, 3].map((id) => ({ resourceType: 'Patient', id: `p${id}`, meta: { versionId: '7' } }));
	const done = (id: number) => ({ status: '200', location: `Patient/p${id}/_history/8` });
	const batch = (...entries: object[]) => ({
		body: { resourceType: 'Bundle', type: 'batch-response', entry: entries.map((response) => ({ response })) },
	});
	const items = { resource: 'bundle', operation: 'sendItems', itemMethod: 'update' };
	const locked = { status: '409 Conflict', outcome: hapi.body };

	it('makes Send Items send that entry again, without the others', async () => {
		const { sent, ...result } = await scripted(
			[batch(done(1), locked, done(3)), batch(done(2))],
			{ ...items, options: { retries: 2, return: 'minimal' } },
			{ input },
		);
		expect(outputOf(result).map(({ id }) => id)).toEqual(['p1', 'p2', 'p3']);
		expect(sent.map(({ body: text }) => text.match(/"id":"p\d"/g)?.length)).toEqual([3, 1]);
	});

	it('is not tried again for an entry with If-Match', async () => {
		const { sent, errors } = await scripted(
			[batch(done(1), locked, done(3))],
			{ ...items, options: { retries: 2, ifMatch: '7' } },
			{ input, onError: 'continueErrorOutput' },
		);
		expect(sent).toHaveLength(1);
		expect(errors[0]?.json.details).toMatchObject({ status: 409, effect: 'rejected' });
	});

	it.each([
		['is sent again as a whole', {}, 2],
		['is not sent again where an entry names a version', { ifMatch: '7' }, 1],
	])('a transaction %s', async (_what, options, count) => {
		const response = { body: { ...batch(done(1), done(2), done(3)).body, type: 'transaction-response' } };
		const { sent } = await scripted(
			[hapi, response],
			{ ...items, bundleType: 'transaction', options: { retries: 2, ...options } },
			{ input, onError: 'continueErrorOutput' },
		);
		expect(sent).toHaveLength(count);
	});
});
