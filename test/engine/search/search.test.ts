import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted, searchset } from '../support/scripted';

const byCode = { parameter: [{ name: 'code', match: '', value: 'weight' }] };

describe('FHIR search:', () => {
	let hospital: Hospital;
	let id: string;

	beforeAll(async () => {
		hospital = await startHospital();
		const make = async (resourceType: string, body: object) =>
			outputOf(
				await hospital.run({ operation: 'create', resourceType: type(resourceType), body: JSON.stringify(body) }),
			)[0];
		id = String((await make('Patient', { name: [{ family: 'Chalmers' }] }))?.id);
		const subject = { reference: `Patient/${id}` };
		for (const code of ['weight', 'height', 'weight']) {
			await make('Observation', { subject, status: 'final', code: { coding: [{ code }] } });
		}
		await make('Observation', { subject: { reference: 'Patient/other' }, code: { coding: [{ code: 'weight' }] } });
		await make('Condition', { subject });
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	const search = async (operation: string, parameters: object) =>
		await hospital.run({ resource: 'search', operation, returnAll: true, ...parameters });
	const url = () => hospital.server.requests[0]?.url;

	it('Search → Search Compartment returns the resources of one type of one patient', async () => {
		const found = outputOf(
			await search('compartment', {
				compartment: 'Patient',
				compartmentId: id,
				searchIn: 'type',
				resourceType: type('Observation'),
				searchParameters: byCode,
			}),
		);
		expect(found.map(({ resourceType }) => resourceType)).toEqual(['Observation', 'Observation']);
		expect(url()).toBe(`/fhir/Patient/${id}/Observation?code=weight&_count=200`);
	});

	it('Search → Search Compartment rejects an invalid ID', async () => {
		const { error } = await search('compartment', { compartmentId: '1/../2', resourceType: type('Observation') });
		expect(error?.message).toBe('"Compartment ID" contains a slash');
		expect(hospital.server.requests).toHaveLength(0);
	});

	it('Search → Search Across Types returns several types from one search', async () => {
		const found = outputOf(await search('acrossTypes', { resourceTypes: 'Patient, Condition' }));
		expect(found.map(({ resourceType }) => resourceType).sort()).toEqual(['Condition', 'Patient']);
		expect(url()).toBe('/fhir?_type=Patient,Condition&_count=200');
	});

	it('Search → Search Across Types rejects what cannot be a type and suggests a known type', async () => {
		const { error } = await search('acrossTypes', { resourceTypes: 'Patient,observations' });
		expect(error?.message).toMatch('"Resource Types" is "observations", which is not a FHIR resource type');
		expect(error?.description).toMatch('`Observation`');
	});

	const getMany = async (options: object, parameters: object = {}) =>
		await hospital.run({
			operation: 'getAll',
			resourceType: type('Observation'),
			...parameters,
			options: options,
		});

	it('Resource → Get Many sends every result parameter', async () => {
		await getMany({
			include: 'Observation:subject, Observation:performer',
			revInclude: 'Provenance:target',
			sort: '-date, code',
			count: 7,
			elements: 'status, code',
			total: 'accurate',
		});
		expect(url()).toBe(
			'/fhir/Observation?_include=Observation:subject&_include=Observation:performer&_revinclude=Provenance:target' +
				'&_sort=-date,code&_count=7&_elements=status,code&_total=accurate',
		);
	});

	it('Resource → Get Many returns included resources after the matches', async () => {
		const found = outputOf(await getMany({ include: 'Observation:subject' }, { searchParameters: byCode }));
		expect(found.map(({ resourceType }) => resourceType)).toEqual([
			'Observation',
			'Observation',
			'Observation',
			'Patient',
		]);
	});

	it('Resource → Get Many accepts chained and reverse chained parameters', async () => {
		const parameter = [{ name: 'subject:Patient.name', match: '', value: 'Chalmers' }];
		expect(outputOf(await getMany({}, { searchParameters: { parameter } }))).toHaveLength(3);
		const reverse = [{ name: '_has:Observation:subject:code', match: '', value: 'height' }];
		const patients = await getMany({}, { resourceType: type('Patient'), searchParameters: { parameter: reverse } });
		expect(outputOf(patients)).toMatchObject([{ id }]);
	});

	it('Resource → Get Many with Summary: count returns the total without entries', async () => {
		const [page] = outputOf(await getMany({ summary: 'count', output: 'bundles' }));
		expect(page).toMatchObject({ resourceType: 'Bundle', total: 4 });
		expect(url()).toBe('/fhir/Observation?_summary=count');
	});

	it('Resource → Get Many sends the option Unknown Search Parameters and reports the parameter that the server does not know', async () => {
		const parameters = { searchBy: 'queryString', queryString: 'shoesize=44' };
		const { error } = await getMany({ handling: 'strict' }, parameters);
		expect(error?.httpCode).toBe('400');
		expect(error?.message).toMatch('shoesize');
		expect(hospital.server.requests[0]?.headers.prefer).toBe('handling=strict');
		const lenient = await getMany({ handling: 'lenient' }, parameters);
		expect(lenient.hints.join()).toMatch('shoesize');
	});

	it.each([
		['POST where the option HTTP Method says so', { method: 'post' }, 'code=weight'],
		['POST where the URL would be too long', {}, `code=${'x'.repeat(5_000)}`],
	])('Resource → Get Many sends a %s', async (_name, options, queryString) => {
		await getMany(options, { searchBy: 'queryString', queryString });
		expect(hospital.server.requests[0]).toMatchObject({
			method: 'POST',
			url: '/fhir/Observation/_search',
			body: `${queryString}&_count=50`,
		});
		expect(hospital.server.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
	});

	it('Resource → Get Many sends a long query by GET where the option HTTP Method says so', async () => {
		await getMany({ method: 'get' }, { searchBy: 'queryString', queryString: `code=${'x'.repeat(5_000)}` });
		expect(hospital.server.requests[0]?.method).toBe('GET');
	});
});

describe('FHIR search:', () => {
	const compartment = { resource: 'search', operation: 'compartment', compartment: 'Encounter', compartmentId: '7' };
	const all = { ...compartment, searchIn: 'all', resourceType: type('Observation') };

	it.each([
		['GET', {}, 'GET /fhir/Encounter/7/*?_count=50'],
		['POST', { method: 'post' }, 'POST /fhir/Encounter/7/_search'],
	])('Search → Search Compartment searches all types by %s', async (_name, options, request) => {
		const result = await scripted([searchset({ resourceType: 'Condition', id: '1' })], { ...all, options });
		expect(outputOf(result)).toEqual([{ resourceType: 'Condition', id: '1' }]);
		expect(`${String(result.sent[0]?.method)} ${String(result.sent[0]?.url)}`).toBe(request);
	});

	it('Search → Search Compartment by POST keeps the search parameters out of the URL', async () => {
		const parameters = {
			...compartment,
			searchIn: 'type',
			resourceType: type('Observation'),
			searchParameters: byCode,
		};
		const { sent } = await scripted([searchset()], { ...parameters, options: { method: 'post' } });
		expect(sent[0]).toMatchObject({ url: '/fhir/Encounter/7/Observation/_search', body: 'code=weight&_count=50' });
	});

	it('Search → Search Across Types by POST sends the request to the base URL', async () => {
		const parameters = { resource: 'search', operation: 'acrossTypes', resourceTypes: 'Patient' };
		const { sent } = await scripted([searchset()], { ...parameters, options: { method: 'post' } });
		expect(sent[0]).toMatchObject({ method: 'POST', url: '/fhir/_search', body: '_type=Patient&_count=50' });
	});

	it("Search → Search Across Types shows the server's reason for rejecting the search (HAPI)", async () => {
		const body = outcome('error', 'processing', 'HAPI-0302: Invalid request: can not search on the base');
		const parameters = { resource: 'search', operation: 'acrossTypes', resourceTypes: '' };
		const { error, sent } = await scripted([{ status: 400, body }], parameters);
		expect(error?.httpCode).toBe('400');
		expect(error?.message).toMatch('can not search on the base');
		expect(sent[0]?.url).toBe('/fhir?_count=50');
	});

	it('Resource → Get Many shows an OperationOutcome among the results as a hint instead of an item', async () => {
		const entry = [
			{ resource: outcome('warning', 'not-supported', 'Ignored: foo'), search: { mode: 'outcome' } },
			{ resource: { resourceType: 'Patient', id: '1' }, search: { mode: 'match' } },
		];
		const body = { resourceType: 'Bundle', type: 'searchset', entry };
		const result = await scripted([{ body }], { operation: 'getAll', resourceType: type('Patient') });
		expect(outputOf(result)).toEqual([{ resourceType: 'Patient', id: '1' }]);
		expect(result.hints).toEqual(['Ignored: foo']);
	});
});
