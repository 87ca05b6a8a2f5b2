import {
	resultParameters,
	lookupResult,
	subsumptionResult,
	translationResult,
} from '../../../nodes/Fhir/rest/terminology/codeResults';
import { conceptsOf } from '../../../nodes/Fhir/rest/terminology/expansion';
import type { Json, Resource } from '../../../nodes/Fhir/rest/model/resource';

const answer = (resource?: Resource) => ({ status: 200, headers: {}, url: 'http://x.example/', resource });
const parameters = (...parameter: Json[]) => answer({ resourceType: 'Parameters', parameter });

describe('the answer to a question about a code', () => {
	it('has to be Parameters', () => {
		expect(() => resultParameters(answer({ resourceType: 'Patient' }))).toThrow(/did not answer with the result/);
		expect(() => resultParameters(answer())).toThrow(/did not answer with the result/);
	});

	it('of $lookup has lists and values whatever a server left out', () => {
		expect(lookupResult(parameters())).toEqual({});
		expect(
			lookupResult(
				parameters(
					{ name: 'designation', part: [] },
					{ name: 'property', part: [] },
					{ name: 'property', part: [{ name: 'code', valueCode: 'a' }] },
					{
						name: 'property',
						part: [
							{ name: 'code', valueCode: 'b' },
							{ name: 'description', valueString: 'B' },
						],
					},
				),
			),
		).toEqual({ designations: [{}], properties: { '': null, a: null, b: 'B' } });
	});

	it('of $translate has a list of matches, also R5 ones and one without a concept', () => {
		const relationship = { name: 'relationship', valueCode: 'not-related-to' };
		const result = parameters({ name: 'result', valueBoolean: false }, { name: 'match', part: [relationship] });
		expect(translationResult(result)).toEqual({ result: false, matches: [{ relationship: 'not-related-to' }] });
		expect(translationResult(parameters({ name: 'match' }))).toEqual({ matches: [{}] });
	});

	it('of $subsumes is given as it is where it means nothing to us', () => {
		expect(subsumptionResult(parameters({ name: 'outcome', valueCode: 'overlaps' }))).toEqual({ outcome: 'overlaps' });
		expect(subsumptionResult(parameters())).toEqual({});
	});
});

describe('the concepts of an expansion', () => {
	it('stand before those that they contain, each with the one above it', () => {
		const contains = [{ code: 'a', contains: [{ display: 'Group', contains: [{ code: 'b' }] }] }, { code: 'c' }];
		expect(conceptsOf({ contains })).toEqual([
			{ code: 'a' },
			{ display: 'Group', parent: 'a' },
			{ code: 'b', parent: 'Group' },
			{ code: 'c' },
		]);
	});

	it.each([undefined, null, 'a', {}, [null, 'a', []]])('are none where a server wrote %j', (contains) => {
		expect(conceptsOf({ contains })).toEqual([]);
	});
});
