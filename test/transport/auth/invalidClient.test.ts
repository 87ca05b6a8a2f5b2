import { invalidClient } from '../../../nodes/Fhir/transport/auth/invalidClient';
import type { ClientAuthentication } from '../../../nodes/Fhir/transport/auth/settings';
import { testSettings } from './support';

const byKey: ClientAuthentication = { method: 'privateKeyJwt', key: 'none' };
const bySecret = (method: 'secretHeader' | 'secretHeaderRaw' | 'secretBody') => ({ method, secret: 'none' });
const serverTime = Date.UTC(2026, 4, 1, 12, 0, 0);
const date = new Date(serverTime).toUTCString();

interface Circumstances {
	readonly off?: number;
	readonly header?: string | undefined;
	readonly methods?: string[] | undefined;
}

function advice(authentication: ClientAuthentication, { off = 0, header, methods }: Circumstances = {}) {
	const settings = testSettings('https://fhir.example.org', { authentication });
	const endpoint = { url: 'https://fhir.example.org/token', typed: false, methods };
	return invalidClient({ settings, endpoint, keyId: 'key-7', now: serverTime + off }, header)[1];
}

describe('invalid_client: the advice for a refused JWT', () => {
	it.each([
		[60_000, "The clock of n8n's machine is 1 min ahead of the server's clock: correct it."],
		[-60_000, "The clock of n8n's machine is 1 min behind the server's clock: correct it."],
		[3_599_000, "The clock of n8n's machine is 60 min ahead of the server's clock: correct it."],
	])('mentions a clock that is off by %d ms', (off, sentence) => {
		expect(advice(byKey, { off, header: date })).toBe(`${advice(byKey)} ${sentence}`);
	});

	it.each<[string, number, string | undefined]>([
		['is correct', 0, date],
		['is ahead by less than a minute', 59_999, date],
		['is behind by less than a minute', -59_999, date],
		['cannot be compared without a date', 600_000, undefined],
		['cannot be compared with an invalid date', 600_000, 'today'],
	])('does not mention a clock that %s', (_why, off, header) => {
		expect(advice(byKey, { off, header })).toMatch(/it must be able to reach that address\.$/);
	});
});

describe('invalid_client: the advice for a refused secret', () => {
	it('does not mention the clock', () => {
		expect(advice(bySecret('secretBody'), { off: 600_000, header: date })).toMatch(/as it is \(Oracle Health\)\.$/);
	});

	it.each<[method: 'secretBody' | 'secretHeader' | 'secretHeaderRaw', others: RegExp]>([
		['secretBody', /expect the secret in the header, encoded or as it is \(Oracle Health\)\.$/],
		['secretHeader', /expect the secret in the header as it is \(Oracle Health\) or in the body\.$/],
		['secretHeaderRaw', /expect the secret in the header encoded, as most do, or in the body\.$/],
	])('names the other ways than %s', (method, others) => {
		expect(advice(bySecret(method))).toMatch(others);
	});
});

describe('invalid_client: the authentication methods of the server', () => {
	it.each<[ClientAuthentication, string[], string]>([
		[byKey, ['client_secret_basic'], '`client_secret_basic`. The credential uses `private_key_jwt`.'],
		[
			bySecret('secretHeader'),
			['private_key_jwt', 'client_secret_post'],
			'`private_key_jwt`, `client_secret_post`. The credential uses `client_secret_basic`.',
		],
		[bySecret('secretHeaderRaw'), ['`odd`'], '`odd`. The credential uses `client_secret_basic`.'],
		[bySecret('secretBody'), ['private_key_jwt'], '`private_key_jwt`. The credential uses `client_secret_post`.'],
	])('are listed if that of the credential %j is not among them', (authentication, methods, names) => {
		expect(advice(authentication, { methods })).toBe(
			`${advice(authentication)} The server supports these authentication methods: ${names}`,
		);
	});

	it.each<[string, string[] | undefined]>([
		['that of the credential is among them', ['client_secret_basic', 'private_key_jwt']],
		['there are none', []],
		['the server was not asked for them', undefined],
	])('are not listed if %s', (_why, methods) => {
		expect(advice(byKey, { methods })).not.toContain('authentication methods');
	});
});
