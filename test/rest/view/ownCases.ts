import type { CaseFile } from '../../tools/sqlOnFhir/cases';

/** A view of one resource type with these selects. */
const view = (resource: string, ...select: object[]) => ({ resource, select });
const column = (name: string, path: string, more: object = {}) => ({ name, path, ...more });
const columns = (...column: object[]) => ({ column });

/** Cases of our own, in the format of the official ones: what those leave open, or have for one type only. */
export const ownCases: CaseFile = {
	title: 'own cases',
	resources: [
		{
			resourceType: 'Patient',
			id: 'a',
			active: true,
			birthDate: '1980-02-29',
			_birthDate: { extension: [{ url: 'urn:time', valueTime: '08:30:00' }] },
			multipleBirthInteger: 2,
			name: [{ family: 'Ö', given: ['Ali', 'Ali'] }, { text: 'Nick' }],
			managingOrganization: { reference: 'https://other.example/fhir/Organization/o1/_history/3' },
			generalPractitioner: [{ reference: '#inside' }, { reference: 'urn:uuid:1' }, { reference: 'Practitioner/dr' }],
		},
		{ resourceType: 'Patient', id: 'b', deceasedBoolean: false },
		{
			resourceType: 'Practitioner',
			id: 'p',
			name: [{ given: [null, 'B'], _given: [{ extension: [{ url: 'urn:no' }] }, null] }],
		},
		{
			resourceType: 'Observation',
			id: 'o',
			subject: { reference: 'Patient/a' },
			valueQuantity: { value: 0.1, unit: 'mg' },
			component: [{ valueInteger: 1 }, { valueString: 'x' }, {}],
		},
	],
	tests: [
		{
			title: 'the first value of a list counts by its place, also where it has only extensions',
			view: view(
				'Practitioner',
				columns(column('first', 'name.given.first()'), column('all', 'name.given', { collection: true })),
			),
			expect: [{ first: null, all: ['B'] }],
		},
		{
			title: 'a plain path goes on below a value to its extensions',
			view: view(
				'Patient',
				columns(column('url', 'birthDate.extension.url'), column('time', 'birthDate.extension.value.ofType(time)')),
			),
			expect: [
				{ url: 'urn:time', time: '08:30:00' },
				{ url: null, time: null },
			],
		},
		{
			title: 'a key of a versioned reference to another server is the ID',
			view: view('Patient', columns(column('organization', 'managingOrganization.getReferenceKey(Organization)'))),
			expect: [{ organization: 'o1' }, { organization: null }],
		},
		{
			title: 'a fragment and a URN have no key',
			view: view('Patient', columns(column('doctors', 'generalPractitioner.getReferenceKey()', { collection: true }))),
			expect: [{ doctors: ['dr'] }, { doctors: [] }],
		},
		{
			title: 'false is a value, and nothing is null',
			view: view('Patient', columns(column('dead', 'deceased.ofType(boolean)', { type: 'boolean' }))),
			expect: [{ dead: null }, { dead: false }],
		},
		{
			title: 'an extension of a primitive element',
			view: view('Patient', columns(column('time', "birthDate.extension('urn:time').value.ofType(time)"))),
			expect: [{ time: '08:30:00' }, { time: null }],
		},
		{
			title: 'equal values of a list stay two values',
			view: view('Patient', columns(column('given', 'name.given', { collection: true }))),
			expect: [{ given: ['Ali', 'Ali'] }, { given: [] }],
		},
		{
			title: 'a choice of types by its name without the type',
			view: view('Observation', {
				forEach: 'component',
				column: [column('number', 'value.ofType(integer)'), column('text', 'value.ofType(string)')],
			}),
			expect: [
				{ number: 1, text: null },
				{ number: null, text: 'x' },
				{ number: null, text: null },
			],
		},
		{
			title: 'decimals are calculated with exactly',
			view: view('Observation', columns(column('sum', 'value.ofType(Quantity).value + 0.2'))),
			expect: [{ sum: 0.3 }],
		},
		{
			title: 'two selects that make rows give each combination',
			view: view(
				'Patient',
				{ forEach: 'name', column: [column('a', '%rowIndex')] },
				{ forEach: 'name', column: [column('b', '%rowIndex')] },
			),
			expect: [
				{ a: 0, b: 0 },
				{ a: 0, b: 1 },
				{ a: 1, b: 0 },
				{ a: 1, b: 1 },
			],
		},
		{
			title: '%resource is the resource within a forEach',
			view: view('Patient', { forEach: 'name', column: [column('id', '%resource.id'), column('text', 'text')] }),
			expect: [
				{ id: 'a', text: null },
				{ id: 'a', text: 'Nick' },
			],
		},
		{
			title: 'an element as a whole keeps its parts',
			view: view('Observation', columns(column('quantity', 'value.ofType(Quantity)'))),
			expect: [{ quantity: { value: 0.1, unit: 'mg' } }],
		},
		{
			title: 'a number in a column of texts is a text',
			view: view('Patient', columns(column('birth', 'multipleBirth.ofType(integer)', { type: 'string' }))),
			expect: [{ birth: '2' }, { birth: null }],
		},
		{
			title: 'a text in a column of numbers is an error',
			view: view('Patient', columns(column('birth', 'birthDate', { type: 'integer' }))),
			expectError: true,
		},
		{
			title: 'a constant with two values is an error',
			view: {
				...view('Patient', columns(column('id', 'id'))),
				constant: [{ name: 'a', valueString: 'x', valueCode: 'y' }],
			},
			expectError: true,
		},
		{
			title: 'a repeat that runs in a circle is an error',
			view: view('Patient', { repeat: ['$this'], column: [column('id', 'id')] }),
			expectError: true,
		},
		{
			title: 'forEach and repeat in one select are an error',
			view: view('Patient', { forEach: 'name', repeat: ['name'], column: [column('id', 'id')] }),
			expectError: true,
		},
		{ title: 'a column without a name is an error', view: view('Patient', columns({ path: 'id' })), expectError: true },
		{
			title: 'a constant named __proto__ is an error',
			view: { ...view('Patient', columns(column('id', 'id'))), constant: [{ name: '__proto__', valueString: 'x' }] },
			expectError: true,
		},
	],
};
