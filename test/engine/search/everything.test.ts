import type { IDataObject } from 'n8n-workflow';
import { type Hospital, outputOf, startHospital } from '../support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../support/scripted';

const ofPatient = { resource: 'patient', operation: 'getEverything', resourceId: 'example' };
const ofEncounter = { resource: 'encounter', operation: 'getEverything', resourceId: 'example' };
const empty: ScriptedResponse = { body: { resourceType: 'Bundle', type: 'searchset' } };

describe('Get Everything (Patient, Encounter)', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital({ examples: ['Patient', 'Encounter', 'Observation', 'Condition', 'Procedure'] });
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	it.each([
		['patient', 'Patient', ofPatient],
		['encounter', 'Encounter', ofEncounter],
	])(
		'returns everything of the example %s over all pages, each resource once',
		async (_name, resourceType, parameters) => {
			const found = outputOf(await hospital.run({ ...parameters, returnAll: true, options: { count: 2 } }));
			expect(found[0]).toMatchObject({ resourceType, id: 'example' });
			expect(found.length).toBeGreaterThan(1);
			expect(new Set(found.map((each) => `${String(each.resourceType)}/${String(each.id)}`)).size).toBe(found.length);
			expect(hospital.server.requests).toHaveLength(Math.ceil(found.length / 2));
			expect(hospital.server.requests[0]).toMatchObject({
				method: 'GET',
				url: `/fhir/${resourceType}/example/$everything?_count=2`,
			});
		},
	);

	it('stops at the limit and requests no further page', async () => {
		const found = outputOf(await hospital.run({ ...ofPatient, returnAll: false, limit: 4, options: { count: 2 } }));
		expect(found).toHaveLength(4);
		expect(hospital.server.requests).toHaveLength(2);
	});

	it('with output Bundle Pages returns each page as the server sent it', async () => {
		const pages = outputOf(
			await hospital.run({ ...ofPatient, returnAll: true, options: { count: 5, output: 'bundles' } }),
		);
		expect(pages.length).toBeGreaterThan(1);
		expect(pages[0]).toMatchObject({ resourceType: 'Bundle', entry: expect.any(Array) });
	});

	it('sends the options Start, End, Since, Resource Types and Count per Page', async () => {
		const options = {
			start: '2026-01-01',
			end: '2026-03-31T23:59:59+01:00',
			since: '2026-03-01T08:00:00Z',
			types: 'Observation, Condition',
			count: 50,
		};
		const { sent } = await scripted([empty], { ...ofPatient, options });
		expect(sent[0]?.url).toBe(
			'/fhir/Patient/example/$everything?start=2026-01-01&end=2026-03-31&_since=2026-03-01T08:00:00Z&_type=Observation,Condition&_count=50',
		);
	});

	it('sends no parameters by default', async () => {
		const { sent, output } = await scripted([empty], ofEncounter);
		expect(sent[0]?.url).toBe('/fhir/Encounter/example/$everything');
		expect(output).toEqual([]);
	});

	it('counts entries with search mode include towards the limit (HAPI)', async () => {
		const entry = (resourceType: string, id: string, mode: string) => ({
			resource: { resourceType, id },
			search: { mode },
		});
		const { output, sent } = await scripted(
			[
				{
					body: {
						resourceType: 'Bundle',
						type: 'searchset',
						link: [{ relation: 'next', url: '{base}?_getpages=7' }],
						entry: [
							entry('Patient', 'example', 'match'),
							entry('Observation', '1', 'include'),
							entry('Observation', '2', 'include'),
						],
					},
				},
			],
			{ ...ofPatient, returnAll: false, limit: 2 },
		);
		expect(output.map(({ json }) => json.id)).toEqual(['example', '1']);
		expect(sent).toHaveLength(1);
	});

	it.each([
		['an invalid ID', { resourceId: 'Encounter/1' }, /Patient ID/],
		['an invalid date', { options: { start: 'yesterday' } }, /Start/],
		['what cannot be a resource type', { options: { types: 'observations' } }, /Resource Types.*observations/],
	])('sends nothing for %s', async (_name, parameters: IDataObject, words) => {
		const { sent, error } = await scripted([empty], { ...ofPatient, ...parameters });
		expect(error?.message).toMatch(words);
		expect(sent).toHaveLength(0);
	});

	it('fails where the patient does not exist or is deleted', async () => {
		const { error } = await hospital.run({ ...ofPatient, resourceId: 'nobody' });
		expect(error?.httpCode).toBe('404');
		const gone = await scripted([{ status: 410, body: outcome('error', 'deleted', 'Patient was deleted') }], ofPatient);
		expect(gone.error?.message).toMatch(/deleted/);
	});
});
