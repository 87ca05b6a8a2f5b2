import type { IAuthenticate, ICredentialDataDecryptedObject, ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { FhirAwsApi } from '../../credentials/FhirAwsApi.credentials';
import { FhirBasicAuthApi } from '../../credentials/FhirBasicAuthApi.credentials';
import { FhirHeaderAuthApi } from '../../credentials/FhirHeaderAuthApi.credentials';
import { FhirOAuth2Api } from '../../credentials/FhirOAuth2Api.credentials';

const baseUrl = 'https://fhir.example.org/r4';

interface Row {
	readonly name: string;
	readonly type: Pick<ICredentialType, 'properties'> & { readonly authenticate: IAuthenticate };
	readonly login: ICredentialDataDecryptedObject;
	/** What a request with this login has. */
	readonly added: object;
}

const types: Row[] = [
	{
		name: 'FHIR Basic Auth API',
		type: new FhirBasicAuthApi(),
		login: { user: 'u', password: 'geheim' },
		added: { auth: { username: 'u', password: 'geheim' } },
	},
	{
		name: 'FHIR OAuth2 API',
		type: new FhirOAuth2Api(),
		login: { accessToken: 'geheim' },
		added: { headers: { Authorization: 'Bearer geheim' } },
	},
	{
		name: 'FHIR Header Auth API with a token',
		type: new FhirHeaderAuthApi(),
		login: { headerType: 'bearerToken', token: 'geheim' },
		added: { headers: { authorization: 'Bearer geheim' } },
	},
	{
		name: 'FHIR Header Auth API with an API key',
		type: new FhirHeaderAuthApi(),
		login: { headerType: 'headers', headers: { header: [{ name: 'X-API-Key', value: 'geheim' }] } },
		added: { headers: { 'x-api-key': 'geheim' } },
	},
	{
		name: 'FHIR AWS API',
		type: new FhirAwsApi(),
		login: {
			accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
			secretAccessKey: 'geheim',
			sessionToken: 'geheim',
			region: 'eu-west-1',
			service: 'healthlake',
		},
		added: {
			headers: {
				'x-amz-security-token': 'geheim',
				authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE\//),
			},
		},
	},
];

async function authenticated(
	{ authenticate }: { authenticate: IAuthenticate },
	data: ICredentialDataDecryptedObject,
	request: object,
): Promise<IHttpRequestOptions> {
	if (typeof authenticate !== 'function') throw new Error('authenticate is not a function');
	return await authenticate(data, request as IHttpRequestOptions);
}

describe.each(types)('E35: $name in the HTTP Request node', ({ type, login, added }) => {
	const data = { baseUrl, ...login, allowedHttpRequestDomains: 'all', allowedDomains: '' };

	it.each([
		['below the base URL', { url: `${baseUrl}/Patient/1` }],
		['elsewhere on its host', { url: 'https://FHIR.example.org:443/export/1' }],
		["of n8n's older helper", { uri: `${baseUrl}/Patient/1` }],
		['relative to a base URL of the request', { url: '/r4/Patient/1', baseURL: 'https://fhir.example.org' }],
	])('an address %s gets the login', async (_where, request) => {
		const own = await authenticated(type, data, { ...request, headers: { accept: 'a/b' } });
		expect(own).toMatchObject(added);
		expect(own).toMatchObject({ headers: { accept: 'a/b' } });
	});

	it.each([
		['another host', 'https://evil.example/r4/Patient/1'],
		['a host with the same beginning', 'https://fhir.example.org.evil.example/r4'],
		['the host as a user name', 'https://fhir.example.org@evil.example/r4'],
		['a subdomain', 'https://x.fhir.example.org/r4'],
		['another port', 'https://fhir.example.org:8443/r4'],
		['http', 'http://fhir.example.org/r4'],
		['no address', ''],
	])('%s gets no login, and the error shows no secret', async (_what, url) => {
		for (const mode of ['all', 'none', undefined, 'any']) {
			const failure = await authenticated(type, { ...data, allowedHttpRequestDomains: mode } as never, { url }).catch(
				(error: unknown) => error as Error,
			);
			expect(failure).toMatchObject({ kind: 'policy', effect: 'notSent' });
			expect(JSON.stringify(failure)).not.toContain('geheim');
		}
	});

	it('another domain gets the login only where it is named', async () => {
		const named = { ...data, allowedHttpRequestDomains: 'domains', allowedDomains: 'a.example, *.b.example' };
		for (const url of ['https://a.example/x', 'https://x.b.example/x', `${baseUrl}/Patient`]) {
			expect(await authenticated(type, named, { url })).toMatchObject(added);
		}
		for (const url of ['https://b.example/x', 'https://xa.example/x']) {
			await expect(authenticated(type, named, { url })).rejects.toMatchObject({ kind: 'policy' });
		}
		await expect(
			authenticated(type, { ...named, allowedDomains: ' ' }, { url: 'https://a.example' }),
		).rejects.toThrow();
	});

	it('a redirect to another server carries no login', async () => {
		expect(await authenticated(type, data, { url: baseUrl, sendCredentialsOnCrossOriginRedirect: true })).toMatchObject(
			{
				sendCredentialsOnCrossOriginRedirect: false,
			},
		);
	});

	it('the dialog says so: its own host is the default, and no choice allows any host', () => {
		const fields = type.properties.filter(({ name }) => name === 'allowedHttpRequestDomains');
		expect(fields).toMatchObject([
			{ default: 'all', options: [{ name: 'Base URL Only', value: 'all' }, { value: 'none' }, { value: 'domains' }] },
		]);
		expect(type.properties.filter(({ name }) => name === 'allowedDomains')).toHaveLength(1);
	});
});
