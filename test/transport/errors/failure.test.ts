import { Failure, inputFailure, type FailureKind, type Effect } from '../../../nodes/Fhir/transport/errors/failure';

describe('Failure:', () => {
	test.each<[FailureKind, Effect]>([
		['input', 'notSent'],
		['policy', 'notSent'],
		['authorization', 'notSent'],
		['tls', 'notSent'],
		['http', 'rejected'],
		['network', 'unknown'],
		['timeout', 'unknown'],
		['cancelled', 'unknown'],
		['response', 'unknown'],
	])('by default, kind %s has the effect %s', (kind, effect) => {
		expect(new Failure({ kind, message: 'It broke' }).effect).toBe(effect);
		expect(new Failure({ kind, message: 'It broke', effect: 'applied' }).effect).toBe('applied');
	});

	it('details default to an empty object', () => {
		expect(new Failure({ kind: 'response', message: 'It broke' }).details).toEqual({});
		expect(inputFailure('Not a number', 'Enter one.', { field: 'count' }).details).toEqual({ field: 'count' });
	});

	it('`with` changes some fields, keeps the others, and sets the original as the cause', () => {
		const fields = {
			kind: 'http',
			advice: 'Wait.',
			code: 'busy',
			status: 503,
			effect: 'applied',
			details: { n: 1 },
		} as const;
		const first = new Failure({ ...fields, message: 'Busy' });
		const second = first.with({ message: 'Still busy' });
		expect(second).toBeInstanceOf(Failure);
		expect(second).toMatchObject({ ...fields, message: 'Still busy' });
		expect(second.cause).toBe(first);
		expect(first.with({ advice: undefined }).advice).toBeUndefined();
	});
});
