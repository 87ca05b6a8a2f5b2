import { outputOf } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';
import { parametersOf, terminology } from './terminologyFixture';

describe('Terminology → Translate Code', () => {
	const translate = {
		...terminology('translate'),
		system: 'http://hl7.org/fhir/composition-status',
		code: 'preliminary',
	};
	const url = 'http://hl7.org/fhir/ConceptMap/sc-composition-status';
	const concept = { system: 'http://hl7.org/fhir/v3/ActStatus', code: 'active', userSelected: false };
	const found = parametersOf(
		{ name: 'result', valueBoolean: true },
		{
			name: 'match',
			part: [
				{ name: 'equivalence', valueCode: 'equivalent' },
				{ name: 'concept', valueCoding: concept },
				{ name: 'source', valueUri: url },
			],
		},
	);

	it('returns each match with its code and equivalence', async () => {
		const result = await scripted([found], translate);
		expect(result.sent[0]).toMatchObject({
			method: 'GET',
			url: '/fhir/ConceptMap/$translate?system=http://hl7.org/fhir/composition-status&code=preliminary',
		});
		expect(outputOf(result)).toEqual([
			{ result: true, matches: [{ equivalence: 'equivalent', ...concept, source: url }] },
		]);
	});

	it('returns result: false where nothing matches instead of an error', async () => {
		const none = parametersOf(
			{ name: 'result', valueBoolean: false },
			{ name: 'message', valueString: 'No mapping for preliminary' },
		);
		expect(outputOf(await scripted([none], translate))).toEqual([
			{ result: false, message: 'No mapping for preliminary', matches: [] },
		]);
	});

	it('accepts a concept map by URL and version, or by ID', async () => {
		const byUrl = await scripted([found], { ...translate, conceptMapBy: 'url', conceptMapUrl: `${url}|4.0.1` });
		expect(byUrl.sent[0]?.url).toMatch(`/fhir/ConceptMap/$translate?url=${url}&conceptMapVersion=4.0.1&system=`);
		const byId = await scripted([found], { ...translate, conceptMapBy: 'id', conceptMapId: 'sc-composition-status' });
		expect(byId.sent[0]?.url).toMatch('/fhir/ConceptMap/sc-composition-status/$translate?system=');
	});

	const options = {
		reverse: true,
		sourceValueSet: 'http://s.example/vs',
		targetValueSet: 'http://t.example/vs',
		targetSystem: 'http://t.example/cs',
	};

	it('uses the parameter names of R4, or of R5 where the option FHIR Version says so', async () => {
		const r4 = await scripted([found], { ...translate, options });
		expect(r4.sent[0]?.url).toMatch(
			/code=preliminary&source=http:\/\/s.example\/vs&target=http:\/\/t.example\/vs&targetsystem=http:\/\/t.example\/cs&reverse=true$/,
		);
		const r5 = await scripted([found], { ...translate, options: { ...options, fhirVersion: '5.0' } });
		expect(r5.sent[0]?.url).toMatch(
			/targetCode=preliminary&sourceScope=http:\/\/s.example\/vs&targetScope=http:\/\/t.example\/vs&targetSystem=http:\/\/t.example\/cs$/,
		);
	});

	it('fails where the server does not have the concept map', async () => {
		const { error } = await scripted(
			[{ status: 404, body: outcome('error', 'not-found', 'Unknown ConceptMap') }],
			translate,
		);
		expect(error?.httpCode).toBe('404');
		expect(error?.message).toMatch('Unknown ConceptMap');
	});
});
