import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import { scopeHint } from '../../../nodes/Fhir/transport/auth/scopes';
import { headerOf, numbered, testClient, testRuntime, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';

describe('A granted scope is compared with the one asked for', () => {
	it.each([
		['the same', 'a b', 'b a'],
		['more', 'system/Patient.rs', 'system/Patient.rs openid'],
		['not said', 'system/Patient.rs', undefined],
		['none asked for', undefined, 'system/Patient.rs'],
		['v1 asked for, v2 granted', 'system/Patient.read', 'system/Patient.rs'],
		['v2 asked for, v1 granted', 'system/Patient.cud', 'system/Patient.write'],
		['a wildcard instead of a type', 'system/Patient.rs', 'system/*.cruds'],
		['permissions spread over two', 'system/Patient.cruds', 'system/Patient.read system/Patient.write'],
		['named, and no scope of SMART', 'openid  fhirUser', 'fhirUser openid'],
		['only blanks asked for', '  ', ''],
		['a filter, and it is granted without one', 'system/Observation.rs?category=a', 'system/Observation.rs'],
		['a filter, and more is granted by it', 'system/Observation.rs?category=a', 'system/Observation.cruds?category=a'],
		["Azure's default scope", 'https://fhir.example.org/.default', ''],
	])('no hint: %s', (_what, asked, granted) => {
		expect(scopeHint(asked, granted)).toBeUndefined();
	});

	it.each([
		['a type less', 'system/Patient.rs system/Observation.rs', 'system/Patient.rs', 'system/Observation.rs'],
		['a type instead of the wildcard', 'system/*.rs', 'system/Patient.rs', 'system/*.rs'],
		['reading only', 'system/Patient.cruds', 'system/Patient.rs', 'system/Patient.cruds'],
		['another context', 'system/Patient.rs', 'user/Patient.rs', 'system/Patient.rs'],
		['a filter', 'system/Observation.rs', 'system/Observation.rs?category=vital-signs', 'system/Observation.rs'],
		['another filter', 'system/Patient.rs?a=b', 'system/Patient.cruds?a=c', 'system/Patient.rs?a=b'],
		['a name that is no scope of SMART', 'openid', 'system/Patient.rs profile', 'openid'],
		['a SMART scope, though others were', 'system/Patient.rs', 'openid system/Patient.r profile', 'system/Patient.rs'],
		['a scope without permissions', 'system/Patient.', 'system/Patient.rs', 'system/Patient.'],
		['a scope with more before it', 'xsystem/Patient.r', 'system/Patient.r', 'xsystem/Patient.r'],
		['a scope with more behind it', 'system/Patient.rx', 'system/Patient.r', 'system/Patient.rx'],
		['nothing', 'system/Patient.rs', '', 'system/Patient.rs'],
	])('a hint: %s', (_what, asked, granted, missing) => {
		expect(scopeHint(asked, granted)).toBe(
			`The server granted fewer scopes than were asked for: \`${missing}\` is missing. Requests that need more will be refused.`,
		);
	});
});

it('Several scopes missing are named together', () => {
	expect(scopeHint('a b\nc', 'b')).toContain('than were asked for: `a`, `c` are missing.');
});

describe('A hint about scopes', () => {
	it('comes where less was granted than asked for, also when the token was at hand', async () => {
		const server = await tokenServer(numbered({ scope: 'system/Patient.rs' }));
		const runtime = testRuntime();
		const settings = server.settings(base, { scope: 'system/Patient.rs system/Observation.rs' });
		await headerOf(settings, runtime);
		const runAfter = clientCredentials(settings, runtime);
		await runAfter.header(testClient(base, runtime));
		expect(runAfter.hints?.()).toEqual([
			'The server granted fewer scopes than were asked for: `system/Observation.rs` is missing. Requests that need more will be refused.',
		]);
		expect(server.requests).toHaveLength(1);
	});

	it('does not come where all were granted', async () => {
		const server = await tokenServer(numbered({ scope: 'system/Patient.rs' }));
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base, { scope: 'system/Patient.read' }), runtime);
		await authorization.header(testClient(base, runtime));
		expect(authorization.hints?.()).toHaveLength(0);
	});
});
