import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { scripted } from '../support/scripted';

describe('Resource → Get History', () => {
	let hospital: Hospital;
	let id: string;

	beforeAll(async () => {
		hospital = await startHospital();
		const basic = { resourceType: type('Basic') };
		const [created] = outputOf(await hospital.run({ operation: 'create', ...basic, body: '{ "language": "de" }' }));
		id = String(created?.id);
		for (const language of ['en', 'fr', 'it']) {
			await hospital.run({ operation: 'update', ...basic, body: JSON.stringify({ id, language }) });
		}
		await hospital.run({ operation: 'delete', ...basic, findBy: 'id', resourceId: id });
		await hospital.run({ operation: 'create', ...basic, body: '{ "language": "es" }' });
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	const history = async (parameters: object) =>
		await hospital.run({ operation: 'getHistory', resourceType: type('Basic'), returnAll: true, ...parameters });

	it('of one resource returns an item for each version and for the deletion, newest first', async () => {
		const versions = outputOf(await history({ resourceId: id, options: { count: 2 } }));
		expect(versions[0]).toEqual({
			resourceType: 'Basic',
			id,
			deleted: true,
			versionId: '5',
			lastUpdated: expect.any(String),
		});
		expect(versions.slice(1).map(({ language }) => language)).toEqual(['it', 'fr', 'en', 'de']);
		expect(hospital.server.requests.map(({ url }) => url)).toEqual([
			`/fhir/Basic/${id}/_history?_count=2`,
			`/fhir/Basic/${id}/_history?_count=2&_offset=2`,
			`/fhir/Basic/${id}/_history?_count=2&_offset=4`,
		]);
	});

	it('of a resource type returns the changes to all of its resources', async () => {
		const versions = outputOf(await history({ historyOf: 'type' }));
		expect(versions.map(({ language, deleted }) => language ?? deleted)).toEqual(['es', true, 'it', 'fr', 'en', 'de']);
		expect(hospital.server.requests[0]?.url).toMatch(/^\/fhir\/Basic\/_history\?_count=/);
	});

	it('stops at the limit and requests no more versions than that', async () => {
		const versions = outputOf(await history({ historyOf: 'type', returnAll: false, limit: 3 }));
		expect(versions).toHaveLength(3);
		expect(hospital.server.requests.map(({ url }) => url)).toEqual(['/fhir/Basic/_history?_count=3']);
	});

	it('sends the options Since and At', async () => {
		const options = { since: "={{ DateTime.fromISO('2099-01-01T00:00:00Z', { zone: 'utc' }) }}", at: '2026-03' };
		expect(outputOf(await history({ historyOf: 'type', options }))).toEqual([]);
		expect(hospital.server.requests[0]?.url).toMatch('?_since=2099-01-01T00:00:00.000Z&_at=2026-03&');
	});

	it('returns Bundle pages and simplified versions where the option Output says so', async () => {
		expect(outputOf(await history({ resourceId: id, options: { output: 'bundles', count: 3 } }))).toMatchObject([
			{ resourceType: 'Bundle', type: 'history' },
			{ resourceType: 'Bundle', type: 'history' },
		]);
		const [deletion, last] = outputOf(await history({ resourceId: id, options: { output: 'simplified' } }));
		expect(deletion).toMatchObject({ deleted: true });
		expect(last).toEqual({ resourceType: 'Basic', id, versionId: '4', lastUpdated: expect.any(String) });
	});

	it('fails with 404 where the resource never existed', async () => {
		const { error } = await history({ resourceId: 'nobody' });
		expect(error?.httpCode).toBe('404');
		expect(error?.message).toMatch('Basic/nobody does not exist');
	});

	it.each([
		['an empty ID', { resourceId: '={{ "" }}' }, '"Resource ID" is empty'],
		[
			'a time without a time zone',
			{ historyOf: 'type', options: { since: '={{ "2026-03-01T08:00" }}' } },
			'without a time zone',
		],
		['an invalid time', { historyOf: 'type', options: { at: 'yesterday' } }, '"At" is not a FHIR date or time'],
	])('rejects %s', async (_name, parameters, message) => {
		const { error } = await history(parameters);
		expect(error?.message).toMatch(message);
		expect(hospital.server.requests).toHaveLength(0);
	});
});

describe('Resource → Get History', () => {
	const get = { operation: 'getHistory', resourceType: type('Patient'), resourceId: '1', returnAll: true };
	const bundle = (...entry: object[]) => ({ body: { resourceType: 'Bundle', type: 'history', entry } });

	it.each([
		[
			'an absolute URL',
			{ request: { method: 'DELETE', url: '{base}/Patient/1' }, response: { status: '204', etag: 'W/"2"' } },
		],
		['a versioned URL (HAPI)', { request: { method: 'DELETE', url: 'Patient/1/_history/2' } }],
		['a full URL alone', { fullUrl: '{base}/Patient/1/_history/2' }],
	])('recognizes a deletion by %s', async (_name, entry) => {
		const result = await scripted([bundle(entry)], get);
		expect(outputOf(result)).toEqual([{ resourceType: 'Patient', id: '1', deleted: true, versionId: '2' }]);
	});

	it('does not treat a version without content as a deletion', async () => {
		const request = { method: 'PUT', url: 'Patient/1' };
		const response = { status: '200', etag: 'W/"3"', lastModified: '2026-03-01T08:00:00Z' };
		const result = await scripted([bundle({ request, response })], get);
		expect(outputOf(result)).toEqual([
			{ resourceType: 'Patient', id: '1', versionId: '3', lastUpdated: '2026-03-01T08:00:00Z' },
		]);
	});

	it('returns each version of a resource once where the server repeats a version', async () => {
		const entry = (versionId: string) => ({ resource: { resourceType: 'Patient', id: '1', meta: { versionId } } });
		const result = await scripted([bundle(entry('3'), entry('2'), entry('2'), entry('1'))], get);
		expect(outputOf(result).map(({ meta }) => (meta as { versionId: string }).versionId)).toEqual(['3', '2', '1']);
	});
});
