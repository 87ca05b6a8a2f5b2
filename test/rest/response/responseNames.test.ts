import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import { answeringServer, failureOf, fhirJson, requests } from '../support';

const { read, create, update } = requests;
const { answering, client } = answeringServer();
const patch: FhirRequest = { ...update, interaction: 'patch', method: 'PATCH' };
const operation: FhirRequest = { interaction: 'operation', method: 'POST', path: 'Patient/1' };

/** What an answer says of type, id and version, by the members that it has. */
async function named(request: FhirRequest, headers: Record<string, string>, resource?: object) {
	answering(200, { ...(resource && fhirJson), ...headers }, resource && JSON.stringify(resource));
	const answer = await client().send(request);
	const members = ['type', 'id', 'versionId', 'lastModified'] as const;
	return Object.fromEntries(
		members
			.filter((name) => name in answer && (name !== 'lastModified' || answer[name]))
			.map((name) => [name, answer[name]]),
	);
}

describe('parseResponse, type, id and version:', () => {
	const of = (id?: string, meta?: object) => ({ resourceType: 'Patient', ...(id && { id }), ...(meta && { meta }) });
	const versioned = 'Patient/7/_history/2';

	test.each<[string, FhirRequest, Record<string, string>, object | undefined, object]>([
		[
			'from the body rather than the headers',
			create,
			{ etag: 'W/"9"', location: versioned },
			of('1', { versionId: '3' }),
			{ type: 'Patient', id: '1', versionId: '3' },
		],
		[
			'the version from the ETag rather than Location',
			create,
			{ etag: 'W/"9"', location: versioned },
			of('1'),
			{ type: 'Patient', id: '1', versionId: '9' },
		],
		[
			'the version from Location',
			create,
			{ location: versioned },
			of('1'),
			{ type: 'Patient', id: '1', versionId: '2' },
		],
		['no version if Location has none', create, { location: 'Patient/1' }, of('1'), { type: 'Patient', id: '1' }],
		[
			'none from a Location that is not a resource',
			create,
			{ location: 'http://h/' },
			of('1'),
			{ type: 'Patient', id: '1' },
		],
		['no version if there is none', read, {}, of('1'), { type: 'Patient', id: '1' }],
		['no id for a read of a resource without one', read, { location: versioned }, of(), { type: 'Patient' }],
		[
			'the id from the request for a written resource without one',
			update,
			{ etag: '"2"' },
			of(),
			{ type: 'Patient', id: '1', versionId: '2' },
		],
		[
			'from the header with a version',
			create,
			{ location: 'Patient/7', 'content-location': versioned },
			undefined,
			{ type: 'Patient', id: '7', versionId: '2' },
		],
		[
			'from the first header if neither has a version',
			create,
			{ location: 'Patient/7', 'content-location': 'Patient/8' },
			undefined,
			{ type: 'Patient', id: '7' },
		],
		[
			'from Content-Location if there is no Location',
			create,
			{ 'content-location': 'Patient/8' },
			undefined,
			{ type: 'Patient', id: '8' },
		],
		['from the request of an update', update, {}, undefined, { type: 'Patient', id: '1' }],
		['from the request of a patch', patch, {}, undefined, { type: 'Patient', id: '1' }],
		['not from the request of an operation', operation, {}, undefined, {}],
		[
			'with lastModified from meta.lastUpdated',
			read,
			{},
			of('1', { lastUpdated: '2026-01-01T01:00:00+01:00' }),
			{ type: 'Patient', id: '1', lastModified: '2026-01-01T01:00:00+01:00' },
		],
		[
			'with an invalid Last-Modified unchanged',
			update,
			{ 'last-modified': 'yesterday' },
			undefined,
			{ type: 'Patient', id: '1', lastModified: 'yesterday' },
		],
	])('%s', async (_what, request, headers, resource, expected) => {
		expect(await named(request, headers, resource)).toStrictEqual(expected);
	});
});

describe('parseResponse, the body:', () => {
	const space = ' '.repeat(300);

	test.each<[string, string, string, object]>([
		['only spaces', 'application/fhir+json', space, {}],
		['a little space', 'text/plain', ' \n', {}],
		[
			'space before a resource',
			'application/fhir+json',
			`${space}{"resourceType":"Basic"}`,
			{ resource: { resourceType: 'Basic' } },
		],
		['space before a text', 'text/csv', `${space}a;b`, { text: `${space}a;b` }],
		['a list as text', 'text/plain', ' [1]', { json: [1] }],
		['a text', 'text/plain', '1', { text: '1' }],
		['a list of another type', 'text/csv', '[1]', { text: '[1]' }],
	])('%s is read', async (_what, type, body, expected) => {
		answering(200, { 'content-type': type }, body);
		const { resource, json, text } = await client().send(operation);
		expect({ resource, json, text }).toEqual(expected);
	});

	test.each([
		['<Patient xmlns="http://hl7.org/fhir"/>', /as XML/],
		[`<Patient xmlns="http://hl7.org/fhir"><!--${'x'.repeat(2000)}--><html/></Patient>`, /as XML/],
		['<html><a href="http://hl7.org/fhir">FHIR</a></html>', /web page/],
		[`<div>${'x'.repeat(2000)}<a href="http://hl7.org/fhir">FHIR</a></div>`, /web page/],
	])('markup throws a Failure: %s', async (body, message) => {
		answering(200, { 'content-type': 'text/xml' }, body);
		expect((await failureOf(client().send(operation))).message).toMatch(message);
	});
});
