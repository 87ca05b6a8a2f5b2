import { type } from '../support/fixtures';
import { scripted } from '../support/scripted';
import { ada, automatic, create, created, defined, row } from './fieldsFixture';

describe('Resource → Create with Fields', () => {
	it('registers a patient from {first, last, dob, email, mrn}, mapped by hand', async () => {
		const value = {
			'name[0].given[0]': '={{ $json.first }}',
			'name[0].family': '={{ $json.last }}',
			birthDate: '={{ $json.dob }}',
			'telecom[email].value': '={{ $json.email.toLowerCase() }}',
			'identifier[MR].value': '={{ $json.mrn }}',
			'address[0].city': null,
		};
		const { body, error } = await create({ ...defined(value), identifierSystem: 'http://hospital.example/mrn' }, [row]);
		expect(error).toBeUndefined();
		expect(body).toEqual(ada);
	});

	it('registers the same patient from columns, mapped automatically, once only', async () => {
		const parameters = { ...automatic, identifierSystem: 'http://hospital.example/mrn', onlyOnce: true };
		const { body, sent, hints } = await create(parameters, [row]);
		expect(body).toEqual(ada);
		expect(sent[0]?.headers['if-none-exist']).toBe('identifier=http://hospital.example/mrn%7C9001');
		expect(hints).toEqual([]);
	});

	it('takes columns by the title and by the ID of a field, and says which it left out', async () => {
		const names = { 'Last Name': 'Lee', 'name[0].given[1]': 'B', birth_date: '1970', language: 'Thai' };
		const { body, hints } = await create(automatic, [{ id: 3, ...names, ward: '3b', shoe: null }]);
		expect(body).toEqual({
			resourceType: 'Patient',
			name: [{ family: 'Lee', given: ['B'] }],
			birthDate: '1970',
			communication: [{ language: { text: 'Thai' } }],
		});
		expect(hints).toEqual(['Columns that are not fields of Patient were left out: "ward".']);
	});

	it.each([
		['birthDate', '03/04/1970', '"Birth Date" can be read in two ways: day or month first'],
		['birthDate', '27388', '"Birth Date" is not a date that can be read'],
		['gender', 'weiblich', '"Gender" has a value that FHIR does not allow there'],
		['generalPractitioner[0].reference', '12', '"General Practitioner" is not a reference'],
		['active', 'perhaps', '"Active" is neither yes nor no'],
		['name[0].family', ['Lee'], '"Last Name" is a list, not a text'],
		['nickname', 'Lee', '"Fields" has a field that Patient does not have: nickname'],
	])('refuses, before anything is sent, a value that is not clear: %s %j', async (id, typed, message) => {
		const { sent, error } = await create(defined({ [id]: '={{ $json.x }}' }), [{ x: typed }]);
		expect(error?.message).toBe(message);
		expect(sent).toEqual([]);
	});

	it('refuses two values of one field, two kinds of one value, and no value at all', async () => {
		const messageOf = async (...args: Parameters<typeof create>) => (await create(...args)).error?.message;
		expect(await messageOf(automatic, [{ last: 'Lee', surname: 'Li' }])).toBe('"Last Name" is filled in twice');
		const both = defined({ deceasedBoolean: 'true', deceasedDateTime: '2020-01-01' });
		expect(await messageOf(both)).toBe(
			'"Deceased" and "Date of Death" are both filled in, but only one of them may be',
		);
		expect(await messageOf(defined({ birthDate: ' ' }))).toBe('"Fields" has no values');
		expect(await messageOf(automatic, [{ resourceType: 'Patient', contact: [] }])).toBe(
			'No column of the item is a field of Patient',
		);
	});

	it('refuses Create Only Once without a system, and beside another condition', async () => {
		const parameters = { ...defined({ 'identifier[MR].value': '9001' }), onlyOnce: true };
		expect((await create(parameters)).error?.message).toBe(
			'"Create Only Once" needs an identifier with a system and a value, but the resource has none',
		);
		const options = { ifNoneExist: 'identifier=a|b' };
		expect((await create({ ...parameters, identifierSystem: 'urn:x', options })).error?.message).toMatch(
			'two conditions',
		);
	});

	it('gives Identifier System to the number of the hospital only, and looks for that', async () => {
		const value = { 'identifier[SS].value': '1', 'identifier[0].value': '2', 'identifier[MR].value': '3' };
		const { body, sent, hints } = await create({ ...defined(value), identifierSystem: 'urn:mrn', onlyOnce: true });
		const numbers = (body?.identifier as Array<{ value: string; system?: string }>).map((one) => [
			one.value,
			one.system,
		]);
		expect(numbers.sort()).toEqual([
			['1', 'http://hl7.org/fhir/sid/us-ssn'],
			['2', undefined],
			['3', 'urn:mrn'],
		]);
		expect(sent[0]?.headers['if-none-exist']).toBe('identifier=urn:mrn%7C3');
		expect(hints).toEqual([expect.stringMatching(/^Identifiers were sent without a system/)]);
	});

	it('says that a number without a system is nobody’s', async () => {
		const { hints } = await create(defined({ 'identifier[MR].value': '9001' }));
		expect(hints).toEqual([expect.stringMatching(/^Identifiers were sent without a system/)]);
	});

	it('fills in the systems that FHIR itself has, keeps decimals as typed, and takes times in the time zone of the workflow', async () => {
		const value = {
			status: 'Final',
			'category[0].coding[0].code': 'laboratory',
			'code.coding[0].code': '718-7',
			'code.coding[0].system': 'http://loinc.org',
			effectiveDateTime: '2026-03-01 08:30',
			'valueQuantity.value': '={{ $json.value }}',
			'valueQuantity.unit': 'g/dL',
			'valueQuantity.code': 'g/dL',
		};
		const { sent, hints } = await create(defined(value), [{ value: '7.20' }], 'Observation');
		expect(sent[0]?.body).toMatch(/"value":7\.20,/);
		expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
			resourceType: 'Observation',
			status: 'final',
			category: [
				{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
			],
			code: { coding: [{ code: '718-7', system: 'http://loinc.org' }] },
			effectiveDateTime: expect.stringMatching(/^2026-03-01T08:30:00[+-]\d\d:\d\d$/),
			valueQuantity: { value: 7.2, unit: 'g/dL', system: 'http://unitsofmeasure.org', code: 'g/dL' },
		});
		expect(hints).toEqual([expect.stringMatching(/^Times without a time zone were taken as times in /)]);
	});

	it('makes a resource for each item, and fails only for those whose values are not clear', async () => {
		const parameters = { operation: 'create', resourceType: type('Patient'), specifyBody: 'fields', ...automatic };
		const input = [{ last: 'A' }, { last: 'B', dob: 'soon' }, { last: 'C' }];
		const { sent, ...result } = await scripted([created], parameters, { input, onError: 'continueErrorOutput' });
		expect(sent.map(({ body }) => (JSON.parse(body) as { name: unknown }).name).sort()).toEqual([
			[{ family: 'A' }],
			[{ family: 'C' }],
		]);
		expect(result.errors.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['"Birth Date" is not a date that can be read', { item: 1 }],
		]);
	});

	it('sends JSON where the field Specify Body was never saved', async () => {
		const body = { resourceType: 'Patient', active: true };
		const parameters = { operation: 'create', resourceType: type('Patient'), body, ...automatic };
		const { sent } = await scripted([created], parameters);
		expect(JSON.parse(sent[0]?.body ?? '')).toEqual(body);
	});

	it('has the fields of R5 too', async () => {
		const { body } = await create(
			defined({ 'actualPeriod.start': '2026-03-01', status: 'completed' }),
			[{}],
			'Encounter',
		);
		expect(body).toEqual({ resourceType: 'Encounter', actualPeriod: { start: '2026-03-01' }, status: 'completed' });
	});
});
