import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const version = (id: string, versionId: string, more: object = {}) => ({
	resourceType: 'Patient',
	id,
	meta: { versionId },
	...more,
});

describe('Resource →', () => {
	let hospital: Hospital;
	let id: string;

	beforeAll(async () => {
		hospital = await startHospital();
		const [created] = outputOf(await run('create', { body: '{ "gender": "male" }' }));
		id = String(created?.id);
		await run('update', { body: JSON.stringify({ id, gender: 'female' }) });
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	const run = async (operation: string, parameters: object) =>
		await hospital.run({ operation, resourceType: type('Patient'), ...parameters });

	it('Get with the option Version ID reads that version', async () => {
		expect(outputOf(await run('get', { resourceId: id, options: { versionId: '1' } }))).toMatchObject([
			{ gender: 'male', meta: { versionId: '1' } },
		]);
		expect(hospital.server.requests[0]?.url).toBe(`/fhir/Patient/${id}/_history/1`);
	});

	it('Get fails with 404 where the version does not exist', async () => {
		const { error } = await run('get', { resourceId: id, options: { versionId: '77' } });
		expect(error?.httpCode).toBe('404');
	});

	it('Get sends the options Elements and Summary', async () => {
		await run('get', { resourceId: id, options: { elements: 'name, birthDate', summary: 'data' } });
		expect(hospital.server.requests[0]?.url).toBe(`/fhir/Patient/${id}?_summary=data&_elements=name,birthDate`);
	});

	it('Get with output Simplified Resource returns a simplified resource', async () => {
		expect(outputOf(await run('get', { resourceId: id, options: { output: 'simplified' } }))).toEqual([
			{ resourceType: 'Patient', id, gender: 'female', versionId: '2', lastUpdated: expect.any(String) },
		]);
	});

	it('Update with Version Check succeeds where the body has the current version', async () => {
		const [current] = outputOf(await run('get', { resourceId: id }));
		const updated = outputOf(await run('update', { body: JSON.stringify(current), options: { versionCheck: 'body' } }));
		expect(updated).toMatchObject([{ meta: { versionId: '3' } }]);
		expect(hospital.server.requests[1]?.headers['if-match']).toBe('W/"2"');
	});

	it('Update with Version Check fails with 412 where the resource has changed on the server', async () => {
		const { error } = await run('update', {
			body: JSON.stringify(version(id, '1')),
			options: { versionCheck: 'body' },
		});
		expect(error?.httpCode).toBe('412');
		expect(error?.message).toMatch(`Patient/${id} has changed on the server since the version`);
		expect(error?.description).toMatch('Read the resource again');
	});

	it('Update accepts the version of the option If Match as an ID and as an ETag', async () => {
		await run('update', { body: JSON.stringify(version(id, '9')), options: { ifMatch: 'W/"1"' } });
		await run('update', { body: JSON.stringify(version(id, '9')), options: { ifMatch: 1, versionCheck: 'given' } });
		expect(hospital.server.requests.map(({ headers }) => headers['if-match'])).toEqual(['W/"1"', 'W/"1"']);
	});

	it('Update sends no If-Match where Version Check is off', async () => {
		await run('update', { body: JSON.stringify(version(id, '1')), options: { versionCheck: 'off', ifMatch: '1' } });
		expect(hospital.server.requests[0]?.headers).not.toHaveProperty('if-match');
	});

	it.each([
		['a body without a version where Version Check uses the body', { versionCheck: 'body' }, 'has no version'],
		[
			'Version Check by a given version without that version',
			{ versionCheck: 'given' },
			'is set to a given version, but there is no version',
		],
		['an If Match that is not a version', { ifMatch: 'a b' }, '"If Match" is not a FHIR ID'],
	])('Update rejects %s', async (_name, options, message) => {
		const { error } = await run('update', { body: JSON.stringify({ id, gender: 'male' }), options });
		expect(error?.message).toMatch(message);
		expect(hospital.server.requests).toHaveLength(0);
	});

	it.each([
		['Replace', 'update'],
		['Create or Update', 'upsert'],
	])('%s rejects an incomplete resource from a search with _elements', async (_name, operation) => {
		const [part] = outputOf(await run('getAll', { options: { elements: 'birthDate' } }));
		const { error } = await run(operation, { body: JSON.stringify(part), findBy: 'id' });
		expect(error?.message).toMatch('incomplete resource (tagged SUBSETTED)');
		expect(hospital.server.requests).toHaveLength(1);
	});
});

describe('Resource → Replace', () => {
	const parameters = { operation: 'update', resourceType: type('Patient'), body: JSON.stringify(version('1', '4')) };

	it('reports 409 as a version conflict, like 412 (HAPI, Oracle Health)', async () => {
		const body = outcome(
			'error',
			'processing',
			'HAPI-0989: Trying to update Patient/1/_history/4 but this is not the current version',
		);
		const { error } = await scripted([{ status: 409, body }], { ...parameters, options: { versionCheck: 'body' } });
		expect(error?.httpCode).toBe('409');
		expect(error?.message).toMatch(/^Patient\/1 has changed on the server .*: Trying to update/);
	});

	it.each([
		[428, {}],
		[400, { body: 'If-Match is required' }],
	])('names the option to add where the server requires a version with status %i', async (status, response) => {
		const { error } = await scripted([{ status, ...response }], parameters);
		expect(error?.httpCode).toBe(String(status));
		expect(error?.description).toMatch('add the option Version Check');
	});

	it('accepts a response with the same version where nothing has changed', async () => {
		const { sent, ...result } = await scripted([{ body: version('1', '4') }], parameters);
		expect(outputOf(result)).toEqual([version('1', '4')]);
		expect(sent).toHaveLength(1);
	});

	it('shows a hint where the update created the resource', async () => {
		const result = await scripted([{ status: 201, body: version('1', '1') }], parameters);
		expect(result.hints.join()).toMatch('did not exist');
	});

	it('does not repeat a versioned update whose effect is unknown', async () => {
		const { sent, error } = await scripted([{ status: 502 }], {
			...parameters,
			options: { versionCheck: 'body', retries: 3 },
		});
		expect(sent).toHaveLength(1);
		expect(error?.httpCode).toBe('502');
	});
});
