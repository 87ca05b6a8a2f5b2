import { withTimeLimit } from '../../../nodes/Fhir/transport/node/timeLimit';

describe('A time limit for synchronous work', () => {
	it('lets work that ends in time run to its end', () => {
		let done = 0;
		expect(
			withTimeLimit(1_000, () => {
				done++;
			}),
		).toBe(true);
		expect(done).toBe(1);
	});

	it.each([
		[
			'a loop',
			() => {
				for (;;);
			},
		],
		['a regular expression', () => void /(a+)+$/.test(`${'a'.repeat(40)}!`)],
	])('ends %s', (_what, work) => {
		expect(withTimeLimit(50, work)).toBe(false);
	});

	it('throws what the work throws', () => {
		expect(() =>
			withTimeLimit(1_000, () => {
				throw new RangeError('too much');
			}),
		).toThrow(new RangeError('too much'));
	});

	it('may stand within another one', () => {
		let inner: boolean | undefined;
		expect(withTimeLimit(1_000, () => void (inner = withTimeLimit(1_000, () => undefined)))).toBe(true);
		expect(inner).toBe(true);
	});
});
