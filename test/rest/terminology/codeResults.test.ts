import type { Json, Resource } from '../../../nodes/Fhir/rest/model/resource';
import {
	lookupResult,
	resultParameters,
	subsumptionResult,
	translationResult,
} from '../../../nodes/Fhir/rest/terminology/codeResults';
import { conceptsOf } from '../../../nodes/Fhir/rest/terminology/expansion';
import { noMask } from '../../../nodes/Fhir/support/mask';

const answer = (resource?: Resource) => ({
	status: 200,
	headers: {},
	url: 'http://x.example/',
	mask: noMask,
	resource,
});
const parameters = (...parameter: Json[]) => answer({ resourceType: 'Parameters', parameter });

describe('Results about a code:', () => {
	it('resultParameters rejects a response without Parameters', () => {
		expect(() => resultParameters(answer({ resourceType: 'Patient' }))).toThrow(/did not return the result/);
		expect(() => resultParameters(answer())).toThrow(/did not return the result/);
	});

	it('lookupResult has lists and values even if the server leaves parts out', () => {
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

	it('translationResult has a list of matches, also of R5 and without a concept', () => {
		const relationship = { name: 'relationship', valueCode: 'not-related-to' };
		const result = parameters({ name: 'result', valueBoolean: false }, { name: 'match', part: [relationship] });
		expect(translationResult(result)).toEqual({ result: false, matches: [{ relationship: 'not-related-to' }] });
		expect(translationResult(parameters({ name: 'match' }))).toEqual({ matches: [{}] });
	});

	it('subsumptionResult leaves an unknown outcome unchanged', () => {
		expect(subsumptionResult(parameters({ name: 'outcome', valueCode: 'overlaps' }))).toEqual({ outcome: 'overlaps' });
		expect(subsumptionResult(parameters())).toEqual({});
	});
});

describe('conceptsOf:', () => {
	it('lists concepts before those that they contain, each with its parent', () => {
		const contains = [{ code: 'a', contains: [{ display: 'Group', contains: [{ code: 'b' }] }] }, { code: 'c' }];
		expect(conceptsOf({ contains })).toEqual([
			{ code: 'a' },
			{ display: 'Group', parent: 'a' },
			{ code: 'b', parent: 'Group' },
			{ code: 'c' },
		]);
	});

	it.each([undefined, null, 'a', {}, [null, 'a', []]])('%j gives no concepts', (contains) => {
		expect(conceptsOf({ contains })).toEqual([]);
	});
});
