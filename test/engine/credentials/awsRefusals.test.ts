import type { IDataObject } from 'n8n-workflow';
import { type HealthLake, temporaryKey } from '../../servers/aws/healthLake';
import { outputOf } from '../support/fixtures';
import { type AwsTarget, startAwsTarget } from './awsFixture';
import { tested } from './credentialDialog';

let target: AwsTarget;
let lake: HealthLake;
let run: AwsTarget['run'];
beforeAll(async () => {
	target = await startAwsTarget();
	({ lake, run } = target);
});
afterAll(async () => await lake.close());
beforeEach(() => target.reset());

const body = JSON.stringify({ resourceType: 'Patient', name: [{ family: "O'Brien & Söhne" }] });

describe('FHIR AWS API: what AWS refuses is said in a sentence', () => {
	const read = { operation: 'get', resourceId: '1' };
	const plan = (name: string, message: string, status = 403) => lake.errors.push({ type: name, message, status });

	it.each<[what: string, fields: IDataObject, message: RegExp, advice: RegExp]>([
		[
			'an unknown access key',
			{ accessKeyId: 'AKIAUNKNOWNUNKNOWN00' },
			/AWS does not know the access key/,
			/"Access Key ID".*China/,
		],
		['a wrong secret', { secretAccessKey: 'wrong-geheim' }, /does not accept the signature/, /"Secret Access Key"/],
		['a wrong region', { region: 'us-east-1' }, /for the region us-east-1/, /"Region"/],
		[
			'a wrong service',
			{ service: 'execute-api' },
			/service execute-api, but .* healthlake/,
			/`healthlake` as "Service"/,
		],
		[
			'a session token of another session',
			{ ...temporaryKey, sessionToken: 'other' },
			/does not know/,
			/same temporary/,
		],
	])('%s', async (_what, fields, message, advice) => {
		const { error } = await run(read, fields);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(error?.context?.data).toMatchObject({ kind: 'authorization', effect: 'rejected', status: 403 });
		expect(JSON.stringify([error?.message, error?.description, error?.context])).not.toMatch(/geheim|session\+token/);
	});

	it.each([
		[-20, /20 min ahead/],
		[20, /20 min behind/],
	])('a clock that is %d minutes off the server', async (minutes, message) => {
		lake.skew = minutes * 60_000;
		const { error } = await run(read);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/NTP.*5 minutes/);
	});

	it('a clock that is off, where AWS only calls the signature wrong', async () => {
		lake.skew = 3_600_000;
		plan('InvalidSignatureException', 'The request signature we calculated does not match.');
		expect((await run(read)).error?.message).toMatch(/60 min behind/);
	});

	it.each<[name: string, words: string, message: RegExp, advice: RegExp, kind: string]>([
		[
			'ExpiredTokenException',
			'The security token included in the request is expired',
			/have expired/,
			/all three/,
			'authorization',
		],
		[
			'MissingAuthenticationTokenException',
			'Missing Authentication Token',
			/found no signature/,
			/API Gateway/,
			'authorization',
		],
		[
			'AccessDeniedException',
			'User: arn:aws:iam::123456789012:user/n8n is not authorized to perform: healthlake:ReadResource on resource: x',
			/does not have permission/,
			/`healthlake:ReadResource`.*KMS/,
			'http',
		],
		['ThrottlingException', 'Rate exceeded', /too many requests/, /quota/, 'http'],
	])('%s, named in the header, in the body, or by its words alone', async (name, words, message, advice, kind) => {
		for (const place of ['header', 'body'] as const) {
			lake.errors.push({ type: name, message: words, status: 400, in: place });
			const { error } = await run(read);
			expect(error?.message).toMatch(message);
			expect(error?.description).toMatch(advice);
			expect(error?.context?.data).toMatchObject({ kind, code: name, status: 400, requestId: expect.any(String) });
		}
	});

	it('ThrottlingException with status 400 is tried again, also for a create', async () => {
		plan('ThrottlingException', 'Rate exceeded', 400);
		const created = await run({ operation: 'create', body, options: { retries: 2 } });
		expect(outputOf(created)).toHaveLength(1);
		expect(lake.requests).toHaveLength(2);
	});

	it('the signed request that some services repeat, with its query and token, is not shown', async () => {
		const search = {
			operation: 'getAll',
			searchParameters: { parameter: [{ name: 'name', match: '', value: 'Levin' }] },
		};
		const { error } = await run(search, { ...temporaryKey, secretAccessKey: 'wrong-geheim' });
		expect(error?.message).toMatch(/does not accept the signature/);
		expect(JSON.stringify([error?.message, error?.description, error?.context])).not.toMatch(/Levin|Canonical|IQoJ/);
	});
});

describe('Connection test of FHIR AWS API:', () => {
	const test = async (fields: IDataObject = {}) =>
		await tested('fhirAwsApiTest', {
			...(target.credential(fields) as Record<string, string>),
			testTlsValidation: 'custom',
			testCaBundle: target.ca.certificate,
		});

	it('the right key passes, and both requests are signed', async () => {
		expect(await test()).toMatchObject({ status: 'OK' });
		expect(lake.requests.map(({ url }) => url.replace(/.*\/r4\//, '').split('?')[0])).toEqual(['metadata', 'Patient']);
	});

	it('temporary credentials pass', async () => {
		expect(await test(temporaryKey)).toMatchObject({ status: 'OK' });
	});

	it.each<[string, IDataObject, RegExp]>([
		['a wrong secret', { secretAccessKey: 'wrong-geheim' }, /does not accept the signature.*"Secret Access Key"/],
		['an unknown key', { accessKeyId: 'AKIAUNKNOWNUNKNOWN00' }, /does not know the access key/],
		['a wrong region', { region: 'us-east-1' }, /"Region"/],
		['an empty key', { accessKeyId: '' }, /"Access Key ID" is empty/],
	])('%s fails, and the message says what to do', async (_what, fields, message) => {
		const result = await test(fields);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(result.message).not.toContain('geheim');
	});

	it('a clock that is off fails, and the message names it', async () => {
		lake.skew = 900_000;
		expect(await test()).toMatchObject({ status: 'Error', message: expect.stringMatching(/clock.*15 min behind/) });
	});
});
