import { readFileSync } from 'node:fs';
import { functionParameters, refusedFunctions, takes } from '../../../nodes/Fhir/rest/view/functionNames';

/** The functions of the library with the numbers of their parameters, from its source: it has no list of them. */
function libraryFunctions(): Map<string, string> {
	const source = readFileSync(require.resolve('fhirpath'), 'utf8');
	const table = source.slice(source.indexOf('invocationTable = {'), source.indexOf('"|":'));
	const entries = [...table.matchAll(/^ {2}([A-Za-z]+)\s*:\s*\{((?:[^{}]|\{[^{}]*\})*)\}/gm)];
	return new Map(
		entries.map(([, name = '', body = '']) => {
			const least = /variadicArity:\s*\{min: (\d)/.exec(body)?.[1];
			const numbers = [...(/arity:\s*\{([^}]*)\}/.exec(body)?.[1] ?? '0:').matchAll(/(\d):/g)].map(
				([, number]) => number,
			);
			return [name, least === undefined ? numbers.join() : `${least}+`];
		}),
	);
}

describe('The functions of expressions', () => {
	it('are those of the library, with the same numbers of parameters, but for those that are refused', () => {
		const library = libraryFunctions();
		expect(library.size).toBeGreaterThan(100);
		for (const name of refusedFunctions.keys()) library.delete(name);
		const own = new Map(functionParameters);
		own.delete('getResourceKey');
		own.delete('getReferenceKey');
		expect([...own].sort()).toEqual([...library].sort());
	});

	test.each([
		['0', 0, true],
		['0', 1, false],
		['0,1', 1, true],
		['1+', 0, false],
		['1+', 9, true],
	])('take %s parameters: %i is %s', (numbers, count, expected) => {
		expect(takes(numbers, count)).toBe(expected);
	});
});
