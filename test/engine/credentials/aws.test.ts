import { type HealthLake, temporaryKey } from '../../servers/aws/healthLake';
import { startServer, type TestServer } from '../../servers/httpServer';
import { type FileStore, useFileStore } from '../support/files';
import { outputOf } from '../support/fixtures';
import { type AwsTarget, startAwsTarget } from './awsFixture';

let target: AwsTarget;
let lake: HealthLake;
let run: AwsTarget['run'];
let files: FileStore;
beforeAll(async () => {
	files = await useFileStore();
	target = await startAwsTarget();
	({ lake, run } = target);
});
afterAll(async () => await Promise.all([lake.close(), files.close()]));
beforeEach(() => target.reset());

const body = JSON.stringify({ resourceType: 'Patient', name: [{ family: "O'Brien & Söhne" }] });

describe('FHIR AWS API: a server that makes each signature once more accepts', () => {
	it.each(['a-1', '2024-01-01T00.00.00', '1'.repeat(64)])('a read of %s', async (resourceId) => {
		expect(outputOf(await run({ operation: 'get', resourceId }))).toEqual([
			{ resourceType: 'Patient', id: resourceId },
		]);
	});

	it('a search with repeated, encoded and international parameters, and its next page', async () => {
		const parameter = [
			['name', '', "O'Brien (Levin)*!"],
			['name:exact', '', 'Müller + Söhne'],
			['birthdate', '', 'ge1970-01-01'],
			['birthdate', '', 'le2000-12-31'],
			['identifier', '', 'http://hospital.example/mrn|12 34'],
			['_lastUpdated', '', 'gt2024-01-01T00:00:00+01:00'],
		].map(([name, match, value]) => ({ name, match, value }));
		const search = { operation: 'getAll', returnAll: true, searchParameters: { parameter } };
		expect(outputOf(await run(search)).map(({ id }) => id)).toEqual(['1', '2']);
		expect(lake.requests.map(({ url }) => url.includes('page='))).toEqual([false, true]);
		expect(lake.requests[0]?.url).toMatch(/name:exact=M%C3%BCller%20%2B%20S%C3%B6hne/);
	});

	it('a create, with and without a condition', async () => {
		expect(outputOf(await run({ operation: 'create', body }))).toEqual([{ id: 'new', ...JSON.parse(body) }]);
		outputOf(await run({ operation: 'create', body, options: { ifNoneExist: 'identifier=http://h.example/mrn|1' } }));
		expect(lake.requests[1]?.headers.authorization).toMatch(/;if-none-exist;/);
	});

	it('an update under If-Match', async () => {
		const parameters = {
			operation: 'update',
			resourceId: '1',
			body,
			options: { ifMatch: '3' },
		};
		outputOf(await run(parameters));
		expect(lake.requests.map(({ method, headers }) => [method, headers['if-match']])).toEqual([['PUT', 'W/"3"']]);
	});

	it('a batch of many items, some Bundles of it at the same time', async () => {
		const input = Array.from({ length: 40 }, (_value, number) => ({
			resourceType: 'Patient',
			gender: number % 2 ? 'female' : 'male',
		}));
		const { output } = await run(
			{ resource: 'bundle', operation: 'sendItems', body: '={{ $json }}', options: { chunkSize: 5, maxEntries: 5 } },
			{},
			{ input },
		);
		expect(output).toHaveLength(40);
		expect(lake.requests.every(({ headers }) => headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))).toBe(true);
	});

	it.each<[string, string]>([
		['as it is', 'application/pdf'],
		['in a Binary', 'application/json'],
	])('a file that is streamed from disk and sent %s', async (_how, mimeType) => {
		const bytes = Buffer.alloc(3_000_001, 'Entlassbrief \xff');
		const file = await files.put(bytes, 'letter.pdf', mimeType);
		const upload = { resource: 'binary', operation: 'upload' };
		expect(outputOf(await run(upload, {}, { binary: [{ data: file }] }))).toMatchObject([{ id: 'b-1' }]);
		expect(lake.requests).toHaveLength(1);
	});

	it('requests with temporary credentials', async () => {
		outputOf(await run({ operation: 'get', resourceId: '1' }, temporaryKey));
		expect(lake.requests[0]?.headers['x-amz-security-token']).toBe(temporaryKey.sessionToken);
	});

	it('a request that is redirected on the same server', async () => {
		lake.redirectTo = `${lake.baseUrl}Patient/2?_format=json`;
		expect(outputOf(await run({ operation: 'get', resourceId: '1' }))).toEqual([{ resourceType: 'Patient', id: '2' }]);
	});

	it('ten items in parallel, all with their own signatures', async () => {
		const input = Array.from({ length: 10 }, (_value, number) => ({ id: String(number) }));
		const { output } = await run({ operation: 'get', resourceId: '={{ $json.id }}' }, {}, { input });
		expect(output.map(({ json }) => json.id)).toEqual(input.map(({ id }) => id));
		expect(new Set(lake.requests.map(({ headers }) => headers.authorization)).size).toBe(10);
	});
});

describe('FHIR AWS API: another server gets nothing of it', () => {
	let elsewhere: TestServer;
	beforeAll(async () => {
		elsewhere = await startServer(
			({ url = '' }, response) => {
				const page = { resourceType: 'Bundle', type: 'searchset', entry: [] };
				response.setHeader('content-type', 'application/fhir+json');
				response.end(JSON.stringify(url.includes('page') ? page : { resourceType: 'Patient', id: '1' }));
			},
			{ tls: target.ca.issue() },
		);
	});
	afterAll(async () => await elsewhere.close());

	it('after a redirect, in a next link, and in a reference', async () => {
		lake.nextAt = `${elsewhere.url}/page?2`;
		outputOf(await run({ operation: 'getAll', returnAll: true }, temporaryKey));
		lake.redirectTo = `${elsewhere.url}/datastore/x/r4/Patient/1`;
		outputOf(await run({ operation: 'get', resourceId: '1' }, temporaryKey));
		const reference = {
			resource: 'reference',
			operation: 'resolve',
			reference: `${elsewhere.url}/r4/Patient/1`,
			context: '',
		};
		outputOf(await run({ ...reference, options: { otherServers: true } }, temporaryKey));
		expect(elsewhere.requests).toHaveLength(3);
		for (const { headers } of elsewhere.requests) {
			expect(Object.keys(headers).filter((name) => /^(authorization|x-amz-.*)$/.test(name))).toEqual([]);
			expect(JSON.stringify(headers)).not.toMatch(/EXAMPLE/);
		}
	});
});
