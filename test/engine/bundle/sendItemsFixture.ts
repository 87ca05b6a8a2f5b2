import type { IDataObject } from 'n8n-workflow';
import { type Hospital, startHospital } from '../support/fixtures';

/** A patient without an ID; `more` adds elements. */
export const patient = (family: string, more: IDataObject = {}): IDataObject => ({
	resourceType: 'Patient',
	name: [{ family }],
	...more,
});

/** A UUID that ends in `number`. */
export const uuid = (number: number) => `7d1c2f9e-8b1c-4f0e-9a4f-${String(number).padStart(12, '0')}`;

/** A Bundle as the server received it. */
interface Sent {
	type: string;
	entry: Array<{ fullUrl?: string; resource?: IDataObject; request: { method: string; url: string } & IDataObject }>;
}

/** Runs Send Items against one FHIR server per test file; its recorded requests are cleared before each test. */
export function setUpSendItems() {
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
