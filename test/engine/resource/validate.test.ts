import { outputOf, startHospital, type, type Hospital } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const validate = { operation: 'validate', resourceType: type('Patient') };
const ofBody = {
	...validate,
	validateSource: 'body',
	body: '{ "resourceType": "Patient", "id": "7", "gender": "female" }',
};
const ofServer = { ...validate, validateSource: 'server', resourceId: '7' };
const fine = { body: outcome('information', 'informational', 'No issues detected') };
const profile = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient';

describe('Validate', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());

	it('says that a resource is valid', async () => {
		const [result] = outputOf(await hospital.run(ofBody));
		expect(result).toMatchObject({ valid: true });
		expect(hospital.server.requests.at(-1)).toMatchObject({ method: 'POST', url: '/fhir/Patient/$validate' });
	});

	it('lists what is wrong, and writes nothing', async () => {
		const body = '{ "resourceType": "Patient", "birthDate": "never", "unknown": true }';
		const [result] = outputOf(await hospital.run({ ...ofBody, body }));
		expect(result).toMatchObject({ valid: false });
		expect(result?.issues).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ severity: 'error', text: expect.stringContaining('unknown') }),
			]),
		);
		expect(hospital.server.count('Patient')).toBe(0);
	});

	it('goes on with the other items, whatever it finds', async () => {
		const result = await hospital.run(
			{ ...ofBody, body: '={{ $json }}' },
			{
				input: [
					{ resourceType: 'Patient', unknown: 1 },
					{ resourceType: 'Patient', active: true },
				],
			},
		);
		expect(outputOf(result).map(({ valid }) => valid)).toEqual([false, true]);
	});
});

describe('Validate sends', () => {
	const requestOf = async (parameters: object) => {
		const { sent, ...result } = await scripted([fine], parameters as never);
		expect(outputOf(result)).toMatchObject([{ valid: true }]);
		return [
			`${String(sent[0]?.method)} ${String(sent[0]?.url)}`,
			sent[0]?.body && (JSON.parse(sent[0].body) as unknown),
		];
	};
	const resource = { name: 'resource', resource: JSON.parse(ofBody.body) as object };

	it('the resource as it is', async () => {
		expect(await requestOf(ofBody)).toEqual(['POST /fhir/Patient/$validate', resource.resource]);
	});

	it('Parameters with a profile', async () => {
		expect(await requestOf({ ...ofBody, options: { mode: 'create', profile } })).toEqual([
			'POST /fhir/Patient/$validate',
			{
				resourceType: 'Parameters',
				parameter: [resource, { name: 'mode', valueCode: 'create' }, { name: 'profile', valueUri: profile }],
			},
		]);
	});

	it('an update to the resource that it concerns', async () => {
		expect(await requestOf({ ...ofBody, options: { mode: 'update' } })).toEqual([
			'POST /fhir/Patient/7/$validate',
			{ resourceType: 'Parameters', parameter: [resource, { name: 'mode', valueCode: 'update' }] },
		]);
	});

	it.each([
		['what is on the server', {}, ''],
		['that with a profile', { profile }, `?mode=profile&profile=${profile}`],
		['a deletion', { mode: 'delete' }, '?mode=delete'],
	])('%s', async (_name, options, query) => {
		expect(await requestOf({ ...ofServer, options })).toEqual([`GET /fhir/Patient/7/$validate${query}`, '']);
	});
});

describe('Validate takes for an answer', () => {
	it.each([
		[200, 'error', false],
		[200, 'fatal', false],
		[200, 'warning', true],
		[200, 'information', true],
		[400, 'error', false],
		[412, 'error', false],
		[422, 'warning', false],
	])('%i with an issue of severity %s: valid is %s', async (status, severity, valid) => {
		const result = await scripted(
			[{ status, body: outcome(severity, 'invalid', 'HAPI-0450: Failed to parse') }],
			ofBody,
		);
		expect(outputOf(result)).toEqual([
			{ valid, issues: [{ severity, code: 'invalid', text: 'Failed to parse', number: 'HAPI-0450' }] },
		]);
		expect(result.hints).toEqual([]);
	});

	it('every issue, however many', async () => {
		const issue = Array.from({ length: 120 }, (_, index) => ({
			severity: 'error',
			code: 'value',
			diagnostics: `No ${index}`,
		}));
		const [result] = outputOf(await scripted([{ body: { resourceType: 'OperationOutcome', issue } }], ofBody));
		expect(result?.issues).toHaveLength(120);
	});
});

describe('Validate fails', () => {
	it.each([
		[
			400,
			{ body: '{ "error": { "message": "Bad gateway rule" } }', headers: { 'content-type': 'application/json' } },
			'Bad gateway rule',
		],
		[
			422,
			{ body: 'Not here', headers: { 'content-type': 'text/plain' } },
			'refused to validate (status 422): Not here',
		],
		[200, { body: { resourceType: 'Patient' } }, 'did not answer with the outcome of a validation'],
		[404, { body: outcome('error', 'not-supported', 'No such operation') }, 'does not know this operation'],
		[403, { body: outcome('error', 'forbidden', 'Not you') }, 'not permitted'],
	])('on %i that is no outcome of a validation', async (status, answer, message) => {
		const { error } = await scripted([{ status, ...answer }], ofBody);
		expect(error?.httpCode).toBe(String(status));
		expect(error?.message).toMatch(message);
	});

	it.each([
		['an update without ID', { ...ofBody, body: '{ "active": true }', options: { mode: 'update' } }, 'names no `id`'],
		['a deletion of a body', { ...ofBody, options: { mode: 'delete' } }, 'Delete concerns what the server has'],
		['a creation of what exists', { ...ofServer, options: { mode: 'create' } }, 'Create and Update need a body'],
		['nothing', { ...ofBody, body: '{}' }, '"Body" is an empty object'],
		['no ID', { ...ofServer, resourceId: '={{ "" }}' }, '"Resource ID" is empty'],
	])('before it sends %s', async (_name, parameters, message) => {
		const { error, sent } = await scripted([fine], parameters);
		expect(error?.message).toContain(message);
		expect(sent).toHaveLength(0);
	});
});
