import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const body = '{ "resourceType": "Patient", "gender": "female" }';
const create = { operation: 'create', resourceType: type('Patient'), body };

describe('Resource → Create with the option Return', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	it('returns the resource by default and sends Prefer: return=representation', async () => {
		expect(outputOf(await hospital.run(create))).toMatchObject([{ resourceType: 'Patient', gender: 'female' }]);
		expect(hospital.server.requests[0]?.headers.prefer).toBe('return=representation');
	});

	it('set to minimal returns type, ID, version, time, Location and status', async () => {
		const [item] = outputOf(await hospital.run({ ...create, options: { return: 'minimal' } }));
		expect(item).toEqual({
			resourceType: 'Patient',
			id: expect.any(String),
			meta: { versionId: '1', lastUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) },
			location: `${hospital.server.baseUrl}/Patient/${String(item?.id)}/_history/1`,
			status: 201,
		});
		expect(hospital.server.requests[0]?.headers.prefer).toBe('return=minimal');
	});

	it('set to OperationOutcome returns the outcome', async () => {
		const [item] = outputOf(await hospital.run({ ...create, options: { return: 'OperationOutcome' } }));
		expect(item).toMatchObject({
			resourceType: 'Patient',
			id: expect.any(String),
			outcome: { resourceType: 'OperationOutcome' },
			status: 201,
		});
	});
});

describe('Resource →', () => {
	it.each([
		['absolute with a version', '{base}/Patient/7/_history/1'],
		['relative with a version', 'Patient/7/_history/1'],
		['absolute without a host', '/fhir/Patient/7/_history/1'],
	])('Create reads type, ID and version from a Location that is %s', async (_name, location) => {
		const result = await scripted([{ status: 201, headers: { location } }], create);
		expect(outputOf(result)).toMatchObject([
			{ resourceType: 'Patient', id: '7', meta: { versionId: '1' }, status: 201 },
		]);
	});

	it('Create takes the version from the ETag where the Location has none', async () => {
		const headers = { location: '{base}/Patient/7', etag: 'W/"5"' };
		const result = await scripted([{ status: 201, headers }], create);
		expect(outputOf(result)).toMatchObject([{ id: '7', meta: { versionId: '5' } }]);
	});

	it('Create with Return: minimal returns no resource, also where the server sends it', async () => {
		const stored = { resourceType: 'Patient', id: '7', meta: { versionId: '1' }, gender: 'female' };
		const result = await scripted([{ status: 201, body: stored }], { ...create, options: { return: 'minimal' } });
		expect(outputOf(result)).toEqual([{ resourceType: 'Patient', id: '7', meta: { versionId: '1' }, status: 201 }]);
	});

	it('Create shows the warnings of a successful response as a hint', async () => {
		const headers = { location: '{base}/Patient/7' };
		const result = await scripted(
			[{ status: 201, headers, body: outcome('warning', 'business-rule', 'No name') }],
			create,
		);
		expect(result.hints.join()).toMatch('No name');
		expect(outputOf(result)).toMatchObject([{ resourceType: 'Patient', id: '7' }]);
	});

	it.each([
		[200, { body: outcome('information', 'informational', 'Successfully deleted 1 resource(s)') }, {}],
		[202, {}, { accepted: true }],
		[204, {}, {}],
	])('Delete by ID returns the deleted resource on status %i', async (status, response, more) => {
		const result = await scripted([{ status, ...response }], {
			operation: 'delete',
			resourceType: type('Patient'),
			findBy: 'id',
			resourceId: '1',
		});
		expect(outputOf(result)).toEqual([{ deleted: true, resourceType: 'Patient', id: '1', ...more }]);
		expect(result.hints).toEqual([]);
	});

	it('Delete fails with an explanation where other resources refer to the resource', async () => {
		const { error } = await scripted(
			[{ status: 409, body: outcome('error', 'processing', 'HAPI-0550: Unable to delete') }],
			{
				operation: 'delete',
				resourceType: type('Patient'),
				findBy: 'id',
				resourceId: '1',
			},
		);
		expect(error?.message).toBe('Patient/1 cannot be deleted at the moment: Unable to delete');
		expect(error?.description).toMatch('still refer to it');
	});
});

describe('Resource →', () => {
	it.each([
		['Create', 'create'],
		['Replace', 'update'],
		['Create or Update', 'upsert'],
	])('%s rejects an empty object as the body', async (_name, operation) => {
		const { error, sent } = await scripted([], {
			operation,
			resourceType: type('Patient'),
			findBy: 'id',
			resourceId: '1',
			body: '={{ $json }}',
		});
		expect(error?.message).toBe('"Body" is an empty object');
		expect(sent).toHaveLength(0);
	});
});
