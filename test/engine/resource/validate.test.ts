import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
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

describe('Resource → Validate', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());

	it('returns valid: true for a valid resource', async () => {
		const [result] = outputOf(await hospital.run(ofBody));
		expect(result).toMatchObject({ valid: true });
		expect(hospital.server.requests.at(-1)).toMatchObject({ method: 'POST', url: '/fhir/Patient/$validate' });
	});

	it('lists the issues of an invalid resource and writes nothing', async () => {
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

	it('continues with the other items after an invalid resource', async () => {
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

describe('Resource → Validate sends', () => {
	const requestOf = async (parameters: object) => {
		const { sent, ...result } = await scripted([fine], parameters as never);
		expect(outputOf(result)).toMatchObject([{ valid: true }]);
		return [
			`${String(sent[0]?.method)} ${String(sent[0]?.url)}`,
			sent[0]?.body && (JSON.parse(sent[0].body) as unknown),
		];
	};
	const resource = { name: 'resource', resource: JSON.parse(ofBody.body) as object };

	it('a body without options as the resource itself', async () => {
		expect(await requestOf(ofBody)).toEqual(['POST /fhir/Patient/$validate', resource.resource]);
	});

	it('a body with a profile as a Parameters resource', async () => {
		expect(await requestOf({ ...ofBody, options: { mode: 'create', profile } })).toEqual([
			'POST /fhir/Patient/$validate',
			{
				resourceType: 'Parameters',
				parameter: [resource, { name: 'mode', valueCode: 'create' }, { name: 'profile', valueUri: profile }],
			},
		]);
	});

	it('a body in mode update to the ID of the resource', async () => {
		expect(await requestOf({ ...ofBody, options: { mode: 'update' } })).toEqual([
			'POST /fhir/Patient/7/$validate',
			{ resourceType: 'Parameters', parameter: [resource, { name: 'mode', valueCode: 'update' }] },
		]);
	});

	it.each([
		['a GET for a resource on the server', {}, ''],
		['a GET with the profile for a resource on the server', { profile }, `?mode=profile&profile=${profile}`],
		['a GET in mode delete for a resource on the server', { mode: 'delete' }, '?mode=delete'],
	])('%s', async (_name, options, query) => {
		expect(await requestOf({ ...ofServer, options })).toEqual([`GET /fhir/Patient/7/$validate${query}`, '']);
	});
});

describe('Resource → Validate returns', () => {
	it.each([
		[200, 'error', false],
		[200, 'fatal', false],
		[200, 'warning', true],
		[200, 'information', true],
		[400, 'error', false],
		[412, 'error', false],
		[422, 'warning', false],
	])('the issues of a response with status %i and severity %s with valid: %s', async (status, severity, valid) => {
		const result = await scripted(
			[{ status, body: outcome(severity, 'invalid', 'HAPI-0450: Failed to parse') }],
			ofBody,
		);
		expect(outputOf(result)).toEqual([
			{ valid, issues: [{ severity, code: 'invalid', text: 'Failed to parse', number: 'HAPI-0450' }] },
		]);
		expect(result.hints).toEqual([]);
	});

	it('every issue of an outcome with 120 issues', async () => {
		const issue = Array.from({ length: 120 }, (_, index) => ({
			severity: 'error',
			code: 'value',
			diagnostics: `No ${index}`,
		}));
		const [result] = outputOf(await scripted([{ body: { resourceType: 'OperationOutcome', issue } }], ofBody));
		expect(result?.issues).toHaveLength(120);
	});
});

describe('Resource → Validate', () => {
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
		[200, { body: { resourceType: 'Patient' } }, 'did not return the outcome of a validation'],
		[404, { body: outcome('error', 'not-supported', 'No such operation') }, 'does not know this operation'],
		[403, { body: outcome('error', 'forbidden', 'Not you') }, 'not have permission'],
	])(
		'fails on a response with status %i that is not the outcome of a validation',
		async (status, response, message) => {
			const { error } = await scripted([{ status, ...response }], ofBody);
			expect(error?.httpCode).toBe(String(status));
			expect(error?.message).toMatch(message);
		},
	);

	it.each([
		[
			'mode update for a body without an ID',
			{ ...ofBody, body: '{ "active": true }', options: { mode: 'update' } },
			'has no `id`',
		],
		['mode delete for a body', { ...ofBody, options: { mode: 'delete' } }, 'Delete concerns what the server has'],
		[
			'mode create for a resource on the server',
			{ ...ofServer, options: { mode: 'create' } },
			'Create and Update need a body',
		],
		['an empty body', { ...ofBody, body: '{}' }, '"Body" is an empty object'],
		['an empty resource ID', { ...ofServer, resourceId: '={{ "" }}' }, '"Resource ID" is empty'],
	])('rejects %s before anything is sent', async (_name, parameters, message) => {
		const { error, sent } = await scripted([fine], parameters);
		expect(error?.message).toContain(message);
		expect(sent).toHaveLength(0);
	});
});
