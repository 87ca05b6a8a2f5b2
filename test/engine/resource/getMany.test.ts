import { outputOf, startHospital, type, type Hospital } from '../support/fixtures';

describe('Resource → Get Many', () => {
	let hospital: Hospital;
	const search = { operation: 'getAll', resourceType: type('Patient') };
	const byName = (value: string, match = '') => ({ parameter: [{ name: 'family', match, value }] });

	beforeAll(async () => {
		hospital = await startHospital();
		await hospital.run(
			{ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' },
			{ input: Array.from({ length: 45 }, () => ({ resourceType: 'Patient', name: [{ family: 'Searched' }] })) },
		);
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	it('follows the pages up to the limit and requests no further page', async () => {
		const found = outputOf(
			await hospital.run({
				...search,
				searchParameters: byName('Searched'),
				returnAll: false,
				limit: 25,
				options: { count: 10 },
			}),
		);
		expect(found).toHaveLength(25);
		expect(hospital.server.requests).toHaveLength(3);
	});

	it('with Return All returns each match once', async () => {
		const found = outputOf(
			await hospital.run({
				...search,
				searchParameters: byName('Searched'),
				returnAll: true,
				options: { count: 10 },
			}),
		);
		expect(new Set(found.map(({ id }) => id)).size).toBe(45);
		expect(found).toHaveLength(45);
	});

	it('with output Bundle Pages returns each page as the server sent it', async () => {
		const pages = outputOf(
			await hospital.run({
				...search,
				searchParameters: byName('Searched'),
				returnAll: true,
				options: { count: 20, output: 'bundles' },
			}),
		);
		expect(pages.map(({ resourceType, entry }) => [resourceType, (entry as unknown[]).length])).toEqual([
			['Bundle', 20],
			['Bundle', 20],
			['Bundle', 5],
		]);
	});

	it('puts a modifier after the parameter name and a prefix before the value', async () => {
		await hospital.run({
			...search,
			searchParameters: {
				parameter: [
					{ name: 'family', match: ':exact', value: 'Searched' },
					{ name: 'birthdate', match: 'ge', value: '1970-01-01' },
					{ name: 'birthdate', match: 'le', value: '1980-01-01' },
				],
			},
		});
		expect(hospital.server.requests[0]?.url).toMatch(
			/^\/fhir\/Patient\?family:exact=Searched&birthdate=ge1970-01-01&birthdate=le1980-01-01/,
		);
	});

	it('accepts a query string that begins with a question mark', async () => {
		const found = outputOf(
			await hospital.run({ ...search, searchBy: 'queryString', queryString: '?family=Searched', limit: 3 }),
		);
		expect(found).toHaveLength(3);
	});

	it('with output Simplified Resources returns simplified resources', async () => {
		const [found] = outputOf(
			await hospital.run({
				...search,
				searchParameters: byName('Searched'),
				limit: 1,
				options: { output: 'simplified' },
			}),
		);
		expect(found).toMatchObject({ resourceType: 'Patient', name: 'Searched', versionId: expect.any(String) });
	});
});
