import type { IDataObject } from 'n8n-workflow';
import type { RunResult } from '../../engine/support/n8n';
import type { Check } from './check';
import { isDeclared } from './declared';
import { masking } from './mask';
import { Session } from './session';
import { verdictOf } from './verdict';

const check = (others: Partial<Check> = {}): Check => ({ operation: 'resource:get', input: () => '', ...others });
const failed = (data: IDataObject, message = 'It failed'): RunResult =>
	({
		output: [],
		errors: [],
		hints: [],
		error: Object.assign(new Error(message), { context: { data: { kind: 'http', ...data } } }),
	}) as unknown as RunResult;
const worked = (...hints: string[]): RunResult => ({ output: [], errors: [], hints }) as unknown as RunResult;
const session = new Session({
	baseUrl: 'http://h/fhir',
	connection: { options: {} },
	credentials: {},
	secrets: [],
	write: false,
	json: false,
	patient: undefined,
});
const statement = {
	rest: [
		{ security: {} },
		{
			interaction: [{ code: 'batch' }],
			operation: [{ name: 'export' }],
			resource: [
				{
					type: 'Patient',
					interaction: [{ code: 'read' }],
					conditionalCreate: true,
					conditionalDelete: 'not-supported',
					operation: [{ name: '$everything' }],
				},
			],
		},
	],
};

session.capabilities = statement;

describe('A check', () => {
	it.each<[string, Partial<Check>, RunResult, string]>([
		['works without an error', {}, worked('The server warns'), 'works'],
		[
			'works by a fallback if a hint says so',
			{},
			worked('The server does not offer x: the node sent 3 searches instead, one for each type.'),
			'fallback',
		],
		['fails if its result is not as it should be', { complaint: () => 'No ID' }, worked(), 'fails'],
		['is not offered if the server ignores it', { ignored: () => 'Ignored' }, worked(), 'notOffered'],
		['that wants to be refused works then', { refusals: [412] }, failed({ status: 412 }), 'works'],
		['that wants to be refused is not offered else', { refusals: [412] }, worked(), 'notOffered'],
		['is not offered by status 501', {}, failed({ status: 501 }), 'notOffered'],
		['is not offered by status 405', {}, failed({ status: 405 }), 'notOffered'],
		['is not offered by its issue code', {}, failed({ status: 400, code: 'not-supported' }), 'notOffered'],
		[
			'is not offered by any issue code',
			{},
			failed({ status: 422, issues: [{ code: 'not-supported' }] }),
			'notOffered',
		],
		['is not offered by words', {}, failed({ status: 400 }, 'Unknown operation $x'), 'notOffered'],
		[
			'is not offered by 404 if it is an operation',
			{ needs: '$x', type: 'Patient' },
			failed({ status: 404 }),
			'notOffered',
		],
		['is not offered by 404 if it is about the server', { needs: 'smart' }, failed({ status: 404 }), 'notOffered'],
		['fails by 404 if it is about a resource', { needs: 'read', type: 'Patient' }, failed({ status: 404 }), 'fails'],
		[
			'is not offered by the CapabilityStatement',
			{ needs: 'patch', type: 'Patient' },
			failed({ status: 400 }),
			'notOffered',
		],
		['fails although it is declared', { needs: 'read', type: 'Patient' }, failed({ status: 400 }), 'fails'],
		['fails by 500, whatever is declared', { needs: 'patch', type: 'Patient' }, failed({ status: 500 }), 'fails'],
		['fails by 403, whatever is declared', { needs: 'patch', type: 'Patient' }, failed({ status: 403 }), 'fails'],
		['fails where there is no response', { needs: '$x' }, failed({ kind: 'network' }, 'not supported'), 'fails'],
		[
			'is not tried if the server lacks the data',
			{ lacking: /unknown code/i },
			failed({ status: 400 }, 'Unknown code'),
			'notTried',
		],
	])('%s', (_what, others, result, verdict) => {
		expect(verdictOf(check(others), result, session).verdict).toBe(verdict);
	});

	it.each<[string, string | undefined, boolean | undefined]>([
		['read', 'Patient', true],
		['patch', 'Patient', false],
		['read', 'Encounter', false],
		['batch', undefined, true],
		['transaction', undefined, false],
		['conditionalCreate', 'Patient', true],
		['conditionalDelete', 'Patient', false],
		['conditionalUpdate', 'Patient', undefined],
		['$everything', 'Patient', true],
		['$export', 'Patient', true],
		['$validate', 'Patient', false],
		['$everything', undefined, true],
	])('looks up %s of %s in the CapabilityStatement: %s', (needs, type, declared) => {
		expect(isDeclared(statement, needs, type)).toBe(declared);
	});

	it('finds nothing in no CapabilityStatement', () => {
		expect(isDeclared(undefined, 'read', 'Patient')).toBeUndefined();
		expect(isDeclared({ rest: [{}] }, 'read', 'Patient')).toBeUndefined();
		expect(isDeclared({ rest: [{}] }, '$validate', undefined)).toBeUndefined();
	});
});

describe('masking', () => {
	it.each([
		[['pa/ss w'], 'pa/ss w pa%2Fss%20w pa%2Fss+w cGEvc3Mgdw==', '[secret] [secret] [secret] [secret]'],
		[['s'], 'secrets are s, not s1', 'secrets are [secret], not s1'],
		[['secret', 'e'], 'secret', '[secret]'],
		[['a.c+x'], 'abc+x a.c+x', 'abc+x [secret]'],
		[[], 'Bearer abcdefgh12345', 'Bearer [token]'],
	])('of %j in %j gives %j', (secrets, text, masked) => {
		expect(masking(secrets)(text)).toBe(masked);
	});
});
