import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const patient = { resourceType: 'Patient', id: '7' };
const stored = [{ status: 201, headers: { location: 'Patient/7/_history/1' } }];

/** Each write whose body is the input item, as the form has it when it is new. */
const writes: Array<[operation: string, parameters: IDataObject]> = [
	['Resource → Create', { operation: 'create', resourceType: type('Patient') }],
	['Resource → Replace', { operation: 'update', resourceType: type('Patient'), resourceId: '7' }],
	['Resource → Create or Update', { operation: 'upsert', resourceType: type('Patient'), resourceId: '7' }],
];

const write = async (parameters: IDataObject, body: unknown, responses: Parameters<typeof scripted>[0] = stored) =>
	await scripted(responses, parameters, { input: [body as IDataObject] });

describe.each(writes)('G47: %s', (_operation, parameters) => {
	it.each([
		['a row of a table', { first: 'Ann', last: 'Lee', dob: '1970-01-01', mrn: '1' }, ['first', 'last', 'dob', 'mrn']],
		['a few fields', { mrn: '1', phone: '555', patientId: '7' }, ['mrn', 'phone', 'patientId']],
		['one member more', { ...patient, nickname: 'Annie' }, ['nickname']],
		['members below the top', { ...patient, contact: [{ name: { last: 'Lee' } }] }, ['contact[0].name.last']],
		[
			'a member of a contained resource',
			{ ...patient, contained: [{ resourceType: 'Organization', town: 'X' }] },
			['contained[0].town'],
		],
		['a member of an extension', { ...patient, extension: [{ url: 'http://h', value: 'x' }] }, ['extension[0].value']],
		['a member of another resource type', { ...patient, valueQuantity: { value: 1 } }, ['valueQuantity']],
		['a choice without its type', { ...patient, deceased: true }, ['deceased']],
	])('refuses %s, and names what is unknown', async (_what, body, names) => {
		const { error, sent } = await write(parameters, body);
		for (const name of names) expect(error?.message).toContain(`\`${name}\``);
		expect(error?.message).toMatch(/^"Body" has members that FHIR does not define/);
		expect(error?.description).toMatch(/Map your fields/);
		expect(error?.description).toMatch(/Allow Unknown Elements/);
		expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(sent).toEqual([]);
	});

	it('says which spelling is meant', async () => {
		const { error } = await write(parameters, { ...patient, birthdate: '1970-01-01' });
		expect(error?.description).toContain('`birthdate` is written `birthDate`.');
	});

	it.each([
		['an object', { json: patient }, 'json'],
		['a list', { data: [patient] }, 'data[0]'],
		['a text', { data: JSON.stringify(patient) }, 'data'],
	])('points at the resource that a member holds as %s', async (_what, body, path) => {
		const { error, sent } = await write(parameters, body);
		expect(error?.description).toContain(`{{ $json.${path} }}`);
		expect(sent).toEqual([]);
	});

	it('sends them with Allow Unknown Elements', async () => {
		const { sent } = await write(
			{ ...parameters, options: { allowUnknownElements: true } },
			{ ...patient, nickname: 'Annie' },
		);
		expect(JSON.parse(sent[0]!.body)).toMatchObject({ nickname: 'Annie' });
	});

	it.each([
		['R4', { name: [{ family: 'Lee', _family: { extension: [{ url: 'http://h', valueCode: 'x' }] } }] }],
		['STU3', { animal: { species: { text: 'dog' } }, fhir_comments: ['from STU3'] }],
		['primitives with extensions', { _birthDate: { extension: [{ url: 'http://h', valueDateTime: '1970' }] } }],
		['choices', { deceasedBoolean: false, multipleBirthInteger: 2 }],
		[
			'content of its own in a contained resource',
			{ contained: [{ resourceType: 'MyOwnType', anything: { goes: 1 } }] },
		],
	])('sends the elements of %s', async (_what, members) => {
		const { error, sent } = await write(parameters, { ...patient, ...members });
		expect(error).toBeUndefined();
		expect(sent).toHaveLength(1);
	});
});

describe('G47: a Body that is not one resource', () => {
	const [[, create]] = writes as [[string, IDataObject]];

	it.each([
		['a list', '={{ [$json] }}', /"Body" is not a JSON object, but a list/, /Split Out/],
		['a list in JSON text', '[{"resourceType":"Patient"}]', /"Body" is not a JSON object, but a list/, /Split Out/],
		[
			'JSON text in JSON text',
			JSON.stringify('{"resourceType":"Patient"}'),
			/"Body" is not a JSON object, but JSON text in quotes/,
			/quotes/,
		],
	])('is refused where it is %s', async (_what, body, message, advice) => {
		const { error, sent } = await write({ ...create, body }, patient);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(sent).toEqual([]);
	});
});

