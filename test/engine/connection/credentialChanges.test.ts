import type { IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { startFhirServer } from '../../servers/fhirServer';
import { startServer, type TestServer } from '../../servers/httpServer';
import { type Hospital, login, outputOf, startHospital, type } from '../support/fixtures';

const read = { operation: 'get', resourceType: type('Patient'), resourceId: 'example' };

describe('A changed credential takes effect in the next execution, with connections still open:', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital({ examples: ['Patient'] });
	});
	afterAll(async () => await hospital.close());

	const runWith = async (changes: Record<string, IDataObject>) => {
		const credentials = Object.fromEntries(
			Object.entries(hospital.credentials).map(([name, data]) => [name, { ...data, ...changes[name] }]),
		);
		return await hospital.run(read, { credentials });
	};

	test('a password', async () => {
		expect(outputOf(await runWith({}))).toHaveLength(1);
		expect((await runWith({ fhirBasicAuthApi: { password: 'outdated' } })).error?.httpCode).toBe('401');
		expect(outputOf(await runWith({}))).toHaveLength(1);
	});

	test('a CA bundle', async () => {
		const other = TestCa.create('Other CA').certificate;
		expect(outputOf(await runWith({}))).toHaveLength(1);
		const { error } = await runWith({ fhirCaBundleApi: { caBundle: other } });
		expect(error?.message).toContain('Hospital Root CA');
		expect(outputOf(await runWith({ fhirCaBundleApi: { caBundle: other + hospital.ca.certificate } }))).toHaveLength(1);
	});

	test('a base URL', async () => {
		const second = await startFhirServer({ tls: hospital.ca.issue(), basic: login, examples: ['Patient'] });
		expect(outputOf(await runWith({ fhirBasicAuthApi: { baseUrl: second.baseUrl } }))).toHaveLength(1);
		expect(second.requests).toHaveLength(1);
		await second.close();
	});
});

describe('FHIR CA Bundle API', () => {
	const hour = 3_600_000;
	const old = TestCa.create('Old Root CA', {
		notBefore: new Date(Date.now() - 9 * hour),
		notAfter: new Date(Date.now() - hour),
	});

	test('with an expired certificate shows a hint, and the execution continues', async () => {
		const hospital = await startHospital({ examples: ['Patient'] });
		const caBundle = old.certificate + hospital.ca.certificate;
		const credentials = { ...hospital.credentials, fhirCaBundleApi: { caBundle } };
		const result = await hospital.run(read, { credentials, input: [{}, {}] });
		await hospital.close();
		expect(outputOf(result)).toHaveLength(2);
		expect(result.hints).toEqual([
			expect.stringMatching(/^CA Bundle: Block 1 \("Old Root CA"\) expired on \d{4}-\d\d-\d\d$/),
		]);
	});

	test.each<[string, string, RegExp]>([
		['an expired certificate alone', old.certificate, /No certificate in "CA Bundle" is valid today/],
		[
			'a damaged certificate',
			`${old.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
			/Block 2 of "CA Bundle".*damaged/,
		],
		['a private key in the bundle', old.certificate + old.key, /"CA Bundle" contains a private key \(block 2\)/],
		['an empty bundle', '', /"CA Bundle" is empty/],
	])('ends the execution on %s', async (_what, caBundle, message) => {
		const hospital = await startHospital();
		const result = await hospital.run(read, {
			credentials: { ...hospital.credentials, fhirCaBundleApi: { caBundle } },
		});
		await hospital.close();
		expect(result.error?.message).toMatch(message);
		expect(hospital.server.connections()).toBe(0);
	});
});

describe('Allowed Domains of a credential', () => {
	let hospital: Hospital;
	let other: TestServer;

	beforeAll(async () => {
		hospital = await startHospital({ examples: ['Patient'] });
		other = await startServer(
			(_request, response) => {
				response.setHeader('content-type', 'application/fhir+json');
				response.end('{"resourceType":"Patient","id":"elsewhere"}');
			},
			{ tls: hospital.ca.issue({ hosts: ['127.0.0.1'] }) },
		);
	});
	afterAll(async () => await Promise.all([hospital.close(), other.close()]));

	/** The base URL is on `localhost`, the other server on 127.0.0.1. */
	const resolveElsewhere = async (domains: IDataObject) =>
		await hospital.run(
			{
				resource: 'reference',
				operation: 'resolve',
				reference: `https://127.0.0.1:${other.port}/fhir/Patient/elsewhere`,
				context: '',
				options: { otherServers: true },
			},
			{
				credentials: {
					...hospital.credentials,
					fhirBasicAuthApi: { ...hospital.credentials.fhirBasicAuthApi, ...domains },
				},
			},
		);

	test.each<[string, IDataObject]>([
		['all domains', { allowedHttpRequestDomains: 'all' }],
		['a list with the host', { allowedHttpRequestDomains: 'domains', allowedDomains: 'example.org, 127.0.0.1' }],
		// "None" only limits n8n's HTTP Request node, not the node that the credential belongs to.
		['no domains', { allowedHttpRequestDomains: 'none' }],
	])('set to %s allow the request', async (_mode, domains) => {
		expect(outputOf(await resolveElsewhere(domains))).toHaveLength(1);
	});

	test.each(['example.org', '*.127.0.0.1, localhost.example.org', ''])(
		'set to %p stop the request before it is sent',
		async (allowedDomains) => {
			const before = other.received();
			const { error } = await resolveElsewhere({ allowedHttpRequestDomains: 'domains', allowedDomains });
			expect(error?.message).toBe('The credential is not allowed for 127.0.0.1');
			expect(error?.description).toContain('Allowed Domains');
			expect(other.received()).toBe(before);
		},
	);

	test('never stop requests to the base URL of the credential itself', async () => {
		const domains = { allowedHttpRequestDomains: 'domains', allowedDomains: 'example.org' };
		const fhirBasicAuthApi = { ...hospital.credentials.fhirBasicAuthApi, ...domains };
		expect(
			outputOf(await hospital.run(read, { credentials: { ...hospital.credentials, fhirBasicAuthApi } })),
		).toHaveLength(1);
	});
});
