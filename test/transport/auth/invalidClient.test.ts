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

describe('A signed JWT that is refused leads to the clock', () => {
	it.each([
		[60_000, "The clock of n8n's machine is 1 min ahead of the server's: set it right."],
		[-60_000, "The clock of n8n's machine is 1 min behind the server's: set it right."],
		[3_599_000, "The clock of n8n's machine is 60 min ahead of the server's: set it right."],
	])('that is off by %d ms', (off, sentence) => {
		expect(advice(byKey, { off, header: date })).toBe(`${advice(byKey)} ${sentence}`);
	});

	it.each<[string, number, string | undefined]>([
		['is right', 0, date],
		['is off by less than a minute', 59_999, date],
		['is off by less than a minute the other way', -59_999, date],
		['cannot be compared, for want of a date', 600_000, undefined],
		['cannot be compared with what stands for a date', 600_000, 'today'],
	])('unless it %s', (_why, off, header) => {
		expect(advice(byKey, { off, header })).toMatch(/must be able to reach it\.$/);
	});
});

describe('A secret that is refused', () => {
	it('has nothing to do with the clock', () => {
		expect(advice(bySecret('secretBody'), { off: 600_000, header: date })).toMatch(
			/in the header as it is \(Oracle Health\) or in the body\.$/,
		);
	});
});

describe('The ways to authenticate that a server names', () => {
	it.each<[ClientAuthentication, string[], string]>([
		[byKey, ['client_secret_basic'], '`client_secret_basic`. The credential uses `private_key_jwt`.'],
		[
			bySecret('secretHeader'),
			['private_key_jwt', 'client_secret_post'],
			'`private_key_jwt`, `client_secret_post`. The credential uses `client_secret_basic`.',
		],
		[bySecret('secretHeaderRaw'), ['`odd`'], '`odd`. The credential uses `client_secret_basic`.'],
		[bySecret('secretBody'), ['private_key_jwt'], '`private_key_jwt`. The credential uses `client_secret_post`.'],
	])('are told where the one in use is not among them', (authentication, methods, names) => {
		expect(advice(authentication, { methods })).toBe(
			`${advice(authentication)} The server names these ways to authenticate: ${names}`,
		);
	});

	it.each<[string, string[] | undefined]>([
		['it is among them', ['client_secret_basic', 'private_key_jwt']],
		['there are none', []],
		['none were asked for', undefined],
	])('are left out where %s', (_why, methods) => {
		expect(advice(byKey, { methods })).not.toContain('ways to authenticate');
	});
});
