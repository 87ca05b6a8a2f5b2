import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted, type ScriptedResponse, startScripted } from '../engine/support/scripted';
import { closeAfterEach } from '../helpers/closing';
import { changed, type Manner, newPhone, patient, updateFields } from './g47-fixture';

describe('G47: Resource → Update Fields changes a phone number and nothing else', () => {
	it.each<[string, Manner, string[]]>([
		['by a JSON Patch, where the server offers that', { patch: 'offered' }, ['PATCH']],
		['by read and update, where it does not', {}, ['PUT']],
		['by read and update, where it refuses the patch that it offers', { patch: 'refused' }, ['PATCH', 'PUT']],
		['by read and update, where it does not understand the patch', { patch: 'notUnderstood' }, ['PATCH', 'PUT']],
		['by a patch on a server without versions', { patch: 'offered', versions: false }, ['PATCH']],
		['by an update on a server without versions', { versions: false }, ['PUT']],
		['on a server that conflicts twice, by update', { meanwhile: 2 }, ['PUT', 'PUT', 'PUT']],
		['on a server that conflicts twice, by patch', { meanwhile: 2, patch: 'offered' }, ['PATCH', 'PATCH', 'PATCH']],
		['on a server that says 409 for a conflict', { meanwhile: 1, conflict: 409 }, ['PUT', 'PUT']],
	])('%s', async (_title, manner, methods) => {
		const result = await updateFields(manner);
		expect(outputOf(result)).toMatchObject([{ id: '7', telecom: changed.telecom }]);
		expect(result.writes.map(({ method }) => method)).toEqual(methods);
		// What someone else has changed meanwhile stays too.
		const { gender, ...stored } = result.stored;
		expect(stored).toEqual(changed);
		expect(gender === undefined).toBe(manner.meanwhile === undefined);
		for (const { headers } of result.writes) {
			if (manner.versions === false) expect(headers).not.toHaveProperty('if-match');
			else expect(headers['if-match']).toMatch(/^W\/"\d+"$/);
		}
	});

	it('the patch holds what changes, after a test that the entry is the one that was read', async () => {
		const { writes } = await updateFields({ patch: 'offered' });
		expect(writes[0]?.headers['content-type']).toBe('application/json-patch+json');
		expect(JSON.parse(writes[0]!.body)).toEqual([
			{ op: 'test', path: '/telecom/0', value: patient.telecom[0] },
			{ op: 'replace', path: '/telecom/0/value', value: '2' },
		]);
	});

	it('without versions, it tests all that it replaces or removes', async () => {
		const { writes } = await updateFields({ patch: 'offered', versions: false }, { body: '{ "birthDate": "1980" }' });
		expect(JSON.parse(writes[0]!.body)).toEqual([
			{ op: 'test', path: '/birthDate', value: '1970-01-01' },
			{ op: 'replace', path: '/birthDate', value: '1980' },
		]);
	});

	it('found by search criteria, which have to be met strictly', async () => {
		const result = await updateFields({}, { findBy: 'queryString', queryString: 'identifier=http://h/mrn|1' });
		expect(outputOf(result)).toMatchObject([{ telecom: changed.telecom }]);
		expect(result.sent[0]).toMatchObject({
			method: 'GET',
			url: expect.stringContaining('/fhir/Patient?identifier=') as string,
			headers: { prefer: 'handling=strict', 'cache-control': 'no-cache' },
		});
		expect(result.writes[0]?.url).toBe('/fhir/Patient/7');
	});

	it('found by its identifier under Resource ID', async () => {
		const resourceId = { __rl: true, mode: 'identifier', value: 'http://h/mrn|1' };
		const result = await updateFields({}, { resourceId });
		expect(outputOf(result)).toMatchObject([{ telecom: changed.telecom }]);
		expect(result.writes.map(({ method, url }) => `${method} ${url}`)).toEqual(['PUT /fhir/Patient/7']);
	});

	it('for many items, with one request for what the server offers, and one patch that it refuses', async () => {
		const input = ['3', '4', '5'].map((value) => ({ telecom: [{ system: 'phone', value }] }));
		const parameters = { body: '={{ $json }}' };
		const { output, sent, writes } = await updateFields({ patch: 'refused' }, parameters, input);
		expect(output.map(({ json }) => (json.telecom as IDataObject[])[0]?.value)).toEqual(['3', '4', '5']);
		expect(sent.filter(({ url }) => url.endsWith('/metadata'))).toHaveLength(1);
		expect(writes.map(({ method }) => method)).toEqual(['PATCH', 'PUT', 'PUT', 'PUT']);
	});
});

