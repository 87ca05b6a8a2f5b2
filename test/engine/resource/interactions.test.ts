import { startHospital, outputOf, type, type Hospital } from '../support/fixtures';

const patient = (family: string) => ({ resourceType: 'Patient', name: [{ family }] });

describe('Resource →', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	const create = async (...families: string[]) =>
		outputOf(
			await hospital.run(
				{ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' },
				{ input: families.map(patient) },
			),
		);

	describe('Create', () => {
		it('returns the created resource of each input item, paired and in order', async () => {
			const families = Array.from({ length: 25 }, (_, index) => `Family ${index}`);
			const result = await hospital.run(
				{ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' },
				{ input: families.map(patient) },
			);
			const created = outputOf(result);
			expect(created.map(({ name }) => (name as Array<{ family: string }>)[0]?.family)).toEqual(families);
			expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual(families.map((_, item) => ({ item })));
			expect(new Set(created.map(({ id }) => id)).size).toBe(25);
		});

		it('sends FHIR JSON', async () => {
			await create('Chalmers');
			const [request] = hospital.server.requests;
			expect(request).toMatchObject({ method: 'POST', url: '/fhir/Patient' });
			expect(request?.headers['content-type']).toMatch('application/fhir+json');
			expect(request?.headers.accept).toMatch('application/fhir+json');
		});

		it('takes the resource type from the form where the body has none', async () => {
			const [created] = outputOf(
				await hospital.run({ operation: 'create', resourceType: type('Patient'), body: '{"gender":"female"}' }),
			);
			expect(created).toMatchObject({ resourceType: 'Patient', gender: 'female' });
		});
	});

	describe('Get', () => {
		it('reads a resource by its ID', async () => {
			const [created] = await create('Chalmers');
			const [read] = outputOf(
				await hospital.run({ operation: 'get', resourceType: type('Patient'), resourceId: created?.id }),
			);
			expect(read).toEqual(created);
		});

		it('explains a 404 for a resource that does not exist', async () => {
			const { error } = await hospital.run({ operation: 'get', resourceType: type('Patient'), resourceId: 'nobody' });
			expect(error?.httpCode).toBe('404');
			expect(error?.message).toMatch(/not found|does not exist|no Patient/i);
			expect(error?.description).toBeTruthy();
		});
	});

	describe('Replace', () => {
		it('replaces a resource and returns its new version', async () => {
			const [created] = await create('Chalmers');
			const [updated] = outputOf(
				await hospital.run(
					{ operation: 'update', resourceType: type('Patient'), resourceId: '={{ $json.id }}', body: '={{ $json }}' },
					{ input: [{ ...created, gender: 'male' }] },
				),
			);
			expect(updated).toMatchObject({ id: created?.id, gender: 'male' });
			expect((updated?.meta as { versionId: string }).versionId).not.toBe(
				(created?.meta as { versionId: string }).versionId,
			);
		});

		it('takes the ID from the body where the field Resource ID is empty', async () => {
			const [created] = await create('Chalmers');
			await hospital.run(
				{ operation: 'update', resourceType: type('Patient'), resourceId: '', body: '={{ $json }}' },
				{ input: [{ ...created }] },
			);
			expect(hospital.server.requests.at(-1)).toMatchObject({
				method: 'PUT',
				url: `/fhir/Patient/${String(created?.id)}`,
			});
		});

		it('sends updates of one resource one after another, in the order of the items', async () => {
			const [created] = await create('Chalmers');
			const updated = outputOf(
				await hospital.run(
					{ operation: 'update', resourceType: type('Patient'), resourceId: '', body: '={{ $json }}' },
					{
						input: Array.from({ length: 12 }, (_, index) => ({
							resourceType: 'Patient',
							id: created?.id as string,
							name: [{ family: `Family ${index}` }],
						})),
					},
				),
			);
			const [last] = outputOf(
				await hospital.run({ operation: 'get', resourceType: type('Patient'), resourceId: created?.id }),
			);
			expect((last?.name as Array<{ family: string }>)[0]?.family).toBe('Family 11');
			expect(last).toEqual(updated.at(-1));
		});
	});

	describe('Delete', () => {
		it('returns the type and the ID of the deleted resource', async () => {
			const [created] = await create('Chalmers');
			const parameters = { resourceType: type('Patient'), resourceId: created?.id as string };
			expect(outputOf(await hospital.run({ operation: 'delete', ...parameters }))).toEqual([
				{ deleted: true, resourceType: 'Patient', id: created?.id },
			]);
			const { error } = await hospital.run({ operation: 'get', ...parameters });
			expect(error?.httpCode).toBe('410');
		});
	});
});

describe('Errors of items', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	it('go to the error output, while the other items go to the first output', async () => {
		const result = await hospital.run(
			{ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' },
			{
				onError: 'continueErrorOutput',
				input: [patient('One'), { resourceType: 'Observation' }, patient('Three')],
			},
		);
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(result.errors).toHaveLength(1);
		expect(result.errors[0]).toMatchObject({
			pairedItem: { item: 1 },
			json: { error: expect.stringMatching(/Observation/) },
		});
	});

	it('end the execution without an error output, and say how far it came', async () => {
		const { error } = await hospital.run(
			{ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}', options: { concurrency: 1 } },
			{ input: [patient('One'), { resourceType: 'Observation' }, patient('Three')] },
		);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(error?.description).toMatch('Of 3 items, 1 completed, 1 failed and 1 did not start');
		expect(error?.context?.data).toMatchObject({
			completed: [{ item: 0, resources: [expect.stringMatching(/^Patient\/[^/]+\/_history\/1$/)] }],
		});
		expect(hospital.server.requests).toHaveLength(1);
	});

	it('name the credential where the server rejects the login', async () => {
		const { error } = await hospital.run(
			{ operation: 'get', resourceType: type('Patient'), resourceId: '1' },
			{
				credentials: {
					...hospital.credentials,
					fhirBasicAuthApi: { ...hospital.credentials.fhirBasicAuthApi, password: 'wrong' },
				},
			},
		);
		expect(error?.httpCode).toBe('401');
		expect(`${error?.message} ${String(error?.description)}`).toMatch(/credential/);
		expect(JSON.stringify(error)).not.toContain('wrong');
	});
});
