import { outputOf, type } from '../engine/support/fixtures';
import { outcome, type ScriptedResponse, scripted } from '../engine/support/scripted';

const create = { operation: 'create', resourceType: type('Patient'), body: '{"gender":"female"}' };
const remove = { operation: 'delete', resourceType: type('Patient'), resourceId: '1' };
const upsert = { ...create, operation: 'upsert', resourceId: '1' };
const items = {
	resource: 'bundle',
	operation: 'sendItems',
	itemMethod: 'create',
	body: '={{ ({resourceType:"Patient"}) }}',
};

const seeOther = { status: 303, headers: { location: '/fhir/Patient/7' } };
const run = async (script: ScriptedResponse[], parameters: object) =>
	await scripted(script, { ...parameters, options: { retries: 1 } });

describe('E38: a write that the server refers to another address (303)', () => {
	it.each([
		['a create, 404', create, { status: 404, body: outcome('error', 'not-found', 'Unknown') }],
		['a create, 401', create, { status: 401 }],
		['a create, a login page', create, { headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }],
		['a create, a redirect to nowhere', create, { status: 302, headers: { location: 'ftp://x' } }],
		['a delete, 404', remove, { status: 404 }],
		['an upsert, 400', upsert, { status: 400, body: outcome('error', 'invalid', 'No') }],
		['a batch, 400', items, { status: 400, body: outcome('error', 'invalid', 'No') }],
	])('is of unknown effect where that fails: %s', async (_what, parameters, second) => {
		const { error, sent } = await run([seeOther, second], parameters);
		expect(error?.context?.data).toMatchObject({ effect: 'unknown' });
		expect(sent.map(({ method }) => method).slice(1)).toEqual(['GET']);
	});

	it('says what happened', async () => {
		const { error } = await run([seeOther, { status: 404, body: outcome('error', 'not-found', 'Unknown') }], create);
		expect(error?.message).toMatch(
			/responded to the create by referring to another address \(303\), which returned status 404/,
		);
		expect(error?.description).toMatch(/may have carried out the create: check there before you send it again/);
	});

	it('is of unknown effect where it cannot be followed', async () => {
		const { error, sent } = await run([{ status: 303, headers: { location: 'ftp://x' } }], create);
		expect(error?.context?.data).toMatchObject({ effect: 'unknown' });
		expect(sent).toHaveLength(1);
	});

	it('succeeds where the other address has the resource', async () => {
		const result = await run([seeOther, { body: { resourceType: 'Patient', id: '7' } }], create);
		expect(outputOf(result)).toEqual([{ resourceType: 'Patient', id: '7' }]);
	});
});

describe('E38: a write that is redirected as it is', () => {
	it.each([307, 308])('is rejected where it is refused there, after %i', async (status) => {
		const { error, sent } = await run(
			[
				{ status, headers: { location: '/fhir/r4/Patient' } },
				{ status: 404, body: outcome('error', 'not-found', 'No') },
			],
			create,
		);
		expect(error?.context?.data).toMatchObject({ status: 404, effect: 'rejected' });
		expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST']);
	});

	it.each([307, 308])('remembers a lost response before the redirect, after %i', async (status) => {
		const result = await run(
			[{ status: 502 }, { status, headers: { location: '/fhir/r4/Patient/1' } }, { status: 404 }],
			remove,
		);
		expect(outputOf(result)).toMatchObject([{ deleted: true, id: '1' }]);
	});

	it('is rejected where it is not followed, after 302', async () => {
		const { error } = await run([{ status: 302, headers: { location: '/login' } }], create);
		expect(error?.context?.data).toMatchObject({ status: 302, effect: 'rejected' });
	});
});
