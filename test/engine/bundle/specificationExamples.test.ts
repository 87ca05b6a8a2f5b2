import type { IDataObject } from 'n8n-workflow';
import { isDeepStrictEqual } from 'node:util';
import { exampleResources } from '../../servers/fhir/examples';
import { type Hospital, outputOf, startHospital } from '../support/fixtures';

/** One of the examples has an id of 67 characters, but R4 allows 64: it is sent without an id, and the server assigns one. */
function input(): IDataObject[] {
	return [...exampleResources(true)].map(({ id, ...example }) => ({ ...(id.length <= 64 && { id }), ...example }));
}

describe('Bundle → Send Items', () => {
	let hospital: Hospital;
	beforeAll(async () => {
		hospital = await startHospital({ keep: 1 });
	});
	afterAll(async () => await hospital.close());

	it('writes and reads back all examples of the specification, unchanged except for meta, in fewer than 100 requests', async () => {
		const examples = input();
		expect(examples.length).toBeGreaterThan(5_300);
		const parameters = { resource: 'bundle', operation: 'sendItems' };
		const itemMethod = "={{ $json.id ? 'update' : 'create' }}";
		const minimal = { return: 'minimal', bundleEntries: 500 };
		const written = outputOf(await hospital.run({ ...parameters, itemMethod, options: minimal }, { input: examples }));
		expect(written).toHaveLength(examples.length);
		expect(hospital.server.count()).toBe(examples.length);

		const get = { ...parameters, itemMethod: 'get', options: { bundleEntries: 500 } };
		const read = outputOf(await hospital.run(get, { input: written }));
		const differing = examples.filter((example, index) => {
			const sent = { id: written[index]?.id, ...example, meta: null };
			return !isDeepStrictEqual({ ...read[index], meta: null }, sent);
		});
		expect(differing.map(({ resourceType, id }) => [resourceType, id])).toEqual([]);
		expect(hospital.server.received()).toBeLessThan(100);
	}, 180_000);
});
