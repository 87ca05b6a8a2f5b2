import type { IDataObject } from 'n8n-workflow';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const steps = (...step: IDataObject[]) => ({ step });
const json = (...step: IDataObject[]) => ({
	patchFormat: 'jsonPatch',
	patchInput: 'steps',
	jsonPatchSteps: steps(...step),
});
const fhirPath = (...step: IDataObject[]) => ({
	patchFormat: 'fhirPathPatch',
	patchInput: 'steps',
	fhirPathSteps: steps(...step),
});

describe('Resource → Patch', () => {
	let hospital: Hospital;
	let id: string;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(async () => {
		const body = JSON.stringify({
			identifier: [{ system: 'urn:mrn', value: 'p-1' }],
			gender: 'male',
			name: [{ family: 'Chalmers', given: ['Peter', 'James'] }],
		});
		const parameters = { operation: 'upsert', resourceType: type('Patient'), findBy: 'queryString' };
		const [made] = outputOf(await hospital.run({ ...parameters, queryString: 'identifier=urn:mrn|p-1', body }));
		id = String(made?.id);
		hospital.server.requests.splice(0);
	});

	const patch = async (parameters: IDataObject) =>
		await hospital.run({
			operation: 'patch',
			resourceType: type('Patient'),
			findBy: 'id',
			resourceId: id,
			...parameters,
		});
	const sent = () => JSON.parse(hospital.server.requests[0]?.body ?? 'null') as unknown;

	it('changes elements by the steps of a JSON Patch and returns the new version', async () => {
		const [patched] = outputOf(
			await patch(
				json(
					{ op: 'test', path: '/gender', valueType: 'text', value: 'male' },
					{ op: 'replace', path: '/gender', valueType: 'text', value: 'female' },
					{ op: 'add', path: '/active', valueType: 'json', value: 'true' },
					{ op: 'add', path: '/birthDate', valueType: 'text', value: '1974' },
					{ op: 'add', path: '/telecom', valueType: 'json', value: '={{ [{ system: "phone", value: "555-1234" }] }}' },
					{ op: 'copy', from: '/name/0/given/1', path: '/name/0/given/-' },
					{ op: 'move', from: '/name/0/family', path: '/name/0/text' },
					{ op: 'remove', path: '/name/0/given/0', value: 'notSent', from: 'notSent' },
				),
			),
		);
		expect(patched).toMatchObject({
			gender: 'female',
			active: true,
			birthDate: '1974',
			telecom: [{ system: 'phone', value: '555-1234' }],
			name: [{ text: 'Chalmers', given: ['James', 'James'] }],
		});
		expect(hospital.server.requests[0]).toMatchObject({ method: 'PATCH', url: `/fhir/Patient/${id}` });
		expect(hospital.server.requests[0]?.headers['content-type']).toBe('application/json-patch+json');
		expect((sent() as unknown[]).at(-1)).toEqual({ op: 'remove', path: '/name/0/given/0' });
	});

	it('sends a JSON Patch that is entered as JSON unchanged', async () => {
		const jsonPatch = '[{ "op": "replace", "path": "/gender", "value": "other" }]';
		expect(outputOf(await patch({ patchFormat: 'jsonPatch', patchInput: 'json', jsonPatch }))).toMatchObject([
			{ gender: 'other' },
		]);
		expect(sent()).toEqual(JSON.parse(jsonPatch));
	});

	it('changes elements by the steps of a FHIRPath Patch', async () => {
		const [patched] = outputOf(
			await patch(
				fhirPath(
					{ type: 'replace', path: 'Patient.gender', valueType: 'code', value: 'female' },
					{ type: 'add', path: 'Patient', name: 'birthDate', valueType: 'date', value: '1974-12-25' },
					{ type: 'add', path: 'Patient', name: 'name', valueType: 'HumanName', value: '{ "family": "Windsor" }' },
					{ type: 'insert', path: 'Patient.name[0].given', valueType: 'string', value: 'Paul', index: 0 },
					{ type: 'move', path: 'Patient.name[0].given', source: 0, destination: 2 },
					{ type: 'delete', path: 'Patient.identifier' },
				),
			),
		);
		expect(patched).toMatchObject({
			gender: 'female',
			birthDate: '1974-12-25',
			name: [{ family: 'Chalmers', given: ['Peter', 'James', 'Paul'] }, { family: 'Windsor' }],
		});
		expect(patched?.identifier ?? []).toEqual([]);
		expect(hospital.server.requests[0]?.headers['content-type']).toBe('application/fhir+json');
		expect(sent()).toMatchObject({
			resourceType: 'Parameters',
			parameter: [
				{
					name: 'operation',
					part: [
						{ name: 'type', valueCode: 'replace' },
						{ name: 'path', valueString: 'Patient.gender' },
						{ name: 'value', valueCode: 'female' },
					],
				},
				{ part: [{}, {}, { name: 'name', valueString: 'birthDate' }, { name: 'value', valueDate: '1974-12-25' }] },
				{ part: [{}, {}, { name: 'name' }, { name: 'value', valueHumanName: { family: 'Windsor' } }] },
				{ part: [{}, {}, { name: 'value', valueString: 'Paul' }, { name: 'index', valueInteger: 0 }] },
				{ part: [{}, {}, { name: 'source', valueInteger: 0 }, { name: 'destination', valueInteger: 2 }] },
				{ part: [{ valueCode: 'delete' }, { valueString: 'Patient.identifier' }] },
			],
		});
	});

	it('sends a FHIRPath Patch that is entered as JSON unchanged', async () => {
		const part = [
			{ name: 'type', valueCode: 'delete' },
			{ name: 'path', valueString: 'Patient.gender' },
		];
		const fhirPathPatch = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
		const [patched] = outputOf(
			await patch({ patchFormat: 'fhirPathPatch', patchInput: 'json', fhirPathPatch: JSON.stringify(fhirPathPatch) }),
		);
		expect(patched).not.toHaveProperty('gender');
		expect(sent()).toEqual(fhirPathPatch);
	});

	it('patches the resource that matches the criteria', async () => {
		const byCriteria = { findBy: 'queryString', queryString: 'identifier=urn:mrn|p-1' };
		const step = { op: 'replace', path: '/gender', valueType: 'text', value: 'unknown' };
		expect(outputOf(await patch({ ...byCriteria, ...json(step) }))).toMatchObject([{ id, gender: 'unknown' }]);
		expect(hospital.server.requests[0]?.url).toBe('/fhir/Patient?identifier=urn:mrn%7Cp-1');
	});

	it('fails where nothing matches the criteria', async () => {
		const byCriteria = { findBy: 'queryString', queryString: 'identifier=urn:mrn|nobody' };
		const { error } = await patch({ ...byCriteria, ...json({ op: 'remove', path: '/gender' }) });
		expect(error?.httpCode).toBe('404');
		expect(error?.message).toMatch('Nothing on the server matches the condition of the patch');
	});

	it('fails with 422 where a test step fails, and changes nothing', async () => {
		const { error } = await patch(
			json(
				{ op: 'replace', path: '/gender', valueType: 'text', value: 'other' },
				{ op: 'test', path: '/active', valueType: 'json', value: 'true' },
			),
		);
		expect(error?.httpCode).toBe('422');
		const read = { operation: 'get', resourceType: type('Patient'), resourceId: id };
		expect(outputOf(await hospital.run(read))).toMatchObject([{ gender: 'male' }]);
	});

	it('sends the version of the option If Match', async () => {
		await patch({ ...json({ op: 'remove', path: '/gender' }), options: { ifMatch: '1' } });
		expect(hospital.server.requests[0]?.headers['if-match']).toBe('W/"1"');
	});

	const notANumber = fhirPath({ type: 'replace', path: 'a', valueType: 'integer', value: 'x' });
	const nameless = fhirPath({ type: 'add', path: 'Patient', valueType: 'code', value: 'x' });
	const step = (more: IDataObject) => json({ op: 'replace', path: '/gender', valueType: 'text', value: 'x', ...more });
	it.each([
		['an empty list of steps', json(), '"Steps" is empty'],
		['a step without a path', step({ path: '' }), 'step 1 has no path'],
		['a path without a leading slash', step({ path: 'name[0].family' }), 'step 1 has no path that begins with a slash'],
		['a step without a value', step({ value: '' }), 'step 1 (replace) has no value'],
		['a value that is invalid JSON', step({ valueType: 'json', value: '{' }), '"Value of Step 1" is not valid JSON'],
		['an object as a text value', step({ value: '={{ { a: 1 } }}' }), '"Value of Step 1" is an object, not a text'],
		['a move without a source', json({ op: 'move', path: '/gender' }), 'step 1 does not say where to move from'],
		['a patch as an object', { patchInput: 'json', jsonPatch: '{ "op": "remove" }' }, '"JSON Patch" is not a list'],
		['an empty JSON Patch', { patchInput: 'json', jsonPatch: '' }, '"JSON Patch" is empty'],
		['an empty list of FHIRPath steps', fhirPath(), '"Steps" is empty'],
		['a FHIRPath step without a path', fhirPath({ type: 'delete', path: '' }), 'step 1 has no path'],
		['an add without a name', nameless, 'which element to add'],
		['an integer that is not a number', notANumber, 'is not a whole number'],
		[
			'a negative source',
			fhirPath({ type: 'move', path: 'a', source: -1 }),
			'source is not a whole number of 0 or more',
		],
		[
			'a Parameters resource without operations',
			{ patchFormat: 'fhirPathPatch', patchInput: 'json', fhirPathPatch: '{ "parameter": [] }' },
			'"FHIRPath Patch" has no operations',
		],
	])('rejects %s', async (_name, parameters, message) => {
		const { error } = await patch(parameters);
		expect(error?.message).toContain(message);
		expect(hospital.server.requests).toHaveLength(0);
	});
});

