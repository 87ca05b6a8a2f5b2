import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import { describeStatus } from '../../../nodes/Fhir/rest/response/statusMessages';
import { requests } from '../support';

const { read, create, update } = requests;
const search: FhirRequest = { ...read, interaction: 'search', path: 'Patient' };
const patch: FhirRequest = { ...update, interaction: 'patch', method: 'PATCH' };
const remove: FhirRequest = { interaction: 'delete', method: 'DELETE', path: 'Patient/1' };
const ifMatch = { 'if-match': 'W/"1"' };
const words = (status: number, request: FhirRequest, retryAfter?: string, fhir = true) =>
	describeStatus({ status, request, fhir, retryAfter });

describe('describeStatus, what:', () => {
	test.each<[number, FhirRequest, RegExp]>([
		[399, read, /unexpected status 399 for the read/],
		[304, create, /unexpected status 304 for the create/],
		[400, read, /rejected the read/],
		[402, read, /refused the read \(status 402\)/],
		[499, read, /refused the read \(status 499\)/],
		[500, read, /failed during the read \(status 500\)/],
		[507, create, /failed during the create \(status 507\)/],
		[408, read, /timed out while waiting for the read/],
		[414, search, /URL of the request is longer/],
		[404, { ...read, interaction: 'page' }, /does not know the next page/],
		[404, { ...update, path: 'Patient', query: [['identifier', '1']] }, /matches the condition of the update/],
		[404, { ...read, query: [['_summary', 'true']] }, /Patient\/1 does not exist/],
		[404, { ...search, query: [['name', 'x']] }, /does not offer the resource type Patient/],
		[404, { ...update, query: [] }, /Patient\/1 does not exist/],
		[404, { ...read, interaction: 'capabilities', path: 'metadata' }, /could not find what the capabilities request/],
		[410, { ...read, interaction: 'page' }, /search has expired/],
		[409, { ...remove, headers: ifMatch }, /has changed on the server/],
		[409, { ...remove, headers: {} }, /cannot be deleted/],
		[412, { ...create, headers: { 'if-none-exist': 'identifier=1' } }, /More than one resource/],
		[412, { ...create, headers: {} }, /refused the create/],
	])('status %i for %j gives %s', (status, request, what) => {
		expect(words(status, request).what).toMatch(what);
		expect(words(status, request).advice).toMatch(/\.$/);
	});

	test('404 without FHIR content points to the Base URL', () => {
		expect(words(404, read, undefined, false).what).toMatch(/nothing at this address/);
	});
});

describe('describeStatus, advice:', () => {
	test.each<[number, FhirRequest, boolean]>([
		[500, create, true],
		[502, update, true],
		[504, remove, true],
		[507, create, true],
		[500, read, false],
		[500, { ...create, interaction: 'search', path: 'Patient/_search' }, false],
		[501, create, false],
		[503, create, false],
		[499, create, false],
		[422, create, false],
	])('status %i for %j says to check whether it was carried out: %s', (status, request, look) => {
		expect(/carried out after all/.test(words(status, request).advice)).toBe(look);
		expect(words(status, request).what).toBeTruthy();
	});

	test.each<[FhirRequest, RegExp]>([
		[search, /search parameters/],
		[update, /If the server requires If-Match: add the option Version Check/],
		[{ ...update, headers: {} }, /If the server requires If-Match: add the option Version Check/],
		[patch, /If the server requires If-Match: add the option If Match/],
		[{ ...update, headers: ifMatch }, /the request that the node sent\.$/],
		[create, /the request that the node sent\.$/],
		[remove, /the request that the node sent\.$/],
	])('status 400 for %j gives %s', (request, advice) => {
		expect(words(400, request).advice).toMatch(advice);
	});

	test.each<[FhirRequest, RegExp]>([
		[update, /option Version Check/],
		[remove, /option If Match/],
	])('status 428 for %j gives %s', (request, advice) => {
		expect(words(428, request).advice).toMatch(advice);
	});

	test.each<[FhirRequest, RegExp]>([
		[read, /in its history/],
		[update, /no longer a resource/],
	])('status 410 for %j gives %s', (request, advice) => {
		expect(words(410, request).advice).toMatch(advice);
	});

	test.each<[FhirRequest, RegExp]>([
		[read, /permission; .* `system\/Patient\.read` or `system\/Patient\.rs`/],
		[create, /permission; .* `system\/Patient\.write` or `system\/Patient\.cud`/],
		[{ ...create, interaction: 'batch', path: '' }, /permission\.$/],
		[{ ...create, interaction: 'operation', path: '$export' }, /permission\.$/],
	])('status 403 for %j gives %s', (request, advice) => {
		expect(words(403, request).advice).toMatch(advice);
	});

	test.each([
		['1', 'a second'],
		['17', '17 seconds'],
		['Wed, 21 Oct 2026 07:28:00 GMT', 'a while'],
		['1.5', 'a while'],
		['17s', 'a while'],
		['s17', 'a while'],
	])('status 429 and 503 with Retry-After %s say to wait %s', (retryAfter, time) => {
		expect(words(429, read, retryAfter).advice).toContain(`Wait ${time} and`);
		expect(words(503, read, retryAfter).advice).toBe(`Try again in ${time}.`);
	});

	test.each([undefined, ''])('status 429 and 503 without Retry-After (%j) say to wait', (retryAfter) => {
		expect(words(429, read, retryAfter).advice).toContain('Wait a while and');
		expect(words(503, read, retryAfter).advice).toBe('Try again later.');
	});
});
