import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import { answeringServer, failureOf, fhirJson, requests } from '../support';

const { read, create, update } = requests;
const { answerBy, answering, client, url } = answeringServer();
const json = (value: unknown) => JSON.stringify(value);

describe('statusFailure:', () => {
	const issue = (diagnostics: string) =>
		json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing', diagnostics }] });
	const ifMatch = { 'if-match': 'W/"1"' };
	const conditional: FhirRequest = { ...update, path: 'Patient', query: [['identifier', '1']] };

	test.each<[number, FhirRequest, RegExp]>([
		[400, { ...read, interaction: 'search', path: 'Patient' }, /rejected the search as invalid: Words$/],
		[401, read, /did not accept the login/],
		[403, create, /not have permission for this create/],
		[404, read, /Patient\/1 does not exist/],
		[404, { ...read, interaction: 'search', path: 'Patient' }, /does not offer the resource type Patient/],
		[404, { ...read, interaction: 'operation', path: '$x' }, /does not know this operation/],
		[405, update, /does not support the update/],
		[406, read, /cannot return FHIR JSON/],
		[409, { ...update, headers: ifMatch }, /Patient\/1 has changed on the server/],
		[409, { ...update, interaction: 'delete', method: 'DELETE' }, /Patient\/1 cannot be deleted/],
		[409, update, /update conflicts/],
		[410, read, /Patient\/1 has been deleted/],
		[412, { ...update, headers: ifMatch }, /Patient\/1 has changed on the server/],
		[412, { ...update, headers: { 'if-none-match': '*' } }, /Patient\/1 already exists/],
		[412, conditional, /More than one resource matches/],
		[413, create, /larger than the server accepts/],
		[415, create, /format of the body/],
		[418, create, /refused the create \(status 418\)/],
		[422, create, /could not process the content/],
		[428, update, /requires the version/],
		[429, read, /too many requests/],
		[500, create, /failed during the create \(status 500\)/],
		[501, create, /not implemented/],
		[503, read, /not available/],
		[504, read, /gateway/],
	])('status %i for %j gives %s', async (status, request, message) => {
		answering(status, fhirJson, issue('HAPI-0001: Words.'));
		const failure = await failureOf(client().send(request));
		expect(failure).toMatchObject({
			kind: 'http',
			status,
			code: 'processing',
			details: { issues: [{ text: 'Words.', number: 'HAPI-0001' }] },
		});
		expect(failure.message).toMatch(message);
		expect(failure.message).toContain('Words');
		expect(failure.advice).toBeTruthy();
	});

	test('the advice for 403 names a scope, for 429 a waiting time', async () => {
		answering(403, {});
		expect((await failureOf(client().send(create))).advice).toContain('`system/Patient.write`');
		expect((await failureOf(client().send(read))).advice).toContain('`system/Patient.read`');
		answering(429, { 'retry-after': '17' });
		expect(await failureOf(client().send(read))).toMatchObject({
			advice: expect.stringContaining('17 seconds'),
			details: { retryAfter: '17' },
		});
	});

	test('404 without FHIR content advises to check the Base URL', async () => {
		answering(404, { 'content-type': 'text/html' }, '<html><title>Not Found</title></html>');
		const failure = await failureOf(client().send(read));
		expect(failure.message).toContain('its response is not from a FHIR server');
		expect(failure.advice).toContain('Base URL');
	});

	test('a write with 500, 502, 503, 504 or 408 has an unknown effect, with 4xx it was rejected', async () => {
		for (const [status, effect] of [
			[500, 'unknown'],
			[502, 'unknown'],
			[504, 'unknown'],
			[408, 'unknown'],
			[503, 'unknown'],
			[501, 'rejected'],
			[422, 'rejected'],
		] as const) {
			answering(status, {});
			expect((await failureOf(client().send(create))).effect).toBe(effect);
			expect(
				(await failureOf(client().send({ ...create, interaction: 'search', path: 'Patient/_search' }))).effect,
			).toBe('rejected');
		}
	});

	test('an error contains neither the query nor the body of the request', async () => {
		answering(400, {}, '');
		const failure = await failureOf(
			client().send({ ...create, query: [['name', 'Chalmers']], body: { resourceType: 'Patient', name: 'Chalmers' } }),
		);
		const paged = await failureOf(client().send({ ...read, url: `${url()}/fhir/Patient?name=Chalmers` }));
		for (const error of [failure, paged])
			expect(json([error.message, error.advice, error.details])).not.toContain('Chalmers');
		expect(paged.details.request).toBe(`GET ${url()}/fhir/Patient`);
	});

	test('an error body that breaks off or is huge gives a failure from the status alone', async () => {
		answerBy((_request, response) => {
			response.writeHead(400, { 'content-length': '1000' });
			response.write('{');
			setImmediate(() => response.destroy());
		});
		expect(await failureOf(client().send(create))).toMatchObject({ kind: 'http', status: 400 });
		answering(400, fhirJson, issue('x'.repeat(3_000_000)));
		const failure = await failureOf(client().send(read));
		expect(failure.status).toBe(400);
		expect(json([failure.message, failure.advice, failure.details]).length).toBeLessThan(5_000);
	});
});
