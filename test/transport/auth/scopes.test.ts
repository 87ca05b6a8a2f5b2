import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import { scopeHint } from '../../../nodes/Fhir/transport/auth/scopes';
import { headerOf, numbered, testClient, testRuntime, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';

describe('OAuth2 scopes:', () => {
	it.each([
		['the same scopes are granted', 'a b', 'b a'],
		['more scopes are granted', 'system/Patient.rs', 'system/Patient.rs openid'],
		['the server does not name the granted scopes', 'system/Patient.rs', undefined],
		['none are requested', undefined, 'system/Patient.rs'],
		['v1 is requested and v2 granted', 'system/Patient.read', 'system/Patient.rs'],
		['v2 is requested and v1 granted', 'system/Patient.cud', 'system/Patient.write'],
		['a wildcard is granted instead of a type', 'system/Patient.rs', 'system/*.cruds'],
		['two scopes together grant the permissions', 'system/Patient.cruds', 'system/Patient.read system/Patient.write'],
		['scopes that are not from SMART are granted by name', 'openid  fhirUser', 'fhirUser openid'],
		['only blanks are requested', '  ', ''],
		[
			'a filter is requested and the scope is granted without one',
			'system/Observation.rs?category=a',
			'system/Observation.rs',
		],
		[
			'a filter is requested and more permissions are granted with it',
			'system/Observation.rs?category=a',
			'system/Observation.cruds?category=a',
		],
		["Azure's default scope is requested", 'https://fhir.example.org/.default', ''],
	])('no hint if %s', (_what, requested, granted) => {
		expect(scopeHint(requested, granted)).toBeUndefined();
	});

	it.each([
		['one of the types', 'system/Patient.rs system/Observation.rs', 'system/Patient.rs', 'system/Observation.rs'],
		['the wildcard, with one type granted', 'system/*.rs', 'system/Patient.rs', 'system/*.rs'],
		['the permission to write', 'system/Patient.cruds', 'system/Patient.rs', 'system/Patient.cruds'],
		['the context', 'system/Patient.rs', 'user/Patient.rs', 'system/Patient.rs'],
		[
			'a scope without the granted filter',
			'system/Observation.rs',
			'system/Observation.rs?category=vital-signs',
			'system/Observation.rs',
		],
		[
			'another filter than the granted one',
			'system/Patient.rs?a=b',
			'system/Patient.cruds?a=c',
			'system/Patient.rs?a=b',
		],
		['a scope that is not from SMART', 'openid', 'system/Patient.rs profile', 'openid'],
		[
			'a SMART scope, although others are granted',
			'system/Patient.rs',
			'openid system/Patient.r profile',
			'system/Patient.rs',
		],
		['a scope without permissions', 'system/Patient.', 'system/Patient.rs', 'system/Patient.'],
		['a scope with a prefix', 'xsystem/Patient.r', 'system/Patient.r', 'xsystem/Patient.r'],
		['a scope with an unknown permission', 'system/Patient.rx', 'system/Patient.r', 'system/Patient.rx'],
		['everything', 'system/Patient.rs', '', 'system/Patient.rs'],
	])('a hint if what is missing is %s', (_what, requested, granted, missing) => {
		expect(scopeHint(requested, granted)).toBe(
			`The server granted fewer scopes than requested: \`${missing}\` is missing. Requests that need more will be refused.`,
		);
	});
});

it('OAuth2 scopes: several missing scopes are named in one hint', () => {
	expect(scopeHint('a b\nc', 'b')).toContain('than requested: `a`, `c` are missing.');
});

describe('OAuth2 scopes: the hint', () => {
	it('is given for fewer scopes than requested, even with a cached token', async () => {
		const server = await tokenServer(numbered({ scope: 'system/Patient.rs' }));
		const runtime = testRuntime();
		const settings = server.settings(base, { scope: 'system/Patient.rs system/Observation.rs' });
		await headerOf(settings, runtime);
		const later = clientCredentials(settings, runtime);
		await later.header(testClient(base, runtime));
		expect(later.hints?.()).toEqual([
			'The server granted fewer scopes than requested: `system/Observation.rs` is missing. Requests that need more will be refused.',
		]);
		expect(server.requests).toHaveLength(1);
	});

	it('is not given if all scopes were granted', async () => {
		const server = await tokenServer(numbered({ scope: 'system/Patient.rs' }));
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base, { scope: 'system/Patient.read' }), runtime);
		await authorization.header(testClient(base, runtime));
		expect(authorization.hints?.()).toHaveLength(0);
	});
});
