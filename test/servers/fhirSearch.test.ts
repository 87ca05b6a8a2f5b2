import { type FhirServer, startFhirServer } from './fhirServer';
import { ask, type Sent } from './support/ask';

describe('FHIR test server', () => {
	let server: FhirServer;
	beforeAll(async () => {
		server = await startFhirServer({ examples: ['Patient', 'Observation', 'Encounter', 'Practitioner'], pageSize: 10 });
	});
	afterAll(async () => await server.close());

	async function pages(first: string, sent?: Sent): Promise<string[]> {
		const ids: string[] = [];
		let response = await ask(first, sent);
		for (;;) {
			for (const entry of response.json.entry ?? []) ids.push(entry.fullUrl);
			const next = response.json.link.find((link: { relation: string }) => link.relation === 'next');
			if (!next) return ids;
			response = await ask(next.url);
		}
	}

	it('pages through all results once, by GET and by POST', async () => {
		expect(server.count('Observation')).toBe(64);
		const ids = await pages(`${server.baseUrl}/Observation`);
		expect(new Set(ids).size).toBe(64);
		expect(ids).toHaveLength(64);
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		const posted = await pages(`${server.baseUrl}/Observation/_search`, {
			method: 'POST',
			body: '_count=7&_sort=_id',
			headers,
		});
		expect([...posted].sort()).toEqual([...ids].sort());
	});

	it.each([
		['Observation?subject=Patient/example', 'Observation?patient=example'],
		['Observation?subject:Patient.name=Peter&_count=100', 'Observation?subject=Patient/example&_count=100'],
		['Patient?_has:Observation:subject:status=final&_id=example', 'Patient?_id=example'],
		['Patient/example/Observation', 'Observation?patient=example'],
	])('returns the same results for %s and %s', async (one, other) => {
		const [a, b] = [await pages(`${server.baseUrl}/${one}`), await pages(`${server.baseUrl}/${other}`)];
		expect(a.length).toBeGreaterThan(0);
		expect([...a].sort()).toEqual([...b].sort());
	});

	it('counts, sorts, includes, filters elements and reports ignored parameters', async () => {
		const count = await ask(`${server.baseUrl}/Patient?_summary=count`);
		expect(count.json).toMatchObject({ total: 22 });
		expect(count.json.entry).toBeUndefined();
		const sorted = await ask(`${server.baseUrl}/Patient?_sort=-birthdate&_count=5&_elements=birthDate`);
		const dates = sorted.json.entry.map((entry: { resource: { birthDate: string } }) => entry.resource.birthDate);
		expect(dates).toEqual([...dates].sort().reverse());
		expect(sorted.json.entry[0].resource.meta.tag[0].code).toBe('SUBSETTED');
		expect(sorted.json.entry[0].resource.name).toBeUndefined();
		const included = await ask(`${server.baseUrl}/Observation?patient=example&_include=Observation:subject&_count=2`);
		expect(included.json.entry.map((entry: { search: { mode: string } }) => entry.search.mode)).toContain('include');
		const odd = await ask(`${server.baseUrl}/Patient?colour=blue&_count=1`);
		expect(odd.json.link[0].url).not.toContain('colour');
		expect(odd.json.entry.at(-1).search.mode).toBe('outcome');
		const strict = await ask(`${server.baseUrl}/Patient?colour=blue`, { headers: { prefer: 'handling=strict' } });
		expect(strict.status).toBe(400);
	});

	it('returns everything of a patient, page by page', async () => {
		const everything = await pages(`${server.baseUrl}/Patient/example/$everything?_count=4`);
		expect(everything[0]).toBe(`${server.baseUrl}/Patient/example`);
		expect(everything.length).toBeGreaterThan(8);
		expect(new Set(everything).size).toBe(everything.length);
	});

	it('returns the history of a type and of the system, page by page', async () => {
		expect(await pages(`${server.baseUrl}/Patient/_history?_count=9`)).toHaveLength(server.count('Patient'));
		expect(await pages(`${server.baseUrl}/_history?_count=100`)).toHaveLength(server.count());
	});

	it('returns a CapabilityStatement', async () => {
		const { json } = await ask(`${server.baseUrl}/metadata`);
		expect(json.software.name).toContain('test server');
		const patient = json.rest[0].resource.find((one: { type: string }) => one.type === 'Patient');
		expect(patient.searchParam.map((one: { name: string }) => one.name)).toEqual(
			expect.arrayContaining(['family', '_id']),
		);
		expect(json.rest[0].resource.map((one: { type: string }) => one.type)).not.toContain('DomainResource');
	});
});
