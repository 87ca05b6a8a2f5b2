import { locator } from '../engine/support/fixtures';
import { openForm } from './openForm';
import { offline, startStatementServer, statement, type StatementServer } from './statementServer';

let at: StatementServer;
beforeEach(async () => void (at = await startStatementServer()));
afterEach(async () => await at.server.close());

describe('The fields of Using Fields', () => {
	test('are those of the resource type, without a credential too; n8n shows some, and offers the others', async () => {
		const fields = await openForm(offline()).fields();
		const shown = fields.filter(({ removed }) => !removed).map(({ displayName }) => displayName);
		expect(shown.slice(0, 2)).toEqual(['Last Name', 'First Name']);
		expect(fields.length).toBeGreaterThan(80);
		expect(fields.find(({ id }) => id === 'gender')).toEqual({
			id: 'gender',
			displayName: 'Gender',
			type: 'options',
			options: [
				{ name: 'Male', value: 'male' },
				{ name: 'Female', value: 'female' },
				{ name: 'Other', value: 'other' },
				{ name: 'Unknown', value: 'unknown' },
			],
			required: false,
			display: true,
			removed: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
		});
		// A switch would begin as "no".
		expect(fields.filter(({ type }) => type === 'boolean')).toEqual([]);
	});

	test.each([
		['from the list', locator('Observation')],
		['by name', locator('Observation', 'name')],
	])('follow Resource Type, chosen %s', async (_how, resourceType) => {
		const [first] = await openForm(offline({ resourceType })).fields();
		expect(first).toMatchObject({ id: 'status', displayName: 'Status', required: true });
	});

	test('are not required where the resource has them already', async () => {
		const form = offline({ operation: 'updateFields', resourceType: locator('Observation') });
		expect((await openForm(form).fields()).filter(({ required }) => required)).toEqual([]);
	});

	test('are those of the release that the server has', async () => {
		at.respond = (response, { url }) => {
			if (url?.startsWith('/r5/')) response.body = JSON.stringify({ ...statement, fhirVersion: '5.0.0' });
		};
		const idsAt = async (path: string) => {
			const form = at.form({ resourceType: locator('Encounter'), baseUrl: `${at.server.url}/${path}` });
			return (await openForm(form).fields()).map(({ id }) => id);
		};
		expect(await idsAt('fhir')).toContain('period.start');
		expect(await idsAt('r5')).toContain('actualPeriod.start');
	});

	test('are none without a type, for one that FHIR does not define, and for an expression', async () => {
		for (const value of ['', 'Ward', '={{ $json.resourceType }}', 'Patient/1'])
			expect(await openForm(offline({ resourceType: locator(value) })).fields()).toEqual([]);
	});
});
