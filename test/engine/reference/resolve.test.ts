import type { IDataObject } from 'n8n-workflow';
import { startServer, type TestServer } from '../../servers/httpServer';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const system = 'http://hospital.example/mrn';
const patient = (family: string, more: object = {}) => ({ resourceType: 'Patient', name: [{ family }], ...more });

describe('Reference → Resolve', () => {
	let hospital: Hospital;
	let other: TestServer;
	let id: string;

	beforeAll(async () => {
		hospital = await startHospital();
		other = await startServer(
			(_request, response) =>
				void response
					.writeHead(200, { 'content-type': 'application/fhir+json' })
					.end(JSON.stringify(patient('Elsewhere', { id: '1' }))),
		);
		const [created] = outputOf(
			await hospital.run(
				{ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' },
				{ input: [patient('First', { identifier: [{ system, value: 'a1' }] })] },
			),
		);
		id = String(created?.id);
		const twins = [1, 2].map(() => patient('Twin', { identifier: [{ system, value: 'twin' }] }));
		await hospital.run({ operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' }, { input: twins });
	});
	afterAll(async () => {
		await Promise.all([hospital.close(), other.close()]);
	});
	beforeEach(() => {
		hospital.server.requests.length = 0;
		other.requests.length = 0;
	});

	const resolve = async (reference: unknown, more: IDataObject = {}, input: IDataObject = {}) =>
		await hospital.run(
			{ resource: 'reference', operation: 'resolve', reference: reference as string, ...more },
			{ input: [input] },
		);
	// With line breaks, since two closing braces end an expression.
	const expression = (value: object) => `={{ ${JSON.stringify(value, undefined, 1)} }}`;

	it('reads a relative reference', async () => {
		expect(outputOf(await resolve(`Patient/${id}`))).toEqual([
			expect.objectContaining({ resourceType: 'Patient', id }),
		]);
		expect(hospital.server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET /fhir/Patient/${id}`]);
	});

	it('accepts a Reference from an expression or as JSON text', async () => {
		for (const reference of ['={{ $json.subject }}', JSON.stringify({ reference: `Patient/${id}` })]) {
			const [item] = outputOf(
				await resolve(reference, {}, { subject: { reference: `Patient/${id}`, display: 'First' } }),
			);
			expect(item).toMatchObject({ id });
		}
	});

	it('reads an absolute reference on the same server, with the login', async () => {
		expect(outputOf(await resolve(`${hospital.server.baseUrl}/Patient/${id}`))[0]).toMatchObject({ id });
		expect(hospital.server.requests[0]?.headers.authorization).toMatch(/^Basic /);
	});

	it('reads the version that a reference names', async () => {
		const [current] = outputOf(await resolve(`Patient/${id}`));
		const version = (current?.meta as IDataObject).versionId as string;
		await hospital.run(
			{ operation: 'update', resourceType: type('Patient'), resourceId: id, body: '={{ $json }}' },
			{ input: [{ ...current, gender: 'female' }] },
		);
		for (const reference of [
			`Patient/${id}/_history/${version}`,
			`${hospital.server.baseUrl}/Patient/${id}/_history/${version}`,
		]) {
			expect(outputOf(await resolve(reference))).toEqual([current]);
		}
		expect(hospital.server.requests.at(-1)?.url).toBe(`/fhir/Patient/${id}/_history/${version}`);
	});

	it('finds a contained resource in the input item or in the context without a request', async () => {
		const observation = {
			resourceType: 'Observation',
			subject: { reference: '#p' },
			contained: [patient('Other', { id: 'q' }), patient('Within', { id: 'p' })],
		};
		expect(outputOf(await resolve('={{ $json.subject }}', {}, observation))).toEqual([observation.contained[1]]);
		expect(outputOf(await resolve('#p', { context: JSON.stringify(observation) }))).toEqual([observation.contained[1]]);
		expect(outputOf(await resolve('#', {}, observation))).toEqual([observation]);
		expect(hospital.server.requests).toEqual([]);
	});

	it('finds an entry of a Bundle by its URN, its URL, or type and ID', async () => {
		const urn = 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0';
		const bundle = {
			resourceType: 'Bundle',
			type: 'collection',
			entry: [
				{ fullUrl: urn, resource: patient('Urn') },
				{ fullUrl: 'http://elsewhere.example/fhir/Patient/5', resource: patient('Address', { id: '5' }) },
			],
		};
		const names = [urn, 'http://elsewhere.example/fhir/Patient/5', 'Patient/5'];
		for (const [index, reference] of names.entries()) {
			expect(outputOf(await resolve(reference, {}, bundle))[0]).toEqual(bundle.entry[index === 0 ? 0 : 1]?.resource);
		}
		expect(hospital.server.requests).toEqual([]);
	});

	it('reads a resource that is not in the Bundle from the server', async () => {
		const bundle = { resourceType: 'Bundle', type: 'collection', entry: [] };
		expect(outputOf(await resolve(`Patient/${id}`, {}, bundle))[0]).toMatchObject({ id });
	});

	it('searches by identifier', async () => {
		const reference = expression({ type: 'Patient', identifier: { system, value: 'a1' } });
		expect(outputOf(await resolve(reference))[0]).toMatchObject({ id });
		expect(hospital.server.requests).toEqual([
			expect.objectContaining({ method: 'GET', url: `/fhir/Patient?identifier=${system}%7Ca1&_count=2` }),
		]);
	});

	it('escapes the special characters of a search value', async () => {
		const reference = expression({ type: 'Patient', identifier: { value: '1|2,3$4' } });
		const empty = { resourceType: 'Bundle', type: 'searchset' };
		const { sent } = await scripted([{ body: empty }], { resource: 'reference', operation: 'resolve', reference });
		const { searchParams } = new URL(sent[0]?.url ?? '', 'http://server');
		expect(searchParams.get('identifier')).toBe('1\\|2\\,3\\$4');
	});

	it('takes the type of a reference by identifier from the option Resource Type', async () => {
		const reference = expression({ identifier: { system, value: 'a1' } });
		expect(outputOf(await resolve(reference, { options: { targetType: 'Patient' } }))[0]).toMatchObject({ id });
	});

	it.each([
		['nobody', /^No Patient on the server has this identifier$/],
		['twin', /^More than one Patient on the server has this identifier$/],
	])('fails where not exactly one resource matches the identifier: %s', async (value, says) => {
		const { error } = await resolve(expression({ type: 'Patient', identifier: { system, value } }));
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
	});

	it('sends no request to another server unless the option Read From Other Servers is on', async () => {
		const { error } = await resolve(`${other.url}/fhir/Patient/1`);
		expect(error?.message).toMatch(/leads to another server, 127\.0\.0\.1/);
		expect(error?.description).toMatch(/Read From Other Servers.*Patient\/1/);
		expect(other.requests).toEqual([]);
	});

	it('reads another server without login and custom headers where the option is on', async () => {
		const options = { otherServers: true, headers: { header: [{ name: 'x-tenant', value: 'ward-7' }] } };
		const [item] = outputOf(await resolve(`${other.url}/fhir/Patient/1`, { options }));
		expect(item).toEqual(patient('Elsewhere', { id: '1' }));
		const [request] = other.requests;
		expect(request).toMatchObject({ method: 'GET', url: '/fhir/Patient/1' });
		expect(request?.headers).not.toHaveProperty('authorization');
		expect(request?.headers).not.toHaveProperty('x-tenant');
		expect(request?.clientCertificate).toBeUndefined();
	});

	it('treats a path beside the base path as another server', async () => {
		const { error } = await resolve(`${hospital.server.url}/fhirEvil/Patient/1`);
		expect(error?.message).toMatch(/another server/);
		expect(hospital.server.requests).toEqual([]);
	});

	it('with output Simplified Resource returns a simplified resource', async () => {
		const [item] = outputOf(await resolve(`Patient/${id}`, { options: { output: 'simplified' } }));
		expect(JSON.stringify(item)).toMatch(/First/);
		expect(item?.name).not.toEqual([{ family: 'First' }]);
	});

	it.each([
		[404, /Patient\/1 does not exist/],
		[410, /Patient\/1 has been deleted/],
		[403, /not have permission/],
	])('explains status %i', async (status, says) => {
		const { error } = await scripted([{ status, body: outcome('error', 'processing', 'no') }], {
			resource: 'reference',
			operation: 'resolve',
			reference: 'Patient/1',
		});
		expect(error).toMatchObject({ httpCode: String(status), message: expect.stringMatching(says) });
	});

	const observation = { resourceType: 'Observation' };
	it.each<[string, string, RegExp, IDataObject, IDataObject]>([
		['an empty reference', '={{ $json.subject }}', /"Reference" has no reference/, {}, {}],
		['a text that is not a reference', 'Chalmers', /"Reference" is not a FHIR reference/, {}, {}],
		[
			'a Reference with only a display text',
			expression({ display: 'Chalmers' }),
			/"Reference" has no reference/,
			{},
			{},
		],
		['a reference that is invalid JSON', '{"reference": ', /"Reference" is not valid JSON/, {}, {}],
		['a contained reference outside of a resource', '#p', /"Context" is not a resource/, {}, { a: 1 }],
		['a contained reference to a missing resource', '#p', /"Context" does not contain a resource/, {}, observation],
		[
			'a contained reference within a Bundle',
			'#p',
			/"Context" is a Bundle/,
			{},
			{ resourceType: 'Bundle', type: 'collection' },
		],
		['a URN outside of a Bundle', 'urn:uuid:1', /only has a meaning within a Bundle/, {}, observation],
		[
			'a URN that is not in the Bundle',
			'urn:uuid:1',
			/has no entry/,
			{},
			{ resourceType: 'Bundle', type: 'collection' },
		],
		[
			'an identifier without a type',
			expression({ identifier: { value: '1' } }),
			/does not name a resource type/,
			{},
			{},
		],
		['what cannot be a resource type', 'Patient/1', /"Resource Type"/, { options: { targetType: 'pateint' } }, {}],
		['a context that is invalid JSON', 'Patient/1', /"Context" is not valid JSON/, { context: '{' }, {}],
	])('rejects %s before anything is sent', async (_what, reference, says, more, input) => {
		const { error } = await resolve(reference, more, input);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(hospital.server.requests).toEqual([]);
	});
});
