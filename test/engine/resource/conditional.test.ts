import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const mrn = (value: string) => `identifier=http://hospital.example/mrn|${value}`;
const patient = (value: string, more: object = {}) => ({
	resourceType: 'Patient',
	identifier: [{ system: 'http://hospital.example/mrn', value }],
	...more,
});
const byMrn = (value: string) => ({
	findBy: 'parameters',
	searchParameters: { parameter: [{ name: 'identifier', match: '', value: `http://hospital.example/mrn|${value}` }] },
});

describe('Resource →', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	const operate = async (operation: string, parameters: object, input?: object[]) =>
		await hospital.run({ operation, resourceType: type('Patient'), ...parameters }, input && { input: input as never });

	describe('Create with If None Exist', () => {
		it('creates the resource once, then returns the existing one with a hint', async () => {
			const parameters = { body: '={{ $json }}', options: { ifNoneExist: mrn('c-1') } };
			const [first] = outputOf(await operate('create', parameters, [patient('c-1')]));
			const again = await operate('create', parameters, [patient('c-1')]);
			expect(outputOf(again)[0]?.id).toBe(first?.id);
			expect(again.hints.join()).toMatch(/existed already/);
			expect(hospital.server.requests[0]?.headers['if-none-exist']).toBe(
				'identifier=http://hospital.example/mrn%7Cc-1',
			);
		});

		it('creates one resource where several items have the same condition', async () => {
			const input = Array.from({ length: 8 }, () => patient('c-2'));
			const created = outputOf(
				await operate('create', { body: '={{ $json }}', options: { ifNoneExist: mrn('c-2') } }, input),
			);
			expect(new Set(created.map(({ id }) => id)).size).toBe(1);
		});

		it('fails where several resources match, and says what to do', async () => {
			await operate('create', { body: '={{ $json }}' }, [patient('c-3'), patient('c-3')]);
			const { error } = await operate('create', { body: '={{ $json }}', options: { ifNoneExist: mrn('c-3') } }, [
				patient('c-3'),
			]);
			expect(error?.httpCode).toBe('412');
			expect(error?.message).toMatch('More than one resource matches the condition of the create');
			expect(error?.description).toMatch('Narrow the condition');
		});

		it('rejects criteria that select nothing', async () => {
			const { error } = await operate('create', { body: '={{ $json }}', options: { ifNoneExist: '_count=1' } }, [
				patient('c-4'),
			]);
			expect(error?.message).toMatch('"If None Exist" has no criterion');
			expect(hospital.server.requests).toHaveLength(0);
		});
	});

	describe('Create or Update', () => {
		it('by criteria creates a missing resource and updates an existing one', async () => {
			const parameters = { body: '={{ $json }}', ...byMrn('u-1') };
			const [created] = outputOf(await operate('upsert', parameters, [patient('u-1')]));
			const [updated] = outputOf(await operate('upsert', parameters, [patient('u-1', { gender: 'male' })]));
			expect(updated).toMatchObject({ id: created?.id, gender: 'male', meta: { versionId: '2' } });
			expect(hospital.server.requests[0]).toMatchObject({
				method: 'PUT',
				url: '/fhir/Patient?identifier=http://hospital.example/mrn%7Cu-1',
			});
		});

		it('by criteria fails where several resources match', async () => {
			await operate('create', { body: '={{ $json }}' }, [patient('u-2'), patient('u-2')]);
			const { error } = await operate('upsert', { body: '={{ $json }}', ...byMrn('u-2') }, [patient('u-2')]);
			expect(error?.httpCode).toBe('412');
			expect(error?.message).toMatch('condition of the update');
		});

		it('by ID creates the resource under that ID, then updates it', async () => {
			const parameters = { body: '={{ $json }}', findBy: 'id', resourceId: 'own-id' };
			expect(outputOf(await operate('upsert', parameters, [patient('u-3')]))).toMatchObject([{ id: 'own-id' }]);
			await operate('upsert', { ...parameters, resourceId: '' }, [patient('u-3', { id: 'own-id' })]);
			expect(hospital.server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
				'PUT /fhir/Patient/own-id',
				'PUT /fhir/Patient/own-id',
			]);
		});

		it('rejects a search without criteria', async () => {
			const { error } = await operate('upsert', { body: '={{ $json }}', findBy: 'parameters' }, [patient('u-4')]);
			expect(error?.message).toMatch('"Search Parameters" is empty');
			expect(hospital.server.requests).toHaveLength(0);
		});
	});

	describe('Delete by criteria', () => {
		it('deletes the matching resource', async () => {
			await operate('create', { body: '={{ $json }}' }, [patient('d-1')]);
			expect(outputOf(await operate('delete', byMrn('d-1')))).toEqual([{ deleted: true, resourceType: 'Patient' }]);
			expect(outputOf(await operate('getAll', byMrn('d-1')))).toEqual([]);
		});

		it('fails where several resources match, and deletes none of them', async () => {
			await operate('create', { body: '={{ $json }}' }, [patient('d-2'), patient('d-2')]);
			const { error } = await operate('delete', { findBy: 'queryString', queryString: mrn('d-2') });
			expect(error?.httpCode).toBe('412');
			expect(outputOf(await operate('getAll', byMrn('d-2')))).toHaveLength(2);
		});

		it('does not use search criteria that another operation left in the form', async () => {
			await operate('delete', { searchBy: 'queryString', queryString: mrn('d-3'), resourceId: 'd-3' });
			expect(hospital.server.requests[0]).toMatchObject({ method: 'DELETE', url: '/fhir/Patient/d-3' });
		});

		it.each([
			['an empty list of criteria', { findBy: 'parameters' }, '"Search Parameters" is empty'],
			['an empty query', { findBy: 'queryString', queryString: ' ' }, '"Query String" is empty'],
			['a page size alone', { findBy: 'queryString', queryString: '_count=9&_sort=name' }, 'has no criterion'],
			['a criterion without a value', { findBy: 'queryString', queryString: 'family=' }, '`family` has no value'],
		])('rejects %s', async (_name, parameters, message) => {
			const { error } = await operate('delete', parameters);
			expect(error?.message).toMatch(message);
			expect(hospital.server.requests).toHaveLength(0);
		});
	});
});