describe('G47: Update Fields is not silent', () => {
	it.each<[string, Manner, IDataObject, RegExp]>([
		['what was merged', {}, {}, /lists was merged: `telecom` \(1 changed, 1 left as before\)\./],
		['that the server has no versions', { versions: false }, {}, /does not say which version/],
		['that it was merged once more', { meanwhile: 1 }, {}, /changed by someone else.*read again/],
		['that a patch was refused', { patch: 'refused' }, {}, /refused a JSON Patch \(status 405\)/],
		['that the server ignores If-Match', { ignoresIfMatch: true, meanwhile: 1 }, {}, /seems to ignore If-Match/],
		['that nothing had to be changed', {}, { body: '{ "birthDate": "1970-01-01" }' }, /Nothing had to be changed/],
	])('a hint says %s', async (_title, manner, parameters, hint) => {
		const { hints } = await updateFields(manner, parameters);
		expect(hints.join('\n')).toMatch(hint);
		expect(hints.join('\n')).not.toMatch(/ann@|Lee/);
	});

	it('no write is sent where nothing has to be changed, and the output has the resource', async () => {
		const result = await updateFields({ patch: 'offered' }, { body: '{ "birthDate": "1970-01-01", "gender": null }' });
		expect(outputOf(result)).toMatchObject([patient]);
		expect(result.sent.map(({ method }) => method)).toEqual(['GET']);
	});

	it('an element that the server does not keep is named', async () => {
		const write = { body: { ...patient, meta: { versionId: '2' } } };
		const { hints } = await updateFields({ write }, { body: '{ "gender": "female" }' });
		expect(hints.join()).toMatch(/lacks `Patient.gender`/);
	});
});

describe('G47: Resource → Replace', () => {
	const replace = async (body: object, status = 200) =>
		await scripted([{ status, body: { ...body, meta: { versionId: '2' } } }], {
			operation: 'update',
			resourceType: type('Patient'),
			body: JSON.stringify(body),
		});

	it('points at Update Fields where the body had a single element', async () => {
		const { hints } = await replace({ resourceType: 'Patient', id: '7', telecom: patient.telecom });
		expect(hints).toEqual([expect.stringMatching(/no other element than "telecom".*removed.*Update Fields/)]);
	});

	it('gives no such hint for a body with more, or where the resource is new', async () => {
		expect((await replace(patient)).hints).toEqual([]);
		const { hints } = await replace({ resourceType: 'Patient', id: '7', active: true }, 201);
		expect(hints.join()).not.toMatch(/Update Fields/);
	});
});

describe('G47: Update Fields keeps numbers as the server wrote them', () => {
	const stored = '{"resourceType":"Patient","id":"7","extension":[{"url":"u","valueDecimal":2.50}]}';

	it('by an update, since servers write 2.50 as 2.5 when they patch', async () => {
		const { writes } = await updateFields({ patch: 'offered', stored }, { body: '{ "gender": "female" }' });
		expect(writes.map(({ method }) => method)).toEqual(['PUT']);
		expect(writes[0]?.body).toContain('"valueDecimal":2.50}');
	});

	it('and gives plain numbers where nothing had to be changed', async () => {
		const result = await updateFields({ stored }, { body: '{ "gender": null }' });
		expect(outputOf(result)).toMatchObject([{ extension: [{ valueDecimal: 2.5 }] }]);
	});
});

