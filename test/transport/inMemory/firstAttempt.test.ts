import type { HttpRequest } from '../../../nodes/Fhir/transport/http';
import { type Responder, memoryWire, clientOver } from './memoryWire';

const read: HttpRequest = { method: 'GET', url: 'https://fhir.example/r4/Patient/1' };

/** A login with these values, one after another; functions are called for theirs. */
function login(...values: Array<string | undefined | (() => never)>) {
	let next = 0;
	return {
		header: jest.fn((): string | undefined => {
			const value = values[Math.min(next++, values.length - 1)];
			return typeof value === 'function' ? value() : value;
		}),
		accepted: jest.fn(),
		rejected: jest.fn(() => true),
	};
}

const fail = (): never => {
	throw new Error('not allowed');
};

const ok: Responder = () => ({ body: '{}' });
const unauthorized: Responder = () => ({ status: 401 });

describe('The first attempt: the login', () => {
	test.each([true, false])('is asked once, and told of its success once (whole body: %s)', async (whole) => {
		const authorization = login('Bearer only');
		await clientOver(memoryWire(ok), { authorization }).send({ ...read, whole });
		expect(authorization.header).toHaveBeenCalledTimes(1);
		expect(authorization.accepted.mock.calls).toEqual([['Bearer only']]);
	});

	test('is not told of a success with the token that replaced a refused one', async () => {
		const authorization = login('Bearer old', 'Bearer new');
		const wire = memoryWire((_request, index) => ({ status: index === 0 ? 401 : 200 }));
		expect((await clientOver(wire, { authorization }).send(read)).status).toBe(200);
		expect(authorization.accepted).not.toHaveBeenCalled();
	});

	test('that has no value is not asked for another one that was never sent', async () => {
		const authorization = login(undefined, 'Bearer late');
		const wire = memoryWire(unauthorized);
		expect((await clientOver(wire, { authorization }).send(read)).status).toBe(401);
		expect(authorization.header).toHaveBeenCalledTimes(1);
		expect(authorization.rejected).not.toHaveBeenCalled();
		expect(wire.requests).toHaveLength(1);
	});

	test('that fails at once fails the request', async () => {
		const authorization = login(fail, 'Bearer late');
		const wire = memoryWire(ok);
		await expect(clientOver(wire, { authorization }).send(read)).rejects.toThrow('not allowed');
		expect(authorization.header).toHaveBeenCalledTimes(1);
		expect(wire.requests).toHaveLength(0);
	});
});

describe('The first attempt: a network policy', () => {
	test.each<[string, () => void | Promise<void>]>([
		['at once', fail],
		['later', async () => await Promise.reject(new Error('not allowed'))],
	])('that refuses the address %s is asked once, and nothing is sent', async (_title, refuse) => {
		const check = jest.fn<void | Promise<void>, [string]>().mockImplementationOnce(refuse);
		const wire = memoryWire(ok);
		await expect(clientOver(wire, { network: { check } }).send(read)).rejects.toThrow();
		expect(check).toHaveBeenCalledTimes(1);
		expect(wire.requests).toHaveLength(0);
	});
});

describe('The first attempt: time', () => {
	test('that it took counts for the budget of the retries', async () => {
		let now = 0;
		const wire = memoryWire(() => {
			now += 59_500;
			return { status: 503, headers: { 'retry-after': '2' } };
		});
		const runtime = {
			now: () => now,
			sleep: async () => undefined,
			nextTick: async () => undefined,
			random: () => 0.5,
			log: () => undefined,
		};
		expect((await clientOver(wire, { runtime }).send(read)).status).toBe(503);
		expect(wire.requests).toHaveLength(1);
	});
});