describe('Resource → Delete by criteria that match nothing', () => {
	const parameters = { operation: 'delete', resourceType: type('Patient'), ...byMrn('none') };

	it('succeeds on a warning with status 200 (HAPI)', async () => {
		const warning = outcome('warning', 'not-found', 'Unable to find resource matching URL');
		const result = await scripted([{ body: warning }], parameters);
		expect(outputOf(result)).toEqual([{ deleted: false, resourceType: 'Patient' }]);
		expect(result.hints.join()).toMatch('Unable to find resource');
	});

	it('succeeds on a 404 with an OperationOutcome', async () => {
		const result = await scripted([{ status: 404, body: outcome('error', 'not-found', 'No match') }], parameters);
		expect(outputOf(result)).toEqual([{ deleted: false, resourceType: 'Patient' }]);
		expect(result.hints.join()).toMatch('Nothing on the server matches the condition of the delete: No match');
	});

	it('fails on a 404 that does not come from a FHIR server', async () => {
		const { error } = await scripted([{ status: 404, body: '<html>Not Found</html>' }], parameters);
		expect(error?.httpCode).toBe('404');
		expect(error?.description).toMatch('Base URL');
	});
});

describe('Resource → Get with If None Match or If Modified Since', () => {
	const parameters = { operation: 'get', resourceType: type('Patient'), resourceId: '1' };

	it('sends the version and the time, and returns `notModified` on a 304', async () => {
		const result = await scripted([{ status: 304, headers: { etag: 'W/"3"' } }], {
			...parameters,
			options: { ifNoneMatch: 'W/"3"', ifModifiedSince: '2026-03-01T09:00:00+01:00' },
		});
		expect(outputOf(result)).toEqual([{ notModified: true, resourceType: 'Patient', id: '1', versionId: '3' }]);
		expect(result.sent[0]?.headers).toMatchObject({
			'if-none-match': 'W/"3"',
			'if-modified-since': 'Sun, 01 Mar 2026 08:00:00 GMT',
		});
	});

	it('accepts a date from an expression', async () => {
		const result = await scripted([{ status: 304 }], {
			...parameters,
			options: { ifModifiedSince: "={{ DateTime.fromISO('2026-03-01T08:00:00Z') }}" },
		});
		expect(outputOf(result)).toEqual([{ notModified: true, resourceType: 'Patient', id: '1' }]);
		expect(result.sent[0]?.headers['if-modified-since']).toBe('Sun, 01 Mar 2026 08:00:00 GMT');
	});

	it('takes a time that was picked in the form as one of the time zone of the workflow', async () => {
		const result = await scripted([{ status: 304 }], {
			...parameters,
			options: { ifModifiedSince: '2026-03-01T08:00:00' },
		});
		// The test's n8n has the time zone of New York, as n8n has by default.
		expect(result.sent[0]?.headers['if-modified-since']).toBe('Sun, 01 Mar 2026 13:00:00 GMT');
	});

	it('rejects a time without a time zone from an expression', async () => {
		const { error } = await scripted([], {
			...parameters,
			options: { ifModifiedSince: '={{ "2026-03-01T08:00:00" }}' },
		});
		expect(error?.message).toBe('"If Modified Since" has a time without a time zone');
	});
});
