import { outputOf, startHospital, type, type Hospital } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const version = (id: string, versionId: string, more: object = {}) => ({
	resourceType: 'Patient',
	id,
	meta: { versionId },
	...more,
});

describe('Versions of a resource', () => {
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

	it('Get reads the one that is asked for', async () => {
		expect(outputOf(await run('get', { resourceId: id, options: { versionId: '1' } }))).toMatchObject([
			{ gender: 'male', meta: { versionId: '1' } },
		]);
		expect(hospital.server.requests[0]?.url).toBe(`/fhir/Patient/${id}/_history/1`);
	});

	it('Get says what is missing where there is no such version', async () => {
		const { error } = await run('get', { resourceId: id, options: { versionId: '77' } });
		expect(error?.httpCode).toBe('404');
	});

	it('Get asks for parts', async () => {
		await run('get', { resourceId: id, options: { elements: 'name, birthDate', summary: 'data' } });
		expect(hospital.server.requests[0]?.url).toBe(`/fhir/Patient/${id}?_summary=data&_elements=name,birthDate`);
	});

	it('Get simplifies', async () => {
		expect(outputOf(await run('get', { resourceId: id, options: { output: 'simplified' } }))).toEqual([
			{ resourceType: 'Patient', id, gender: 'female', versionId: '2', lastUpdated: expect.any(String) },
		]);
	});

	it('Update goes through where the body has the current version', async () => {
		const [current] = outputOf(await run('get', { resourceId: id }));
		const updated = outputOf(await run('update', { body: JSON.stringify(current), options: { versionCheck: 'body' } }));
		expect(updated).toMatchObject([{ meta: { versionId: '3' } }]);
		expect(hospital.server.requests[1]?.headers['if-match']).toBe('W/"2"');
	});

	it('Update fails where someone else was quicker, and says so', async () => {
		const { error } = await run('update', {
			body: JSON.stringify(version(id, '1')),
			options: { versionCheck: 'body' },
		});
		expect(error?.httpCode).toBe('412');
		expect(error?.message).toMatch(`Patient/${id} has changed on the server since the version`);
		expect(error?.description).toMatch('Read the resource again');
	});

	it('Update takes the version of the option, as an ID or as an ETag', async () => {
		await run('update', { body: JSON.stringify(version(id, '9')), options: { ifMatch: 'W/"1"' } });
		await run('update', { body: JSON.stringify(version(id, '9')), options: { ifMatch: 1, versionCheck: 'given' } });
		expect(hospital.server.requests.map(({ headers }) => headers['if-match'])).toEqual(['W/"1"', 'W/"1"']);
	});

	it('Update sends none where the check is off', async () => {
		await run('update', { body: JSON.stringify(version(id, '1')), options: { versionCheck: 'off', ifMatch: '1' } });
		expect(hospital.server.requests[0]?.headers).not.toHaveProperty('if-match');
	});

	it.each([
		['a body without version', { versionCheck: 'body' }, 'names no version'],
		['a check without version', { versionCheck: 'given' }, 'wants a given version, but none is given'],
		['what is no version', { ifMatch: 'a b' }, '"If Match" is no FHIR id'],
	])('Update refuses %s', async (_name, options, message) => {
		const { error } = await run('update', { body: JSON.stringify({ id, gender: 'male' }), options });
		expect(error?.message).toMatch(message);
		expect(hospital.server.requests).toHaveLength(0);
	});

	it.each(['update', 'upsert'])('%s refuses a resource that a search cut down', async (operation) => {
		const [part] = outputOf(await run('getAll', { options: { elements: 'birthDate' } }));
		const { error } = await run(operation, { body: JSON.stringify(part), findBy: 'id' });
		expect(error?.message).toMatch('incomplete resource (tagged SUBSETTED)');
		expect(hospital.server.requests).toHaveLength(1);
	});
});

describe('Update, where servers differ', () => {
	const parameters = { operation: 'update', resourceType: type('Patient'), body: JSON.stringify(version('1', '4')) };

	it('takes 409 for a stale version too (HAPI, Oracle Health)', async () => {
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
	])('tells which option to add where %i asks for a version', async (status, answer) => {
		const { error } = await scripted([{ status, ...answer }], parameters);
		expect(error?.httpCode).toBe(String(status));
		expect(error?.description).toMatch('add the option Version Check');
	});

	it('accepts that nothing changed: same version as before', async () => {
		const { sent, ...result } = await scripted([{ body: version('1', '4') }], parameters);
		expect(outputOf(result)).toEqual([version('1', '4')]);
		expect(sent).toHaveLength(1);
	});

	it('says where an update created the resource', async () => {
		const result = await scripted([{ status: 201, body: version('1', '1') }], parameters);
		expect(result.hints.join()).toMatch('did not exist');
	});

	it('does not repeat an update of a version whose fate is unknown', async () => {
		const { sent, error } = await scripted([{ status: 502 }], {
			...parameters,
			options: { versionCheck: 'body', retries: 3 },
		});
		expect(sent).toHaveLength(1);
		expect(error?.httpCode).toBe('502');
	});
});
