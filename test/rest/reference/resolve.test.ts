import { parseReference } from '../../../nodes/Fhir/rest/reference/reference';
import { type ResolveSettings, resolve } from '../../../nodes/Fhir/rest/reference/resolve';
import { answeringServer, failureOf, fhirJson } from '../support';

const patient = { resourceType: 'Patient', id: '1' };
const server = answeringServer();

/** Follows a reference to a server that responds with the patient. */
async function follow(reference: unknown, more: Partial<ResolveSettings> = {}) {
	const settings = { context: undefined, allowOtherServers: false, contextField: 'Context', ...more };
	return await resolve(server.client(), parseReference(reference), settings);
}

describe('resolve: a reference to a resource on the server', () => {
	beforeEach(() => server.answering(200, fhirJson, JSON.stringify(patient)));

	test.each([
		['relative', () => 'Patient/1', '/fhir/Patient/1'],
		['relative with a version', () => 'Patient/1/_history/2', '/fhir/Patient/1/_history/2'],
		['absolute below the base URL', () => `${server.url()}/fhir/Patient/1`, '/fhir/Patient/1'],
		['absolute with a fragment', () => `${server.url()}/fhir/Patient/1#part`, '/fhir/Patient/1'],
		['absolute with a version', () => `${server.url()}/fhir/Patient/1/_history/2`, '/fhir/Patient/1/_history/2'],
	])('that is %s is read', async (_title, reference, url) => {
		expect(await follow(reference())).toEqual(patient);
		expect(server.requests().map((request) => request.url)).toEqual([url]);
	});

	test('in a Bundle that has the resource needs no request', async () => {
		const context = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: { ...patient, active: true } }] };
		expect(await follow('Patient/1', { context })).toEqual({ ...patient, active: true });
		expect(server.requests()).toEqual([]);
	});

	test('on another server is refused, with the reference to enter if that is the same server', async () => {
		const failure = await failureOf(follow('https://other.example/r4/Patient/1'));
		expect(failure).toMatchObject({ kind: 'input', message: expect.stringContaining('other.example') });
		expect(failure.advice).toContain('`Patient/1`');
		expect((await failureOf(follow('https://other.example/anything'))).advice).not.toContain('undefined');
		expect(server.requests()).toEqual([]);
	});
});

describe('resolve: the response', () => {
	test('without a resource is a failure', async () => {
		server.answering(204, {});
		expect(await failureOf(follow('Patient/1'))).toMatchObject({ kind: 'response', effect: 'applied' });
	});

	test('of 404 to a relative reference names the resource, and to an absolute one too', async () => {
		const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };
		server.answering(404, fhirJson, JSON.stringify(outcome));
		for (const reference of ['Patient/1', `${server.url()}/fhir/Patient/1`]) {
			expect((await failureOf(follow(reference))).message).toMatch(/^Patient\/1 /);
		}
	});
});

describe('resolve: a reference by identifier', () => {
	const byIdentifier = { identifier: { system: 'http://h|x', value: '1,2' }, type: 'Patient' };
	const found = (...entries: object[]) =>
		server.answering(200, fhirJson, JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry: entries }));

	test('is searched for with its special characters escaped, and entries without a resource do not count', async () => {
		found({ fullUrl: 'urn:x' }, { resource: patient });
		expect(await follow(byIdentifier)).toEqual(patient);
		expect(decodeURIComponent(server.requests()[0]?.url ?? '')).toContain('identifier=http://h\\|x|1\\,2');
	});

	test.each([
		['nothing', [], /^No Patient /],
		['several resources', [{ resource: patient }, { resource: { ...patient, id: '2' } }], /^More than one Patient /],
	])('that matches %s is a failure', async (_title, entries, message) => {
		found(...entries);
		expect((await failureOf(follow(byIdentifier))).message).toMatch(message);
	});
});