describe('G47: Update Fields refuses', () => {
	it.each<[string, IDataObject, RegExp]>([
		['a body of another type', { body: '{ "resourceType": "Observation" }' }, /Observation, but the form says Patient/],
		['another ID', { body: '{ "id": "8", "gender": "male" }' }, /`id`.*differs from the "Resource ID"/],
		['no ID', { resourceId: '', body: '{ "gender": "male" }' }, /"Resource ID" is empty/],
		['a body without elements', { body: '{ "resourceType": "Patient", "id": "7" }' }, /has no element to change/],
		['an empty body', { body: '{}' }, /empty object/],
		['null for meta', { body: '{ "meta": null }' }, /removes `meta`/],
		['an empty text', { body: '{ "name": [{ "family": "" }] }' }, /`name.family` is an empty text/],
		['names that are not elements', { body: '{ "phone": "2" }' }, /`phone`/],
		['an invalid version', { options: { ifMatch: 'a b' } }, /If Match/],
	])('%s, before anything is sent', async (_title, parameters, message) => {
		const { error, sent } = await updateFields({}, parameters);
		expect(error?.message).toMatch(message);
		expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(sent).toEqual([]);
	});

	it.each<[string, IDataObject]>([
		['the option If Match', { options: { ifMatch: '9' } }],
		['the body', { body: '{ "meta": { "versionId": "9" }, "gender": "male" }' }],
	])('an old version in %s, before it writes', async (_title, parameters) => {
		const { error, writes } = await updateFields({}, parameters);
		expect(error?.message).toMatch(/has changed on the server since the version/);
		expect(error?.context?.data).toMatchObject({ effect: 'notSent' });
		expect(writes).toEqual([]);
	});

	it('with a version, it does not merge into a later one', async () => {
		const { error, writes } = await updateFields({ meanwhile: 1 }, { options: { ifMatch: '1' } });
		expect(error?.context?.data).toMatchObject({ status: 412, effect: 'rejected' });
		expect(writes).toHaveLength(1);
	});

	it('with a version, it still sends an update where the patch is not understood', async () => {
		const { error, writes } = await updateFields({ patch: 'notUnderstood' }, { options: { ifMatch: '1' } });
		expect(error).toBeUndefined();
		expect(writes.map(({ method, headers }) => [method, headers['if-match']])).toEqual([
			['PATCH', 'W/"1"'],
			['PUT', 'W/"1"'],
		]);
	});

	it('a resource that always changes: it gives up after four writes', async () => {
		const { error, writes } = await updateFields({ meanwhile: 99 });
		expect(error?.message).toMatch(/Patient\/7 was changed by someone else each of the 4 times/);
		expect(error?.context?.data).toMatchObject({ status: 412, effect: 'rejected' });
		expect(writes).toHaveLength(4);
	});

	it('to send an update where only JSON Patch is wanted', async () => {
		const { error, writes } = await updateFields({ patch: 'refused' }, { options: { sendAs: 'jsonPatch' } });
		expect(error?.context?.data).toMatchObject({ status: 405, effect: 'rejected' });
		expect(writes.map(({ method }) => method)).toEqual(['PATCH']);
	});

	it('criteria that no resource meets, or more than one', async () => {
		for (const [entry, message] of [
			[[], /^No Patient on the server meets/],
			[[{ resource: patient }, { resource: { ...patient, id: '8' } }], /^More than one Patient/],
		] as const) {
			const body = { resourceType: 'Bundle', type: 'searchset', entry: [...entry] };
			const server = closeAfterEach(await startScripted([{ body }]));
			const parameters = { findBy: 'queryString', queryString: 'identifier=1', body: newPhone };
			const { error } = await server.run({ operation: 'updateFields', resourceType: type('Patient'), ...parameters });
			expect(error?.message).toMatch(message);
			expect(error?.context?.data).toMatchObject({ effect: 'notSent' });
			expect(server.server.requests.every(({ method }) => method === 'GET')).toBe(true);
		}
	});
});

describe('G47: the effect of a failed Update Fields is that of the write', () => {
	it.each<[string, ScriptedResponse, string]>([
		['a content that is refused', { status: 422, body: outcome('error', 'invalid', 'no') }, 'rejected'],
		['a failure in the middle', { status: 500 }, 'unknown'],
		['a response that cannot be read', { status: 200, body: '<html></html>' }, 'applied'],
	])('%s', async (_title, write, effect) => {
		const { error, writes } = await updateFields({ write });
		expect(error?.context?.data).toMatchObject({ effect });
		expect(writes).toHaveLength(1);
	});

	it('a read that fails', async () => {
		const { error, sent } = await updateFields({ stored: '{"resourceType":"Patient","id":"9"}' });
		expect(error?.message).toMatch(/did not return Patient\/7/);
		expect(error?.context?.data).toMatchObject({ effect: 'notSent' });
		expect(sent).toHaveLength(1);
	});
});