describe('G47: elements of later releases and other types', () => {
	it.each([
		['R5', { resourceType: 'MedicationRequest', medication: { concept: { text: 'x' } }, status: 'active' }],
		['R4', { resourceType: 'MedicationRequest', medicationCodeableConcept: { text: 'x' }, status: 'active' }],
		['SQL on FHIR, which no release defines', { resourceType: 'ViewDefinition', select: [{ column: [] }] }],
	])('%s: are sent', async (_release, body) => {
		const { sent } = await write({ operation: 'create', resourceType: type(body.resourceType) }, body);
		expect(sent).toHaveLength(1);
	});
});

describe('G47: Bundle → Send Items', () => {
	const parameters = {
		resource: 'bundle',
		operation: 'sendItems',
		itemMethod: 'create',
		options: { return: 'minimal' },
	};

	it('fails the item with unknown members, and sends the others', async () => {
		const created = { response: { status: '201', location: 'Patient/7/_history/1' } };
		const { errors, output, sent } = await scripted(
			[{ body: { resourceType: 'Bundle', type: 'batch-response', entry: [created] } }],
			parameters,
			{
				input: [
					{ resourceType: 'Patient', mrn: '1' },
					{ resourceType: 'Patient', gender: 'female' },
				],
				onError: 'continueErrorOutput',
			},
		);
		expect(errors.map(({ json }) => json.error)).toEqual([expect.stringContaining('`mrn`')]);
		expect(output).toHaveLength(1);
		expect(sent[0]?.body).not.toContain('mrn');
	});
});

describe('G47: Bundle → Send', () => {
	const bundle = (resource: object) => ({
		resource: 'bundle',
		operation: 'send',
		bundle: JSON.stringify({
			resourceType: 'Bundle',
			type: 'transaction',
			entry: [{ resource, request: { method: 'PUT', url: 'Patient/7' } }],
		}),
	});

	it('refuses a transaction with unknown members in an entry', async () => {
		const { error, sent } = await scripted(stored, bundle({ ...patient, mrn: '1' }));
		expect(error?.message).toContain('`entry[0].resource.mrn`');
		expect(sent).toEqual([]);
	});

	it('refuses a transaction that replaces a resource by an incomplete one', async () => {
		const { error, sent } = await scripted(stored, bundle({ ...patient, meta: { tag: [{ code: 'SUBSETTED' }] } }));
		expect(error?.message).toMatch(/entry 0.*SUBSETTED/);
		expect(sent).toEqual([]);
	});
});

describe('G47: what was sent and is not in the response', () => {
	const sentName = { ...patient, name: [{ family: 'Lee', suffix: ['MD'] }], gender: 'female' };
	const kept = { ...patient, name: [{ family: 'Lee' }], gender: 'female', meta: { versionId: '1' } };

	const statusOf = ({ operation }: IDataObject) => (operation === 'create' ? 201 : 200);

	it.each(writes)('%s: is a hint', async (_operation, parameters) => {
		const result = await write(parameters, sentName, [{ status: statusOf(parameters), body: kept }]);
		expect(outputOf(result)).toEqual([kept]);
		expect(result.hints).toEqual([
			expect.stringContaining('the resource that it returned lacks `Patient.name.suffix`'),
		]);
	});

	it.each(writes)('%s: a list that came back shorter is a hint', async (_operation, parameters) => {
		const telecom = [{ value: '1' }, { value: '2' }, { value: '3' }];
		const others = { ...patient, gender: 'female' };
		const response = { ...others, telecom: telecom.slice(1).reverse() };
		const result = await write(parameters, { ...others, telecom }, [{ status: statusOf(parameters), body: response }]);
		expect(result.hints).toEqual([expect.stringContaining('lacks `Patient.telecom` (1 of 3 values).')]);
	});

	it.each(writes)(
		'%s: gives no hint where everything was kept, or nothing was returned',
		async (_operation, parameters) => {
			const body = { ...sentName, meta: { tag: [] }, text: { status: 'empty' }, address: [], birthDate: '' };
			const all = { ...sentName, id: '7', language: 'en' };
			for (const response of [{ status: statusOf(parameters), body: all }, { status: statusOf(parameters) }]) {
				expect((await write(parameters, body, [response])).hints).toEqual([]);
			}
		},
	);

	it('Create: gives no hint where If None Exist found a resource, which is returned', async () => {
		const options = { ifNoneExist: 'identifier=http://h|1' };
		const [[, create]] = writes as [[string, IDataObject]];
		const { hints } = await write({ ...create, options }, sentName, [{ status: 200, body: kept }]);
		expect(hints.join()).not.toMatch(/did not keep/);
	});

	it('Send Items: is a hint', async () => {
		const entry = [{ resource: kept, response: { status: '201 Created' } }];
		const { hints } = await scripted(
			[{ body: { resourceType: 'Bundle', type: 'batch-response', entry } }],
			{ resource: 'bundle', operation: 'sendItems', itemMethod: 'create' },
			{ input: [sentName] },
		);
		expect(hints).toEqual([expect.stringContaining('`Patient.name.suffix`')]);
	});
});
