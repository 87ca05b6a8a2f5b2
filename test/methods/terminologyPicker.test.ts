import { knownTerminology } from '../../nodes/Fhir/rest/definitions/terminology';
import { exampleTexts } from '../servers/fhir/examples';
import { openForm } from './openForm';
import { offline, startStatementServer, type StatementServer } from './statementServer';

const genderUrl = 'http://hl7.org/fhir/ValueSet/administrative-gender';
const wards = {
	resourceType: 'ValueSet',
	id: 'w',
	url: 'http://hospital.example/wards',
	title: 'Wards',
	name: 'wards',
};
const gender = { resourceType: 'ValueSet', id: 'g', url: genderUrl, title: 'AdministrativeGender' };

/** What the server has, and the names of the search parameters by which it finds anything. */
let resources: Array<{ url: string; title?: string; name?: string }>;
let status: number;
let refusesContains: boolean;
let at: StatementServer;

beforeEach(async () => {
	[resources, status, refusesContains] = [[gender, wards], 200, false];
	at = await startStatementServer();
	at.respond = (response, { url = '', body }) => {
		const query = new URL(url, 'http://h').searchParams;
		new URLSearchParams(body.toString()).forEach((value, name) => query.set(name, value));
		const urls = query.get('url')?.split(',');
		const title = (query.get('title:contains') ?? query.get('title'))?.toLowerCase();
		const isFound = (one: (typeof resources)[number]) =>
			(urls?.includes(one.url) ?? true) && (title === undefined || (one.title ?? '').toLowerCase().includes(title));
		const found =
			query.has('name:contains') || query.has('name') || query.has('url:below') ? [] : resources.filter(isFound);
		const entry = found.map((one, id) => ({ resource: { resourceType: 'Basic', id: String(id), ...one } }));
		const isRefused = refusesContains && url.includes('contains');
		response.status = isRefused ? 400 : status;
		response.body = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry });
	};
});
afterEach(async () => await at.server.close());

const list = async (method: string, filter?: string) =>
	await openForm(at.form({ resource: 'terminology' })).list(method, filter);
const names = async (filter?: string, method = 'valueSets') => (await list(method, filter)).map(({ name }) => name);

describe('The list of value sets', () => {
	test('has the well-known ones that the server has, then its own, then the others, marked', async () => {
		const listed = await list('valueSets');
		expect(listed.slice(0, 3)).toEqual([
			{ name: 'Gender (administrative)', value: genderUrl, url: genderUrl },
			{ name: 'Wards', value: wards.url, url: wards.url },
			expect.objectContaining({ name: 'Marital status (not found on the server)' }),
		]);
	});

	test.each([
		['a name', 'wards', 'Wards'],
		['a part of a name', 'ard', 'Wards'],
		['what people call it', 'female', 'Gender (administrative)'],
		['a part of a URL', 'administrative-gender', 'Gender (administrative)'],
		['its URL', genderUrl, 'Gender (administrative)'],
		['the URL of one of the server', wards.url, 'Wards'],
	])('is searched by %s', async (_what, typed, name) => {
		expect((await names(typed))[0]).toBe(name);
	});

	test('has the name of the resource, or its URL, where there is no title', async () => {
		resources = [{ url: 'http://h.example/a', name: 'Alpha' }, { url: 'http://h.example/b' }];
		expect((await names()).slice(0, 2)).toEqual(['Alpha', 'http://h.example/b']);
	});

	test('has the well-known ones, without marks, where the server cannot be asked', async () => {
		const withoutServer = (await openForm(offline({ resource: 'terminology' })).list('valueSets')).map(
			({ name }) => name,
		);
		expect(withoutServer.length).toBeGreaterThan(80);
		expect(withoutServer.join()).not.toContain('not found');
		status = 404;
		expect(await names()).toEqual(withoutServer);
	});

	test('is searched by the start of a name on a server that cannot look within names', async () => {
		refusesContains = true;
		expect((await names('wards'))[0]).toBe('Wards');
	});

	test('says that the login is refused', async () => {
		status = 401;
		const credential = { baseUrl: `${at.server.url}/fhir`, user: 'u', password: 'wrong' };
		const form = openForm(offline({ resource: 'terminology' }), credential);
		await expect(form.list('valueSets')).rejects.toMatchObject({ name: 'NodeApiError', httpCode: '401' });
	});
});

describe('The lists of code systems and concept maps', () => {
	test.each([
		['lab', 'http://loinc.org'],
		['diagnoses germany', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm'],
		['units', 'http://unitsofmeasure.org'],
		['snomed', 'http://snomed.info/sct'],
	])('find a code system by what people call it: %s → %s', async (filter, url) => {
		expect((await list('codeSystems', filter)).map(({ value }) => value)).toContain(url);
	});

	test('have the concept maps of the server', async () => {
		resources = [{ url: 'http://h.example/map', title: 'Old to new' }];
		expect(await names('old', 'conceptMaps')).toEqual(['Old to new']);
		expect(await openForm(offline({})).list('conceptMaps')).toEqual([]);
	});
});

test('The well-known value sets and code systems of HL7 have the URLs that HL7 gave them', async () => {
	for (const type of ['ValueSet', 'CodeSystem'] as const) {
		const published = new Set([...exampleTexts([type])].map(([, text]) => (JSON.parse(text) as { url: string }).url));
		const known = (await knownTerminology(type)).map(({ url }) => url);
		expect(known).toEqual([...new Set(known)]);
		const ours = known.filter((url) => /^http:..(hl7|terminology.hl7).org.(?!fhir.sid)/.test(url));
		expect(ours.filter((url) => !published.has(url))).toEqual([]);
	}
});
