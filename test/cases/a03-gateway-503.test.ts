import { outputOf, type } from '../engine/support/fixtures';
import { type ScriptedResponse, scripted } from '../engine/support/scripted';

const created = { status: 201, headers: { location: 'Patient/7/_history/1' } };
const envoy = {
	status: 503,
	headers: { 'content-type': 'text/plain' },
	body: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
};
const outcome = {
	status: 503,
	body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'transient', diagnostics: 'Busy' }] },
};
const plainOutcome = {
	status: 503,
	headers: { 'content-type': 'application/json; charset=utf-8' },
	body: JSON.stringify(outcome.body),
};
const page = { status: 503, headers: { 'content-type': 'text/html' }, body: '<h1>503 Service Unavailable</h1>' };

const create = { operation: 'create', resourceType: type('Patient'), body: '{"gender":"female"}' };
const read = { operation: 'get', resourceType: type('Patient'), resourceId: '1' };

const run = async (first: ScriptedResponse, parameters: object, then: ScriptedResponse = created) =>
	await scripted([first, then], {
		...parameters,
		options: { retries: 2, ...(parameters as { options?: object }).options },
	});

describe('A3: a 503 to a plain create', () => {
	it.each([
		['that is JSON of a gateway', { ...plainOutcome, body: '{"message":"no healthy upstream"}' }],
		['from a gateway that lost the server', envoy],
		['that is a web page', page],
		['without a body', { status: 503 }],
	])('%s is not sent again, and its effect is unknown', async (_what, response) => {
		const { sent, error } = await run(response, create);
		expect(sent).toHaveLength(1);
		expect(error?.context?.data).toMatchObject({ status: 503, effect: 'unknown' });
		expect(error?.description).toMatch(/check whether the create was carried out/);
	});

	it.each([
		['with Retry-After', { status: 503, headers: { 'retry-after': '0' } }],
		["with Azure's header", { status: 503, headers: { 'x-ms-retry-after-ms': '1' } }],
		['with an OperationOutcome', outcome],
		['with an OperationOutcome as plain JSON', plainOutcome],
	])('%s is the word of the server itself: the create is sent again', async (_what, response) => {
		const result = await run(response, create);
		expect(outputOf(result)).toMatchObject([{ resourceType: 'Patient', id: '7' }]);
		expect(result.sent).toHaveLength(2);
	});

	it.each([
		['an OperationOutcome', outcome],
		['an OperationOutcome as plain JSON', plainOutcome],
	])('with %s that stays is reported as rejected', async (_what, response) => {
		const { error, sent } = await run(response, create, response);
		expect(sent).toHaveLength(3);
		expect(error?.context?.data).toMatchObject({ status: 503, effect: 'rejected' });
	});
});

describe('A3: a 503 of a gateway to what may be repeated', () => {
	it.each([
		['a read', read, { body: { resourceType: 'Patient', id: '1' } }],
		['a conditional create', { ...create, options: { ifNoneExist: 'identifier=http://h|1' } }, created],
		['a create or update by ID', { ...create, operation: 'upsert', resourceId: '7' }, created],
		['a delete', { ...read, operation: 'delete' }, { status: 204 }],
	])('%s is sent again', async (_what, parameters, then) => {
		const { sent, error } = await run(envoy, parameters, then);
		expect(error).toBeUndefined();
		expect(sent).toHaveLength(2);
	});
});
