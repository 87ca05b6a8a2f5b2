import type { IDataObject } from 'n8n-workflow';
import type { ReceivedRequest } from '../../servers/httpServer';
import { type } from '../support/fixtures';
import { scripted } from '../support/scripted';

export const created = { status: 201, body: { resourceType: 'Patient', id: '7' } };

/** Returns what was sent, as servers do. */
export const echo = ({ body }: ReceivedRequest) => ({ status: 201, body: body.toString().replace(/}$/, ',"id":"7"}') });

/** Runs Create with fields, and returns what it sent. */
export async function create(parameters: IDataObject, input?: IDataObject[], resourceType = 'Patient') {
	const all = { operation: 'create', resourceType: type(resourceType), specifyBody: 'fields', ...parameters };
	const { sent, ...result } = await scripted(echo, all, input && { input });
	const bodies = sent.map(({ body }) => JSON.parse(body) as IDataObject);
	return { ...result, sent, bodies, body: bodies[0] };
}

export const defined = (value: IDataObject, schema: IDataObject[] = []) => ({
	fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema },
});
export const automatic = { fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] } };

export const row = { first: ' Ada ', last: 'Okafor', dob: '2.4.1961', email: 'ada@example.org', mrn: 9001 };
export const ada = {
	resourceType: 'Patient',
	name: [{ given: ['Ada'], family: 'Okafor' }],
	birthDate: '1961-04-02',
	telecom: [{ system: 'email', value: 'ada@example.org' }],
	identifier: [
		{
			type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
			system: 'http://hospital.example/mrn',
			value: '9001',
		},
	],
};
