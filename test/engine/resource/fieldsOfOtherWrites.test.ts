import type { IDataObject } from 'n8n-workflow';
import { changed, patient, updateFields } from '../../cases/g47-fixture';
import type { ReceivedRequest } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { scripted } from '../support/scripted';
import { ada, automatic, created, defined, row } from './fieldsFixture';

describe('Resource → Create or Update with Fields', () => {
	const parameters = {
		operation: 'upsert',
		resourceType: type('Patient'),
		specifyBody: 'fields',
		...defined({ 'name[0].family': 'Lee', 'identifier[MR].value': 'a|1' }),
		identifierSystem: 'http://hospital.example/mrn',
	};

	it('finds the resource by its ID', async () => {
		const { sent, ...result } = await scripted([{ body: { resourceType: 'Patient', id: '7' } }], {
			...parameters,
			resourceId: '7',
		});
		outputOf(result);
		expect(sent[0]).toMatchObject({ method: 'PUT', url: '/fhir/Patient/7' });
		expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ id: '7', name: [{ family: 'Lee' }] });
	});

	it('finds it by the identifier in the fields, and in JSON', async () => {
		const byOwn = { ...parameters, findBy: 'identifier' };
		const { sent } = await scripted([created], byOwn);
		expect(sent[0]?.method).toBe('PUT');
		expect(decodeURIComponent(sent[0]?.url ?? '')).toBe('/fhir/Patient?identifier=http://hospital.example/mrn|a\\|1');
		const body = { resourceType: 'Patient', identifier: [{ value: 'no system' }, { system: 'urn:x', value: '2' }] };
		const json = await scripted([created], { ...byOwn, specifyBody: 'json', body });
		expect(decodeURIComponent(json.sent[0]?.url ?? '')).toBe('/fhir/Patient?identifier=urn:x|2');
		const none = await scripted([created], { ...byOwn, specifyBody: 'json', body: { resourceType: 'Patient' } });
		expect(none.error?.message).toBe(
			'"Find By" needs an identifier with a system and a value, but the resource has none',
		);
		expect(none.sent).toEqual([]);
	});
});

describe('Bundle → Send Items with Fields', () => {
	const bundle = { resource: 'bundle', operation: 'sendItems', resourceType: type('Patient'), specifyBody: 'fields' };
	const parameters = { ...bundle, ...automatic, identifierSystem: 'http://hospital.example/mrn' };
	const input = [row, { ...row, mrn: 9002, dob: 'soon' }, { ...row, mrn: 9003, ward: '3b' }];
	const accepted = ({ body }: ReceivedRequest) => {
		const { entry } = JSON.parse(body.toString()) as { entry: object[] };
		const response = { status: '201', location: 'Patient/7/_history/1' };
		return { body: { resourceType: 'Bundle', type: 'batch-response', entry: entry.map(() => ({ response })) } };
	};
	const sentEntries = (sent: ReadonlyArray<{ body: string }>) =>
		sent.flatMap(
			({ body }) => (JSON.parse(body) as { entry: Array<{ resource: IDataObject; request: IDataObject }> }).entry,
		);

	it('creates patients from rows in one Bundle, once only, and fails for the row whose date is not clear', async () => {
		const all = { ...parameters, itemMethod: 'create', onlyOnce: true };
		const { sent, ...result } = await scripted(accepted, all, { input, onError: 'continueErrorOutput' });
		expect(sentEntries(sent).map(({ request }) => request)).toEqual([
			{ method: 'POST', url: 'Patient', ifNoneExist: 'identifier=http://hospital.example/mrn%7C9001' },
			{ method: 'POST', url: 'Patient', ifNoneExist: 'identifier=http://hospital.example/mrn%7C9003' },
		]);
		expect(sentEntries(sent)[0]?.resource).toEqual(ada);
		expect(result.errors.map(({ json }) => json.error)).toEqual(['"Birth Date" is not a date that can be read']);
		expect(result.hints).toContain('Columns that are not fields of Patient were left out: "ward".');
	});

	it('creates or updates them by their own identifier', async () => {
		const all = { ...parameters, itemMethod: 'upsert', findBy: 'identifier' };
		const { sent } = await scripted(accepted, all, { input: [row] });
		expect(sentEntries(sent).map(({ request }) => request)).toEqual([
			{ method: 'PUT', url: 'Patient?identifier=http://hospital.example/mrn%7C9001' },
		]);
	});
});

describe('Resource → Update Fields with Fields', () => {
	const update = (value: IDataObject, parameters: IDataObject = {}) =>
		updateFields({ patch: 'offered' }, { specifyBody: 'fields', ...defined(value), ...parameters });

	it('changes the phone number and nothing else', async () => {
		const { stored, writes } = await update({ 'telecom[phone].value': '2', birthDate: ' ' });
		expect(stored).toEqual(changed);
		expect(writes.map(({ method }) => method)).toEqual(['PATCH']);
	});

	it('changes the last name of the only name, and leaves the first name', async () => {
		const { stored } = await updateFields({}, { specifyBody: 'fields', ...defined({ 'name[0].family': 'Li' }) });
		expect(stored.name).toEqual([{ family: 'Li', given: ['Ann'] }]);
	});

	it('finds the resource by the identifier in the fields, which it does not change', async () => {
		const value = { 'identifier[MR].value': '9001', birthDate: '1980-05-01' };
		const { sent, stored, error } = await update(value, { findBy: 'identifier', identifierSystem: 'http://h/mrn' });
		expect(error).toBeUndefined();
		expect(decodeURIComponent(sent[0]?.url ?? '')).toContain('identifier=http://h/mrn|9001');
		expect(stored).toEqual({ ...patient, birthDate: '1980-05-01' });
	});
});
