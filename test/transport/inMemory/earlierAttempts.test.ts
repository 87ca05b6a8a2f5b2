import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpRequest } from '../../../nodes/Fhir/transport/http';
import { WireError } from '../../../nodes/Fhir/transport/wire';
import { failureOf } from '../../helpers/async';
import { clientOver, type MemoryResponse, memoryWire } from './memoryWire';

const url = 'https://fhir.example/r4/Patient/1';
const remove: HttpRequest = { method: 'DELETE', url, repeatable: true };
const create: HttpRequest = { method: 'POST', url: 'https://fhir.example/r4/Patient', body: '{}' };
const reset = new WireError({ code: 'ECONNRESET', sent: true });
const unreachable = new WireError({ code: 'ECONNREFUSED' });

/** Responds in this order, the last one for good. */
const inOrder = (...responses: Array<MemoryResponse | WireError>) =>
	memoryWire((_request, index) => responses[Math.min(index, responses.length - 1)] ?? {});

describe('A response after other attempts', () => {
	test.each<[string, MemoryResponse | WireError, 'open' | undefined]>([
		['whose response was lost', reset, 'open'],
		['that a gateway failed', { status: 502 }, 'open'],
		['that a gateway failed with 503', { status: 503 }, 'open'],
		['that got no connection', unreachable, undefined],
		['that was refused with 429', { status: 429 }, undefined],
		['that was refused with 503 and Retry-After', { status: 503, headers: { 'retry-after': '1' } }, undefined],
	])('%s says whether one of them is open', async (_what, first, earlierAttempt) => {
		const response = await clientOver(inOrder(first, { status: 404, body: 'x' })).send(remove);
		expect(response).toMatchObject({ status: 404 });
		expect(response.earlierAttempt).toBe(earlierAttempt);
		expect(await response.text()).toBe('x');
	});

	test('says so after further attempts, and after a redirect', async () => {
		const wire = inOrder(reset, { status: 429 }, { status: 307, headers: { location: '/r4/x' } }, { status: 404 });
		expect((await clientOver(wire).send(remove)).earlierAttempt).toBe('open');
		expect(wire.requests).toHaveLength(4);
	});

	test('that is a failure is of unknown effect, although it was not sent', async () => {
		expect(await failureOf(clientOver(inOrder(reset, unreachable)).send(remove))).toMatchObject({ effect: 'unknown' });
		expect(await failureOf(clientOver(inOrder(unreachable)).send(remove))).toMatchObject({ effect: 'notSent' });
		const read = { ...remove, method: 'GET' } as const;
		expect(await failureOf(clientOver(inOrder(reset, unreachable)).send(read))).toMatchObject({ effect: 'notSent' });
	});
});

describe('What the caller says of an error response', () => {
	const says = (temporary: boolean | undefined): HttpRequest['isTemporary'] => {
		return async (response) => ((await response.text()) === 'busy' ? temporary : undefined);
	};

	test.each<[string, MemoryResponse, boolean | undefined, number]>([
		['nothing: a 409 is final', { status: 409, body: 'busy' }, undefined, 1],
		['temporary: any request is sent again', { status: 409, body: 'busy' }, true, 2],
		['of another body does not count', { status: 409, body: 'other' }, true, 1],
		['final: a 429 is not sent again', { status: 429, body: 'busy' }, false, 1],
		['nothing: a 429 is sent again', { status: 429, body: 'busy' }, undefined, 2],
		['of a success is not asked', { status: 200, body: 'busy' }, true, 1],
	])('%s', async (_what, first, temporary, count) => {
		const wire = inOrder(first, { status: 201 });
		const response = await clientOver(wire).send({ ...create, isTemporary: says(temporary) });
		expect(wire.requests).toHaveLength(count);
		expect(response.earlierAttempt).toBeUndefined();
		// The body can still be read, in any way.
		if (count === 1) expect(await response.text()).toBe(first.body);
	});

	test('makes an attempt that a gateway may have lost one that did nothing', async () => {
		const busy = { status: 503, body: 'busy' };
		const response = await clientOver(inOrder(busy, { status: 404 })).send({ ...remove, isTemporary: says(true) });
		expect(response.earlierAttempt).toBeUndefined();
	});

	test('is not asked where there are no retries left', async () => {
		const isTemporary = jest.fn(async () => true);
		const retry = { retries: 0, budget: 1_000 };
		await clientOver(inOrder({ status: 409 }), { retry }).send({ ...create, isTemporary });
		expect(isTemporary).not.toHaveBeenCalled();
	});

	test('leaves a body that breaks off one that breaks off', async () => {
		const breaksOff = new WireError({ code: 'BODY_INCOMPLETE', sent: true, status: 409 });
		const isTemporary: HttpRequest['isTemporary'] = async (response) =>
			await response.text().then(
				() => true,
				() => undefined,
			);
		const response = await clientOver(inOrder({ status: 409, breaksOff })).send({ ...create, isTemporary });
		await expect(response.bytes()).rejects.toBeInstanceOf(Failure);
	});
});

describe('A 503 whose body breaks off', () => {
	test.each([
		[{ 'retry-after': '3600' }, 'rejected'],
		[{}, 'unknown'],
	])('with the headers %j has the effect %s', async (headers, effect) => {
		const breaksOff = new WireError({ code: 'BODY_INCOMPLETE', sent: true, status: 503 });
		const retry = { retries: 0, budget: 1_000 };
		const client = clientOver(inOrder({ status: 503, headers, breaksOff }), { retry });
		expect(await failureOf(client.send({ ...remove, whole: true }))).toMatchObject({ status: 503, effect });
	});
});
