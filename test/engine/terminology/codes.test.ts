import { example } from '../support/example';
import { outputOf } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';
import { parametersOf, terminology } from './terminologyFixture';

const cholesterol = { system: 'http://loinc.org', code: '1963-8' };

describe('Terminology → Look Up Code', () => {
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

	it('returns name, display, designations and the properties by their code', async () => {
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

	it('sends the version after the bar, the display language and the properties', async () => {
		const { sent } = await scripted([found], {
			...lookup,
			system: 'http://loinc.org|2.70',
			options: { displayLanguage: 'de', properties: 'parent, child' },
		});
		expect(sent[0]?.url).toBe(
			'/fhir/CodeSystem/$lookup?system=http://loinc.org&version=2.70&code=1963-8&displayLanguage=de&property=parent&property=child',
		);
	});

	it('with output Raw returns the Parameters resource unchanged', async () => {
		expect(outputOf(await scripted([found], { ...lookup, options: { output: 'raw' } }))).toEqual([found.body]);
	});

	it('fails for an unknown code and continues with the other items', async () => {
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
		['Code System', 'system'],
		['Code', 'code'],
	])('sends nothing where %s is empty', async (title, name) => {
		const { sent, error } = await scripted([found], { ...lookup, [name]: '={{ $json.none }}' });
		expect(error?.message).toContain(`"${title}" is empty`);
		expect(sent).toHaveLength(0);
	});

	it('fails where the response is not a Parameters resource', async () => {
		const { error } = await scripted([{ body: { resourceType: 'CodeSystem' } }], lookup);
		expect(error?.message).toMatch(/did not return the result/);
	});
});

describe('Terminology → Validate Code', () => {
	const valueSetUrl = 'http://hl7.org/fhir/ValueSet/administrative-gender';
	const validate = {
		...terminology('validateCode'),
		system: 'http://hl7.org/fhir/administrative-gender',
		code: 'female',
		valueSetUrl,
	};
	const valid = parametersOf({ name: 'result', valueBoolean: true }, { name: 'display', valueString: 'Female' });

	it('validates a code against a value set', async () => {
		const result = await scripted([valid], { ...validate, options: { display: 'Female', displayLanguage: 'en' } });
		expect(result.sent[0]).toMatchObject({
			method: 'GET',
			url: `/fhir/ValueSet/$validate-code?url=${valueSetUrl}&system=http://hl7.org/fhir/administrative-gender&code=female&display=Female&displayLanguage=en`,
		});
		expect(outputOf(result)).toEqual([{ result: true, display: 'Female' }]);
	});

	it('returns result: false for an invalid code instead of an error', async () => {
		const invalid = parametersOf(
			{ name: 'result', valueBoolean: false },
			{ name: 'message', valueString: 'The code "woman" is not in the value set' },
		);
		expect(outputOf(await scripted([invalid], { ...validate, code: 'woman' }))).toEqual([
			{ result: false, message: 'The code "woman" is not in the value set' },
		]);
	});

	it('accepts a value set by ID, or sends the value set by POST', async () => {
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

	it('validates a code against a code system', async () => {
		const { sent } = await scripted([valid], {
			...terminology('validateCode'),
			...cholesterol,
			validateAgainst: 'codeSystem',
			system: 'http://loinc.org|2.70',
		});
		expect(sent[0]?.url).toBe('/fhir/CodeSystem/$validate-code?url=http://loinc.org&version=2.70&code=1963-8');
	});

	it('fails where the server does not know the value set', async () => {
		const response = {
			status: 422,
			body: outcome('error', 'not-found', 'A definition for the value set could not be found'),
		};
		const { error } = await scripted([response], validate);
		expect(error?.httpCode).toBe('422');
		expect(error?.message).toMatch('A definition for the value set could not be found');
	});
});

describe('Terminology → Test Subsumption', () => {
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
	])('explains the outcome %s', async (code, meaning) => {
		const result = await scripted([parametersOf({ name: 'outcome', valueCode: code })], subsumes);
		expect(outputOf(result)).toEqual([{ outcome: code, meaning }]);
		expect(result.sent[0]?.url).toBe(
			'/fhir/CodeSystem/$subsumes?system=http://snomed.info/sct&codeA=235856003&codeB=3738000',
		);
	});

	it('fails for an unknown code', async () => {
		const { error } = await scripted(
			[{ status: 404, body: outcome('error', 'not-found', 'Unknown code 1') }],
			subsumes,
		);
		expect(error?.message).toMatch('Unknown code 1');
	});
});