describe('Resource → Patch', () => {
	const parameters = {
		operation: 'patch',
		resourceType: type('Patient'),
		findBy: 'id',
		resourceId: '1',
		...json({ op: 'test', path: '/gender', valueType: 'text', value: 'male' }),
	};

	it('reports a test step that fails with 400 (HAPI)', async () => {
		const body = outcome(
			'error',
			'processing',
			'HAPI-1272: Failed to apply JSON patch to Patient: value differs from expectations',
		);
		const { error } = await scripted([{ status: 400, body }], parameters);
		expect(error?.httpCode).toBe('400');
		expect(error?.message).toMatch(/^The server rejected the patch as invalid: Failed to apply JSON patch/);
	});

	it('names the option If Match where the server requires the header (Oracle Health)', async () => {
		const { error } = await scripted([{ status: 400, body: 'If-Match header is required' }], parameters);
		expect(error?.message).toMatch('If-Match header is required');
		expect(error?.description).toMatch('add the option If Match');
	});

	it('takes the version from Content-Location where the response has neither an ETag nor a body (HAPI)', async () => {
		const headers = { 'content-location': '{base}/Patient/1/_history/4' };
		const result = await scripted([{ status: 200, headers }], { ...parameters, options: { return: 'minimal' } });
		expect(outputOf(result)).toEqual([{ resourceType: 'Patient', id: '1', meta: { versionId: '4' }, status: 200 }]);
	});

	it('is not sent again when its effect is unknown', async () => {
		const { sent, error } = await scripted([{ status: 503, headers: { 'retry-after': '0' } }, { status: 502 }], {
			...parameters,
			options: { retries: 3 },
		});
		expect(error?.httpCode).toBe('502');
		expect(sent).toHaveLength(2);
	});

	it.each([
		[412, 'has changed on the server since the version'],
		[409, 'has changed on the server since the version'],
		[415, 'does not accept the format'],
	])('explains status %i', async (status, message) => {
		const { error } = await scripted([{ status }], { ...parameters, options: { ifMatch: '3' } });
		expect(error?.httpCode).toBe(String(status));
		expect(error?.message).toMatch(message);
	});
});
