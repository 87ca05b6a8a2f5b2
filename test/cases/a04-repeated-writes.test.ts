import { startServer } from '../servers/httpServer';
import { outputOf, type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { outcome, type ScriptedResponse, scripted } from '../engine/support/scripted';

const lost = { status: 502, body: 'Bad Gateway' };
const refused = { status: 429, headers: { 'retry-after': '0' } };
const gone = { status: 410, body: outcome('error', 'deleted', 'Gone') };
const unknown = { status: 404, body: outcome('error', 'not-found', 'Unknown') };
const nothing = { status: 200, body: outcome('warning', 'not-found', 'Unable to find. Nothing has been deleted.') };

const byId = { operation: 'delete', resourceType: type('Patient'), resourceId: '1' };
const byMrn = {
	operation: 'delete',
	resourceType: type('Patient'),
	findBy: 'queryString',
	queryString: 'identifier=http://h|1',
};
const conditionalCreate = {
	operation: 'create',
	resourceType: type('Patient'),
	body: '{"gender":"female"}',
	options: { ifNoneExist: 'identifier=http://h|1' },
};

const run = async (script: ScriptedResponse[], parameters: object) =>
	await scripted(script, {
		...parameters,
		options: { retries: 3, ...(parameters as { options?: object }).options },
	});

describe('A4: a delete that is sent again since its response was lost', () => {
	it.each([
		['404', byId, unknown, { id: '1' }],
		['404 without a body', byId, { status: 404 }, { id: '1' }],
		['410', byId, gone, { id: '1' }],
		["HAPI's 200 with not-found", byId, nothing, { id: '1' }],
		['404, by criteria', byMrn, unknown, {}],
		["HAPI's 200 with not-found, by criteria", byMrn, nothing, {}],
	])('counts as done on %s', async (_what, parameters, second, more) => {
		const result = await run([lost, second], parameters);
		expect(outputOf(result)).toEqual([{ deleted: true, resourceType: 'Patient', ...more }]);
		expect(result.hints).toHaveLength(1);
		expect(result.hints.join()).toMatch(/The response to a delete was lost.*it counts as deleted/);
		expect(result.sent).toHaveLength(2);
	});

	it.each([
		['was refused for its rate', refused],
		['was refused with Retry-After', { ...refused, status: 503 }],
	])('fails with a 404 where the first attempt %s', async (_what, first) => {
		const { error } = await run([first, unknown], byId);
		expect(error?.context?.data).toMatchObject({ status: 404, effect: 'rejected' });
	});

	it('by criteria found nothing where the first attempt was refused for its rate', async () => {
		const result = await run([refused, nothing], byMrn);
		expect(outputOf(result)).toEqual([{ deleted: false, resourceType: 'Patient' }]);
	});

	it('counts as done after a connection that broke', async () => {
		let count = 0;
		const server = await startServer((_request, response) => {
			if (++count === 1) response.destroy();
			else response.writeHead(410).end();
		});
		try {
			const result = await runNode({
				parameters: {
					resource: 'resource',
					...byId,
					authentication: 'none',
					baseUrl: `${server.url}/fhir`,
					options: { retries: 2 },
				},
			});
			expect(outputOf(result)).toEqual([{ deleted: true, resourceType: 'Patient', id: '1' }]);
		} finally {
			await server.close();
		}
	});

	it('is of unknown effect where a web page, and not the server, says 404', async () => {
		const page = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not here</h1>' };
		const { error } = await run([lost, page], byId);
		expect(error?.context?.data).toMatchObject({ effect: 'unknown' });
	});
});

describe('A4: a conditional create that is sent again since its response was lost', () => {
	const existing = { status: 200, body: { resourceType: 'Patient', id: '7' } };

	it('does not say that a matching resource existed already', async () => {
		const result = await run([lost, existing], conditionalCreate);
		expect(outputOf(result)).toEqual([existing.body]);
		expect(result.hints.join()).not.toMatch(/existed already/);
		expect(result.hints.join()).toMatch(/the lost attempt created it, or it existed before/);
	});

	it('does not say whether it created the resource', async () => {
		const options = { ...conditionalCreate.options, return: 'minimal' };
		const [item] = outputOf(await run([lost, existing], { ...conditionalCreate, options }));
		expect(item).not.toHaveProperty('created');
		const [sure] = outputOf(await run([refused, existing], { ...conditionalCreate, options }));
		expect(sure).toMatchObject({ created: false });
	});

	it('says that it existed already where the first attempt was refused for its rate', async () => {
		const result = await run([refused, existing], conditionalCreate);
		expect(result.hints.join()).toMatch(/existed already/);
	});

	it.each([
		['412', { status: 412, body: outcome('error', 'multiple-matches', 'Two match') }],
		['429 that stays', refused],
		['400', { status: 400, body: outcome('error', 'invalid', 'No') }],
	])('is of unknown effect where the repetition fails with %s', async (_what, second) => {
		const { error } = await run([lost, second], conditionalCreate);
		expect(error?.context?.data).toMatchObject({ effect: 'unknown' });
		expect(error?.description).toMatch(/The response to an earlier attempt was lost/);
	});
});

describe('A4: writes that name a version', () => {
	it.each([
		['an update with If-Match', { operation: 'update', resourceId: '1', body: '{}', options: { ifMatch: '3' } }],
		[
			'a patch with a test',
			{
				operation: 'patch',
				resourceId: '1',
				patchInput: 'json',
				jsonPatch: '[{"op":"test","path":"/gender","value":"male"},{"op":"remove","path":"/gender"}]',
			},
		],
	])('%s is not sent again after a lost response, and its effect is unknown', async (_what, parameters) => {
		const body = '{"resourceType":"Patient","id":"1","gender":"female"}';
		const { error, sent } = await run([lost, { status: 412 }], {
			resourceType: type('Patient'),
			...parameters,
			...('body' in parameters && { body }),
		});
		expect(sent).toHaveLength(1);
		expect(error?.context?.data).toMatchObject({ status: 502, effect: 'unknown' });
	});
});

describe('A4: Bundle → Send Items, a batch that is sent again since its response was lost', () => {
	const batch = (...responses: object[]) => ({
		body: { resourceType: 'Bundle', type: 'batch-response', entry: responses.map((response) => ({ response })) },
	});
	const parameters = {
		resource: 'bundle',
		operation: 'sendItems',
		itemMethod: '={{ $json.method }}',
		resourceType: { __rl: true, mode: 'name', value: 'Patient' },
		resourceId: '={{ $json.id }}',
		body: '={{ ({ resourceType: "Patient" }) }}',
		options: { ifNoneExist: '={{ $json.condition }}', return: 'minimal' },
	};
	const input = [
		{ method: 'delete', id: '1', condition: '' },
		{ method: 'delete', id: '2', condition: '' },
		{ method: 'create', id: '', condition: 'identifier=http://h|3' },
	];
	const items = async (script: ScriptedResponse[]) =>
		await scripted(
			script,
			{ ...parameters, options: { ...parameters.options, retries: 3 } },
			{ input, onError: 'continueErrorOutput' },
		);

	it('counts deletes as done that find nothing, and does not say that a resource existed already', async () => {
		const second = batch(
			{ status: '404', outcome: unknown.body },
			{ status: '410' },
			{ status: '200', location: 'Patient/3' },
		);
		const { output, errors, hints } = await items([lost, second]);
		expect(errors).toEqual([]);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ deleted: true, id: '1' },
			{ deleted: true, id: '2' },
			{ id: '3', status: 200 },
		]);
		expect(output[2]?.json).not.toHaveProperty('created');
		expect(hints.join()).toMatch(/it counts as deleted/);
		expect(hints.join()).toMatch(/the lost attempt created it, or it existed before/);
		expect(hints.join()).not.toMatch(/existed already/);
	});

	it('remembers it for entries that the server then defers', async () => {
		const second = batch({ status: '204' }, { status: '429' }, { status: '201', location: 'Patient/3' });
		const { output, errors, sent } = await items([lost, second, batch({ status: '410' })]);
		expect(errors).toEqual([]);
		expect(output.map(({ json }) => json)).toMatchObject([{ deleted: true }, { deleted: true, id: '2' }, { id: '3' }]);
		expect(sent).toHaveLength(3);
	});

	it('fails for deletes that find nothing where no response was lost', async () => {
		const second = batch({ status: '404', outcome: unknown.body }, { status: '204' }, { status: '201' });
		const { errors } = await items([refused, second]);
		expect(errors.map(({ json }) => json.details)).toMatchObject([{ status: 404, effect: 'rejected' }]);
	});

	it('leaves the effect of an entry unknown that then fails', async () => {
		const second = batch({ status: '409' }, { status: '204' }, { status: '201' });
		const { errors } = await items([lost, second]);
		expect(errors.map(({ json }) => json.details)).toMatchObject([{ status: 409, effect: 'unknown' }]);
	});
});
