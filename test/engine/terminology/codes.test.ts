import { example } from '../support/example';
import { outputOf } from '../support/fixtures';
import { outcome, scripted, type Answer } from '../support/scripted';

const terminology = (operation: string) => ({ resource: 'terminology', operation });
const parametersOf = (...parameter: object[]): Answer => ({ body: { resourceType: 'Parameters', parameter } });
const cholesterol = { system: 'http://loinc.org', code: '1963-8' };

describe('Look Up Code', () => {
	const lookup = { ...terminology('lookup'), ...cholesterol };
	const found = parametersOf(
		{ name: 'name', valueString: 'LOINC' },
		{ name: 'version', valueString: '2.48' },
		{ name: 'display', valueString: 'Bicarbonate [Moles/volume] in Serum' },
		{ name: 'designation', part: [{ name: 'value', valueString: 'Bicarbonate [Moles/volume] in Serum' }] },
		{
			name: 'property',
			part: [
				{ name: 'code', valueCode: 'parent' },
				{ name: 'value', valueCode: 'LP1' },
			],
		},
		{
			name: 'property',
			part: [
				{ name: 'code', valueCode: 'parent' },
				{ name: 'value', valueCode: 'LP2' },
			],
		},
		{
			name: 'property',
			part: [
				{ name: 'code', valueCode: 'inactive' },
				{ name: 'value', valueBoolean: false },
			],
		},
		{
			name: 'property',
			part: [
				{ name: 'code', valueCode: 'attributes' },
				{
					name: 'subproperty',
					part: [
						{ name: 'code', valueCode: 'scale' },
						{ name: 'value', valueCoding: { code: 'Qn' } },
					],
				},
			],
		},
	);

	it('gives name, display, designations, and properties by their code', async () => {
		const result = await scripted([found], lookup);
		expect(result.sent[0]).toMatchObject({
			method: 'GET',
			url: '/fhir/CodeSystem/$lookup?system=http://loinc.org&code=1963-8',
		});
		expect(outputOf(result)).toEqual([
			{
				name: 'LOINC',
				version: '2.48',
				display: 'Bicarbonate [Moles/volume] in Serum',
				designations: [{ value: 'Bicarbonate [Moles/volume] in Serum' }],
				properties: { parent: ['LP1', 'LP2'], inactive: false, attributes: { scale: { code: 'Qn' } } },
			},
		]);
	});

	it('sends a version from behind the bar, language and properties', async () => {
		const { sent } = await scripted([found], {
			...lookup,
			system: 'http://loinc.org|2.70',
			options: { displayLanguage: 'de', properties: 'parent, child' },
		});
		expect(sent[0]?.url).toBe(
			'/fhir/CodeSystem/$lookup?system=http://loinc.org&version=2.70&code=1963-8&displayLanguage=de&property=parent&property=child',
		);
	});

	it('gives the Parameters as they came where that is asked for', async () => {
		expect(outputOf(await scripted([found], { ...lookup, options: { output: 'raw' } }))).toEqual([found.body]);
	});

	it('fails for a code that there is none of, and goes on with the others', async () => {
		const { output, errors } = await scripted(
			(request) =>
				request.url?.endsWith('code=no-such')
					? { status: 404, body: outcome('error', 'not-found', 'Unable to find code no-such in LOINC') }
					: found,
			{ ...lookup, code: '={{ $json.code }}' },
			{ input: [{ code: 'no-such' }, { code: '1963-8' }], onError: 'continueErrorOutput' },
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(errors).toMatchObject([
			{
				pairedItem: { item: 0 },
				json: { error: expect.stringMatching(/Unable to find code/), details: { status: 404 } },
			},
		]);
	});

	it.each([
		['system', 'Code System'],
		['code', 'Code'],
	])('sends nothing where %s is empty', async (name, title) => {
		const { sent, error } = await scripted([found], { ...lookup, [name]: '={{ $json.none }}' });
		expect(error?.message).toContain(`"${title}" is empty`);
		expect(sent).toHaveLength(0);
	});

	it('says so where the answer is something else', async () => {
		const { error } = await scripted([{ body: { resourceType: 'CodeSystem' } }], lookup);
		expect(error?.message).toMatch(/did not answer with the result/);
	});
});

describe('Validate Code', () => {
	const valueSetUrl = 'http://hl7.org/fhir/ValueSet/administrative-gender';
	const validate = {
		...terminology('validateCode'),
		system: 'http://hl7.org/fhir/administrative-gender',
		code: 'female',
		valueSetUrl,
	};
	const valid = parametersOf({ name: 'result', valueBoolean: true }, { name: 'display', valueString: 'Female' });

	it('asks whether a code is in a value set', async () => {
		const result = await scripted([valid], { ...validate, options: { display: 'Female', displayLanguage: 'en' } });
		expect(result.sent[0]).toMatchObject({
			method: 'GET',
			url: `/fhir/ValueSet/$validate-code?url=${valueSetUrl}&system=http://hl7.org/fhir/administrative-gender&code=female&display=Female&displayLanguage=en`,
		});
		expect(outputOf(result)).toEqual([{ result: true, display: 'Female' }]);
	});

	it('gives a code that is not valid as an answer, and no error', async () => {
		const invalid = parametersOf(
			{ name: 'result', valueBoolean: false },
			{ name: 'message', valueString: 'The code "woman" is not in the value set' },
		);
		expect(outputOf(await scripted([invalid], { ...validate, code: 'woman' }))).toEqual([
			{ result: false, message: 'The code "woman" is not in the value set' },
		]);
	});

	it('takes a value set by ID, or sends it along by POST', async () => {
		const byId = await scripted([valid], { ...validate, valueSetBy: 'id', valueSetId: 'administrative-gender' });
		expect(byId.sent[0]?.url).toMatch('/fhir/ValueSet/administrative-gender/$validate-code?system=');
		const valueSet = example('ValueSet-administrative-gender');
		const inline = await scripted([valid], { ...validate, valueSetBy: 'json' }, { input: [valueSet] });
		expect(inline.sent[0]).toMatchObject({ method: 'POST', url: '/fhir/ValueSet/$validate-code' });
		expect(JSON.parse(inline.sent[0]?.body ?? '')).toEqual({
			resourceType: 'Parameters',
			parameter: [
				{ name: 'valueSet', resource: valueSet },
				{ name: 'system', valueUri: 'http://hl7.org/fhir/administrative-gender' },
				{ name: 'code', valueCode: 'female' },
			],
		});
	});

	it('asks whether a code system has a code', async () => {
		const { sent } = await scripted([valid], {
			...terminology('validateCode'),
			...cholesterol,
			validateAgainst: 'codeSystem',
			system: 'http://loinc.org|2.70',
		});
		expect(sent[0]?.url).toBe('/fhir/CodeSystem/$validate-code?url=http://loinc.org&version=2.70&code=1963-8');
	});

	it('fails where the server does not know the value set', async () => {
		const answer = {
			status: 422,
			body: outcome('error', 'not-found', 'A definition for the value set could not be found'),
		};
		const { error } = await scripted([answer], validate);
		expect(error?.httpCode).toBe('422');
		expect(error?.message).toMatch('A definition for the value set could not be found');
	});
});

describe('Test Subsumption', () => {
	const subsumes = {
		...terminology('subsumes'),
		system: 'http://snomed.info/sct',
		codeA: '235856003',
		codeB: '3738000',
	};

	it.each([
		['equivalent', 'Both codes mean the same'],
		['subsumes', 'Code A includes code B'],
		['subsumed-by', 'Code A is included in code B'],
		['not-subsumed', 'Neither code includes the other'],
	])('says what %s means', async (code, meaning) => {
		const result = await scripted([parametersOf({ name: 'outcome', valueCode: code })], subsumes);
		expect(outputOf(result)).toEqual([{ outcome: code, meaning }]);
		expect(result.sent[0]?.url).toBe(
			'/fhir/CodeSystem/$subsumes?system=http://snomed.info/sct&codeA=235856003&codeB=3738000',
		);
	});

	it('fails for a code that there is none of', async () => {
		const { error } = await scripted(
			[{ status: 404, body: outcome('error', 'not-found', 'Unknown code 1') }],
			subsumes,
		);
		expect(error?.message).toMatch('Unknown code 1');
	});
});
