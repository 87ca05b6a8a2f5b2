import type { IDataObject } from 'n8n-workflow';
import { type } from '../support/fixtures';
import { type ScriptedResponse, scripted, searchset } from '../support/scripted';

const patient = { resourceType: 'Patient', id: '1' };

const resolve = async (fields: IDataObject, input: IDataObject = {}, response: ScriptedResponse = { body: patient }) =>
	await scripted(
		[response],
		{ resource: 'reference', operation: 'resolve', ...fields },
		{ input: [input], typeVersion: 1.1 },
	);

describe('Reference → Resolve', () => {
	it.each(['list', 'text', 'url'])('takes a reference that was chosen or entered in the form: %s', async (mode) => {
		const { sent, error } = await resolve({ reference: { __rl: true, mode, value: 'Patient/1' } });
		expect(error).toBeUndefined();
		expect(sent.map(({ url }) => url)).toEqual(['/fhir/Patient/1']);
	});

	it('takes a whole Reference from an expression in the field', async () => {
		const reference = { __rl: true, mode: 'text', value: '={{ $json.subject }}' };
		const { sent } = await resolve({ reference }, { subject: { reference: 'Patient/1', display: 'Lee' } });
		expect(sent.map(({ url }) => url)).toEqual(['/fhir/Patient/1']);
	});

	it('takes the type of a reference by identifier from Resource Type', async () => {
		const reference = '={{ $json.subject }}';
		const subject = { identifier: { system: 'urn:mrn', value: '7' } };
		const fields = { resourceType: type('Patient'), reference };
		const { sent, error } = await resolve(fields, { subject }, searchset(patient));
		expect(error).toBeUndefined();
		expect(sent[0]?.url).toMatch(/^\/fhir\/Patient\?identifier=urn:mrn%7C7/);
	});
});
