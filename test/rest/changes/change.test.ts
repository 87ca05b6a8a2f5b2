import { eventOfVersion, recordedChange } from '../../../nodes/Fhir/rest/changes/change';

const response = { status: '200', etag: 'W/"3"', lastModified: '2026-03-01T08:00:00Z' };

describe('A change in a history whose entry has no resource', () => {
	test.each([
		['DELETE', 'deleted'],
		['PUT', 'updated'],
		['PATCH', 'updated'],
	])('is, after a %s, %s', (method, event) => {
		const change = recordedChange({ request: { method, url: 'Patient/a' }, response });
		expect(change).toMatchObject({ event, type: 'Patient', id: 'a', versionId: '3', resource: undefined });
	});

	test('is created after a POST that names the resource', () => {
		const created = { ...response, etag: 'W/"1"', location: 'Patient/a/_history/1' };
		const change = recordedChange({ request: { method: 'POST', url: 'Patient' }, response: created });
		expect(change).toMatchObject({ event: 'created', type: 'Patient', id: 'a', versionId: '1', resource: undefined });
	});

	test('is deleted where the server does not say by which request', () => {
		const change = recordedChange({ fullUrl: 'http://server/fhir/Patient/a', response });
		expect(change).toMatchObject({ event: 'deleted', id: 'a', versionId: '3' });
	});
});

test.each([
	['1', 'created'],
	['2', 'updated'],
	['9007199254740993', 'updated'],
	[undefined, 'changed'],
	['', 'changed'],
	['1e3', 'changed'],
	['v2', 'changed'],
])('the version %j of a resource says that it was %s', (versionId, event) => {
	expect(eventOfVersion(versionId)).toBe(event);
});
