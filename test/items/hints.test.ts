import { createHintCollector } from '../../nodes/Fhir/items/hints';

const shown = (messages: readonly string[]) => {
	const hints = createHintCollector();
	messages.forEach(hints.add);
	return hints.messages();
};

describe('Hints of an execution', () => {
	it('are shown in the order in which they came', () => {
		expect(shown(['No limit.', 'A new server.'])).toEqual(['No limit.', 'A new server.']);
	});

	it('that are the same are shown once with their number', () => {
		expect(shown(['It existed.', 'Other.', 'It existed.', 'It existed.'])).toEqual(['It existed. (3 times)', 'Other.']);
	});

	it.each([
		['an ID', 'Patient/1 was merged.', 'Patient/b2 was merged.'],
		['a number', 'The page has 7 results.', 'The page has 1,200 results.'],
		['a quoted name', 'The element "nickname" is unknown.', 'The element "last name" is unknown.'],
		['a name in backticks', 'The code `a` is unknown.', 'The code `b c` is unknown.'],
	])('that differ only in %s are one with the number of the others', (_what, first, second) => {
		expect(shown([first, second, second])).toEqual([`${first} (and 2 more like this)`]);
	});

	it('that say different things are 20 at most, and then their number', () => {
		const letters = Array.from({ length: 26 }, (_, index) => `Warning ${String.fromCharCode(97 + index)}.`);
		const all = shown(letters);
		expect(all).toHaveLength(21);
		expect(all[20]).toBe('There were 6 more hints, which are not shown.');
	});
});
