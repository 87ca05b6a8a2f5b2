import type { IDataObject } from 'n8n-workflow';
import { startHospital, type Hospital } from '../support/fixtures';

/** A patient without an ID, or with what `more` says. */
export const patient = (family: string, more: IDataObject = {}): IDataObject => ({
	resourceType: 'Patient',
	name: [{ family }],
	...more,
});

/** A UUID that is told by its number. */
export const uuid = (number: number) => `7d1c2f9e-8b1c-4f0e-9a4f-${String(number).padStart(12, '0')}`;

/** A Bundle as the server received it. */
interface Sent {
	type: string;
	entry: Array<{ fullUrl?: string; resource?: IDataObject; request: { method: string; url: string } & IDataObject }>;
}

/** Send Items against a FHIR server of the tests of one file; what it received is forgotten before each. */
export function sendItemsPlace() {
	let hospital: Hospital;
	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));
	return {
		hospital: () => hospital,
		send: async (more: IDataObject, input: IDataObject[], onError?: 'continueRegularOutput') =>
			await hospital.run({ resource: 'bundle', operation: 'sendItems', ...more }, { input, onError }),
		sent: () => hospital.server.requests.map(({ body }) => JSON.parse(body) as Sent),
	};
}
