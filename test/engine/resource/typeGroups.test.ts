import type { IDataObject } from 'n8n-workflow';
import { choices, groups } from '../../../nodes/Fhir/actions/registry';
import { openForm } from '../../methods/openForm';
import { startStatementServer } from '../../methods/statementServer';
import { locator, outputOf, type } from '../support/fixtures';
import { scripted, searchset } from '../support/scripted';

const newForm = { typeVersion: 1.1 };
const patient = { resourceType: 'Patient', id: '7' };
const sentBy = async (parameters: IDataObject, settings = newForm) => {
	const { sent, ...result } = await scripted([searchset(patient)], parameters, settings);
	return { ...result, sent: sent.map(({ method, url }) => `${method} ${url.split('?')[0]}`) };
};

describe('The groups of everyday types in Resource', () => {
	const typed = choices.filter(({ shared }) => shared !== undefined);

	it.each(
		typed.map(({ name, value, shared = [] }) => [name, value, shared.map(({ choice }) => choice.value)] as const),
	)('%s is about its type alone', async (name, resource, operations) => {
		const path = `/fhir/${name.replace(' ', '')}`;
		expect(operations.sort()).toEqual(['create', 'delete', 'get', 'getAll', 'updateFields', 'upsert']);
		expect((await sentBy({ resource, operation: 'getAll' })).sent).toEqual([`GET ${path}`]);
		expect((await sentBy({ resource, operation: 'delete', resourceId: locator('7', 'id') })).sent).toEqual([
			`DELETE ${path}/7`,
		]);
	});

	it('say in their actions what they are about', () => {
		const actionsOf = (value: string) =>
			typed.find((group) => group.value === value)?.shared?.map(({ choice }) => choice.action);
		expect(actionsOf('patient')?.sort()).toEqual([
			'Create a patient',
			'Create or update a patient',
			'Delete a patient',
			'Get a patient',
			'Get many patients',
			'Update fields of a patient',
		]);
		expect(actionsOf('medicationRequest')).toContain('Get many medication requests');
		expect(actionsOf('observation')).toContain('Create an observation');
	});

	it('are sent and read as those of any resource, by fields and by business numbers', async () => {
		const body = JSON.stringify({ resourceType: 'Patient', gender: 'female' });
		const created = await scripted(
			[{ status: 201, body: patient }],
			{ resource: 'patient', operation: 'create', specifyBody: 'json', body },
			newForm,
		);
		expect(outputOf(created)).toMatchObject([{ id: '7' }]);
		expect(created.sent).toMatchObject([{ method: 'POST', url: '/fhir/Patient', body }]);
		const fields = { mappingMode: 'defineBelow', value: { gender: 'female' } };
		const byFields = { resource: 'patient', operation: 'create', specifyBody: 'fields', fields };
		expect(JSON.parse((await scripted([{ status: 201 }], byFields, newForm)).sent[0]?.body ?? '')).toEqual({
			resourceType: 'Patient',
			gender: 'female',
		});
		const number = { resource: 'patient', operation: 'get', resourceId: locator('urn:mrn|1', 'identifier') };
		const read = await scripted([searchset(patient), { body: patient }], number, newForm);
		expect(read.sent.map(({ url }) => url.split('?')[0])).toEqual(['/fhir/Patient', '/fhir/Patient/7']);
	});

	it('refuse a body of another type before it is sent', async () => {
		const body = '{"resourceType":"Observation"}';
		const { error, sent } = await sentBy({ resource: 'patient', operation: 'create', specifyBody: 'json', body });
		expect(error?.message).toMatch(/Observation/);
		expect(sent).toEqual([]);
	});

	it('do not take the type that an earlier choice has left in the node', async () => {
		const left = { resource: 'patient', operation: 'getAll', resourceType: type('Observation') };
		expect((await sentBy(left)).sent).toEqual(['GET /fhir/Patient']);
		const at = await startStatementServer();
		const offered = await openForm(at.form({ ...left, resource: 'observation', resourceType: type('Patient') })).names(
			'searchParameters',
		);
		await at.server.close();
		expect(offered.join()).toMatch(/value-quantity/);
		expect(offered.join()).not.toMatch(/general-practitioner/);
	});

	it('keep the operation that nodes of version 1 were saved with, which new nodes do not choose first', async () => {
		for (const [resource, id] of [
			['patient', 'Patient'],
			['encounter', 'Encounter'],
		] as const) {
			const saved = { resource, resourceId: '7' };
			expect((await sentBy(saved, { typeVersion: 1 })).sent).toEqual([`GET /fhir/${id}/7/$everything`]);
			expect((await sentBy(saved)).sent).toEqual([`GET /fhir/${id}`]);
		}
	});

	it('offer each operation of the node, and no other', () => {
		const all = (list: typeof groups) =>
			new Set(list.flatMap(({ operations, shared = [] }) => [...operations, ...shared].map(({ fields }) => fields)));
		expect(all(choices)).toEqual(all(groups));
	});
});
