import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { scripted, type ScriptedResponse } from '../engine/support/scripted';

const read = { operation: 'get', resourceType: type('Patient'), resourceId: 'p1' };

const shown = async (response: ScriptedResponse, parameters: IDataObject = read) => {
	const { error } = await scripted([response], parameters);
	if (!error) throw new Error('it succeeded');
	return { message: error.message, description: error.description ?? '', data: error.context?.data as IDataObject };
};
const json = (status: number, body: object): ScriptedResponse => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});
const outcome = (...issue: object[]): ScriptedResponse => ({
	status: 422,
	body: { resourceType: 'OperationOutcome', issue },
});

describe('Error body of a server:', () => {
	it('the bodies of Google, AWS, OAuth and Problem Details are read', async () => {
		const google = await shown(
			json(403, { error: { code: 403, message: 'The caller lacks fhirResources.get', status: 'PERMISSION_DENIED' } }),
		);
		expect(google.message).toBe('The login does not have permission for this read: The caller lacks fhirResources.get');
		expect(google.data).toMatchObject({ code: 'PERMISSION_DENIED', status: 403, effect: 'rejected' });

		const aws = await shown(
			json(400, { __type: 'com.amazonaws#ValidationException', message: 'Parse error in the query' }),
		);
		expect(aws.message).toMatch(/as invalid: Parse error in the query$/);
		expect(aws.data.code).toBe('ValidationException');

		const oAuth = await shown(json(401, { error: 'invalid_token', error_description: 'The token has expired' }));
		expect(oAuth.message).toBe('The server did not accept the login: The token has expired');
		expect(oAuth.data.code).toBe('invalid_token');

		const problem = await shown(json(500, { title: 'Internal Error', detail: 'Database is down' }));
		expect(problem.message).toMatch(/\(status 500\): Database is down$/);
	});

	it('a gateway page is shown by its title, without its markup', async () => {
		const { message, description } = await shown({
			status: 502,
			headers: { 'content-type': 'text/html' },
			body: '<html><head><title>502 Bad Gateway</title></head><body><script>alert(1)</script><h1>nginx</h1></body></html>',
		});
		expect(message).toBe('A gateway in front of the server received no response from it: 502 Bad Gateway');
		expect(description).toMatch('Try again later');
		expect(message + description).not.toMatch(/[<>]|alert/);
	});

	it('every issue of an OperationOutcome is listed with severity, code, place and text', async () => {
		const { message, description, data } = await shown(
			outcome(
				{ severity: 'warning', code: 'code-invalid', diagnostics: 'Unknown code', expression: ['Patient.gender'] },
				{ severity: 'error', code: 'required', details: { text: 'A name is needed' }, location: ['/f:Patient/f:name'] },
			),
		);
		expect(message).toMatch(/: A name is needed$/);
		expect(description).toMatch(
			"The server's reasons: error (required) at /f:Patient/f:name: A name is needed; warning (code-invalid) at Patient.gender: Unknown code.",
		);
		expect(data.issues).toEqual([
			{ severity: 'error', code: 'required', place: '/f:Patient/f:name', text: 'A name is needed' },
			{ severity: 'warning', code: 'code-invalid', place: 'Patient.gender', text: 'Unknown code' },
		]);
	});

	it('the length of messages, descriptions and details is limited', async () => {
		const issue = { severity: 'error', code: 'invalid', diagnostics: 'x'.repeat(800), expression: ['Patient'] };
		const { message, description, data } = await shown(outcome(...Array.from({ length: 1_000 }, () => issue)));
		expect(message.length).toBeLessThanOrEqual(600);
		expect(description.length).toBeLessThan(3_000);
		expect(description).toMatch(/and 45 more in the details\.$/);
		expect(data.issues).toHaveLength(50);
		expect(JSON.stringify(data).length).toBeLessThan(60_000);
	});

	it('markup is escaped in the description, which n8n shows as HTML', async () => {
		const hostile = '<a href="https://evil.example">Click</a><img src=x onerror=alert(1)> `rm -rf`';
		const { description } = await shown(
			outcome({ severity: 'error', code: '<b>', diagnostics: hostile, expression: ['<i>'] }),
		);
		expect(description).not.toMatch(/<(a|img|b|i)\b/);
		expect(description).toMatch('&lt;a href="https://evil.example"&gt;');
	});

	it.each(['ECONNREFUSED', 'EACCES', 'EPERM', 'ENOENT', 'ETIMEDOUT', 'GETADDRINFO'])(
		"the message keeps its sentence where the server's text contains %s",
		async (code) => {
			const { message } = await shown(
				outcome({ severity: 'error', code: 'exception', diagnostics: `Upstream: ${code}!` }),
			);
			expect(message).toMatch(new RegExp(`^The server could not process the read: Upstream: ${code}!$`));
		},
	);

	it('the message keeps its sentence where a field contains such a code', async () => {
		const { error } = await scripted([{}], { ...read, resourceType: type('resourceAccess') });
		expect(error?.message).toBe('"Resource Type" is "resourceAccess", which is not a FHIR resource type');
	});

	it('a malformed OperationOutcome is still reported as a failure', async () => {
		for (const issue of [null, 7, 'text', [null], [[]], [{}], {}, [{ severity: {}, code: [], diagnostics: 9 }]]) {
			const { message } = await shown({ status: 500, body: { resourceType: 'OperationOutcome', issue } });
			expect(message).toMatch('The server failed during the read (status 500)');
		}
	});

	it('the error names the input item and how far the other items came', async () => {
		const { error } = await scripted(
			({ url }) =>
				url?.endsWith('p2')
					? { status: 404, body: { resourceType: 'OperationOutcome', issue: [] } }
					: { body: { resourceType: 'Patient', id: 'p' } },
			{ ...read, resourceId: '={{ $json.id }}', options: { concurrency: 1 } },
			{ input: [{ id: 'p1' }, { id: 'p2' }, { id: 'p3' }] },
		);
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.description).toMatch('Of 3 items, 1 completed, 1 failed and 1 did not start.');
	});

	it('the error output has the same message and details', async () => {
		const { errors } = await scripted([outcome({ severity: 'error', code: 'invalid', diagnostics: 'EACCES' })], read, {
			onError: 'continueErrorOutput',
		});
		expect(errors).toHaveLength(1);
		expect(errors[0]?.json).toMatchObject({
			error: 'The server could not process the read: EACCES',
			details: { kind: 'http', status: 422, code: 'invalid', effect: 'rejected', request: 'GET Patient/p1' },
		});
		expect(errors[0]?.pairedItem).toEqual({ item: 0 });
	});
});
