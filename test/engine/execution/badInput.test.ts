import type { IDataObject } from 'n8n-workflow';
import { corruptPem } from '../../helpers/pem';
import { TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { type } from '../support/fixtures';
import { type Credentials, runNode } from '../support/n8n';

const ca = TestCa.create('Hospital Root CA');
const corrupt = corruptPem(ca.certificate);
const bundleOf = (caBundle: string): Credentials => ({ fhirCaBundleApi: { caBundle, alsoTrustPublicCas: false } });

/** n8n itself rejects an empty field, but not a field whose expression evaluates to an empty text. */
const empty = '={{ "" }}';

describe('Invalid input is rejected before anything is sent:', () => {
	let server: TestServer;

	beforeAll(async () => {
		server = await startServer((_request, response) => void response.end('{}'));
	});
	afterAll(async () => await server.close());

	const cases: Array<[what: string, parameters: IDataObject, says: RegExp, credentials?: Credentials]> = [
		['an empty base URL', { baseUrl: empty }, /"Base URL" is empty/],
		['a base URL that is not a URL', { baseUrl: 'fhir.example.org' }, /"Base URL" is not a web address/],
		['a base URL of another scheme', { baseUrl: 'ftp://fhir.example.org' }, /"Base URL" is not a web address/],
		['a base URL with a query', { baseUrl: 'https://fhir.example.org/r4?x=1' }, /"Base URL" contains a query/],
		['a base URL with a password', { baseUrl: 'https://a:geheim@fhir.example.org' }, /"Base URL" contains a user name/],
		['what cannot be a resource type', { resourceType: type('pateint') }, /"Resource Type".*pateint/],
		['an empty resource type', { resourceType: { ...type(empty), mode: 'name' } }, /"Resource Type" is empty/],
		['an empty ID', { resourceId: empty }, /"Resource ID" is empty/],
		['an ID with a slash', { resourceId: '1/../../admin' }, /"Resource ID"/],
		['an ID with a question mark', { resourceId: '1?_format=xml' }, /"Resource ID"/],
		['an ID of two dots', { resourceId: '..' }, /"Resource ID"/],
		['an ID that is an object', { resourceId: '={{ $json }}' }, /"Resource ID"/],
		[
			'a body that is not JSON',
			{ operation: 'create', body: '{"resourceType": "Patient",' },
			/"Body" is not valid JSON/,
		],
		['a body that is a list', { operation: 'create', body: '[]' }, /"Body" is not a JSON object/],
		['an empty body', { operation: 'create', body: '' }, /"Body" is empty/],
		[
			'a body of another type',
			{ operation: 'create', body: '{"resourceType":"Observation"}' },
			/"Body".*Observation.*Patient/,
		],
		[
			'a body with another ID',
			{ operation: 'update', resourceId: '1', body: '{"resourceType":"Patient","id":"2"}' },
			/"id"|`id`.*"Body"/,
		],
		['a bundle without a certificate', { tlsValidation: 'custom' }, /CA Bundle/i, bundleOf('just text')],
		['an empty bundle', { tlsValidation: 'custom' }, /CA Bundle/i, bundleOf('')],
		[
			'a bundle with a private key',
			{ tlsValidation: 'custom' },
			/private key/i,
			bundleOf(`${ca.certificate}\n${ca.key}`),
		],
		[
			'a bundle with a corrupt block',
			{ tlsValidation: 'custom' },
			/block 2|second|2\b/i,
			bundleOf(`${ca.certificate}\n${corrupt}`),
		],
		[
			'a custom header with a line break',
			{ options: { headers: { header: [{ name: 'x-a', value: 'a\r\nb: c' }] } } },
			/x-a/,
		],
		[
			'an Authorization header',
			{ options: { headers: { header: [{ name: 'Authorization', value: 'Bearer geheim' }] } } },
			/Authorization/,
		],
		['a limit of 0', { operation: 'getAll', returnAll: false, limit: 0 }, /"Limit"/],
		['a concurrency below 0', { options: { concurrency: -1 } }, /"Items in Parallel"/],
		['a timeout that is not a number', { options: { timeout: 'soon' } }, /"Timeout"/],
	];

	it.each(cases)('%s', async (...[, parameters, says, credentials]) => {
		server.requests.splice(0);
		const { error } = await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'none',
				tlsValidation: 'default',
				baseUrl: server.url,
				resourceType: type('Patient'),
				resourceId: '1',
				...parameters,
			},
			credentials,
		});
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(JSON.stringify(error?.message) + String(error?.description)).not.toMatch(/geheim|PRIVATE KEY/);
		expect(server.requests).toHaveLength(0);
	});
});
