import type { IAuthenticate, ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { FhirBasicAuthApi } from '../../credentials/FhirBasicAuthApi.credentials';
import { FhirOAuth2Api } from '../../credentials/FhirOAuth2Api.credentials';

const baseUrl = 'https://fhir.example.org/r4';
const types = [
	['FHIR Basic Auth API', new FhirBasicAuthApi(), { user: 'u', password: 'geheim' }],
	['FHIR OAuth2 API', new FhirOAuth2Api(), { accessToken: 'geheim' }],
] as const;

async function authenticated(
	{ authenticate }: { authenticate: IAuthenticate },
	data: ICredentialDataDecryptedObject,
	request: object,
): Promise<IHttpRequestOptions> {
	if (typeof authenticate !== 'function') throw new Error('authenticate is not a function');
	return await authenticate(data, request as IHttpRequestOptions);
}

describe.each(types)('E35: %s in the HTTP Request node', (_name, type, login) => {
	const data = { baseUrl, ...login, allowedHttpRequestDomains: 'all', allowedDomains: '' };

	it.each([
		['below the base URL', { url: `${baseUrl}/Patient/1` }],
		['elsewhere on its host', { url: 'https://FHIR.example.org:443/export/1' }],
		["of n8n's older helper", { uri: `${baseUrl}/Patient/1` }],
		['relative to a base URL of the request', { url: '/r4/Patient/1', baseURL: 'https://fhir.example.org' }],
	])('an address %s gets the login', async (_where, request) => {
		const { auth, headers } = await authenticated(type, data, { ...request, headers: { accept: 'a/b' } });
		expect(headers?.accept).toBe('a/b');
		expect([auth, headers?.Authorization]).toContainEqual(
			'user' in login ? { username: 'u', password: 'geheim' } : 'Bearer geheim',
		);
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
			expect(JSON.stringify(await authenticated(type, named, { url }))).toContain('geheim');
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
