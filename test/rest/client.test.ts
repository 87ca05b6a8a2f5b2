import { capabilityStatement } from '../../nodes/Fhir/rest/conformance/capabilities';
import { answeringServer, failureOf, fhirJson, requests, serverAndClient, testRuntime } from './support';

const { read, create } = requests;
const { answering, client, url, requests: received } = answeringServer();
const json = (value: unknown) => JSON.stringify(value);

describe('FhirClient.send:', () => {
	beforeEach(() => answering(200, fhirJson, json({ resourceType: 'Patient', id: '1' })));

	test('sends the path below the base URL, the query encoded once, and Accept', async () => {
		await client().send({
			...read,
			query: [
				['_elements', 'id,name'],
				['x', 'a&b=c'],
			],
		});
		expect(received()[0]).toMatchObject({
			method: 'GET',
			url: '/fhir/Patient/1?_elements=id,name&x=a%26b%3Dc',
			body: '',
		});
		expect(received()[0]?.headers.accept).toBe('application/fhir+json, application/json;q=0.9');
		expect(received()[0]?.headers['content-type']).toBeUndefined();
	});

	test('sends a resource as FHIR JSON, with the FHIR release if one is chosen', async () => {
		await client({ fhirVersion: '4.3' }).send(create);
		expect(received()[0]?.headers).toMatchObject({
			accept: 'application/fhir+json; fhirVersion=4.3',
			'content-type': 'application/fhir+json; fhirVersion=4.3',
		});
		expect(received()[0]?.body).toBe('{"resourceType":"Patient"}');
	});

	test('sends other bodies with their own content type, and headers of the request override the defaults', async () => {
		const body = { contentType: 'application/json-patch+json', content: '[]' };
		await client().send({
			interaction: 'patch',
			method: 'PATCH',
			path: 'Patient/1',
			body,
			headers: { accept: 'x/y', 'if-match': 'W/"1"' },
		});
		expect(received()[0]?.headers).toMatchObject({
			accept: 'x/y',
			'content-type': 'application/json-patch+json',
			'if-match': 'W/"1"',
		});
	});

	test('sends requests to the base URL itself without a trailing slash', async () => {
		await client().send({
			interaction: 'batch',
			method: 'POST',
			path: '',
			body: { resourceType: 'Bundle', type: 'batch' },
		});
		await client().send({ interaction: 'search', method: 'GET', path: '', query: [['_type', 'Patient']] });
		expect(received().map(({ url }) => url)).toEqual(['/fhir', '/fhir?_type=Patient']);
	});

	test('sends a URL of the server unchanged', async () => {
		await client().send({ interaction: 'page', method: 'GET', path: '', url: `${url()}/fhir?_getpages=a%7Cb` });
		expect(received()[0]?.url).toBe('/fhir?_getpages=a%7Cb');
	});
});

describe('capabilityStatement:', () => {
	const statement = json({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });

	test('is requested once for all simultaneous callers, and again after ten minutes', async () => {
		answering(200, fhirJson, statement);
		const runtime = testRuntime();
		const asking = client({ runtime });
		const all = await Promise.all([
			capabilityStatement(asking),
			capabilityStatement(asking),
			capabilityStatement(asking),
		]);
		expect(all.map(({ fhirVersion }) => fhirVersion)).toEqual(['4.0.1', '4.0.1', '4.0.1']);
		runtime.time += 9 * 60_000;
		await capabilityStatement(asking);
		expect(received().map(({ url }) => url)).toEqual(['/fhir/metadata']);
		runtime.time += 2 * 60_000;
		await capabilityStatement(asking);
		expect(received()).toHaveLength(2);
	});

	test('is shared by clients with the same identity, and by no others', async () => {
		answering(200, fhirJson, statement);
		await capabilityStatement(client({ identity: 'a login' }));
		await capabilityStatement(client({ identity: 'a login' }));
		expect(received()).toHaveLength(1);
		await capabilityStatement(client({ identity: 'another login' }));
		await capabilityStatement(client());
		await capabilityStatement(client());
		expect(received()).toHaveLength(4);
	});

	test('is cached for the twenty servers that were used last', async () => {
		answering(200, fhirJson, statement);
		const asking = async (number: number) => await capabilityStatement(client({ identity: `server ${number}` }));
		for (let number = 0; number < 21; number++) await asking(number);
		received().length = 0;
		await asking(20);
		await asking(1);
		expect(received()).toHaveLength(0);
		await asking(0);
		expect(received()).toHaveLength(1);
	});

	test('a failure is not cached', async () => {
		const asking = client();
		answering(503, {});
		expect(await failureOf(capabilityStatement(asking))).toMatchObject({ status: 503 });
		answering(200, fhirJson, statement);
		expect((await capabilityStatement(asking)).fhirVersion).toBe('4.0.1');
	});

	test('a cancelled caller does not cancel the others', async () => {
		const stop = new AbortController();
		let asked = 0;
		const made = await serverAndClient((_request, response) => {
			if (++asked === 1) stop.abort();
			else response.writeHead(200, fhirJson).end(statement);
		});
		try {
			const first = failureOf(capabilityStatement(made.client, stop.signal));
			const second = capabilityStatement(made.client);
			expect((await first).kind).toBe('cancelled');
			expect((await second).fhirVersion).toBe('4.0.1');
		} finally {
			await made.server.close();
		}
	});
});
