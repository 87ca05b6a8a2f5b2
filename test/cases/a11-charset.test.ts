import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../engine/support/n8n';
import { outputOf, type } from '../engine/support/fixtures';
import { startServer } from '../servers/httpServer';

const patient = { resourceType: 'Patient', id: '1', name: [{ family: 'Müller' }] };
const latin1 = (value: object | string) =>
	Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'latin1');

/** Runs the node against a server that always responds with these bytes. */
async function run(
	bytes: Buffer,
	contentType: string,
	parameters: IDataObject = {},
	status = 200,
	input: IDataObject[] = [{}],
) {
	const server = await startServer((_request, response) => {
		response.writeHead(status, { 'content-type': contentType }).end(bytes);
	});
	try {
		return await runNode({
			input,
			parameters: {
				resource: 'resource',
				operation: 'get',
				resourceType: type('Patient'),
				resourceId: '1',
				authentication: 'none',
				baseUrl: server.url,
				options: { retries: 0 },
				...parameters,
			},
		});
	} finally {
		await server.close();
	}
}

describe('A11: a response in ISO-8859-1', () => {
	const named = 'application/fhir+json;charset=ISO-8859-1';

	it('that says so is read as it is meant', async () => {
		const result = await run(latin1(patient), named);
		expect(outputOf(result)).toEqual([patient]);
		expect(result.hints).toEqual([]);
	});

	it.each<[string, IDataObject, object]>([
		[
			'a search',
			{ operation: 'getAll' },
			{ resourceType: 'Bundle', type: 'searchset', entry: [{ resource: patient }] },
		],
		['a create', { operation: 'create', body: JSON.stringify({ ...patient, id: undefined }) }, patient],
	])('is read as it is meant in %s', async (_what, parameters, body) => {
		expect(outputOf(await run(latin1(body), named, parameters))).toEqual([patient]);
	});

	it('is read as it is meant in an error', async () => {
		const outcome = {
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'error', code: 'x', diagnostics: 'Ungültig' }],
		};
		const { error, hints } = await run(latin1(outcome), named, {}, 422);
		expect(error?.message).toContain('Ungültig');
		expect(hints).toEqual([]);
	});

	it('is read as it is meant in the XML of an error', async () => {
		const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><fault>Ungültig</fault>';
		expect((await run(latin1(xml), 'text/xml', {}, 500)).error?.message).toContain('Ungültig');
	});

	it('that does not say so gives a hint, once for all items', async () => {
		const { hints, output } = await run(latin1(patient), 'application/fhir+json', {}, 200, [{}, {}, {}]);
		expect(output[0]?.json).toMatchObject({ name: [{ family: 'M\ufffdller' }] });
		expect(hints).toEqual([expect.stringMatching(/bytes that are not valid in its charset, UTF-8.*\(3 times\)/)]);
	});

	it('that does not say so gives a hint in a batch that is answered with an error, once', async () => {
		const { hints } = await run(
			latin1({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x', diagnostics: 'Ungültig' }] }),
			'application/fhir+json',
			{ resource: 'bundle', operation: 'sendItems', itemMethod: 'create', body: '{"resourceType":"Patient"}' },
			400,
		);
		expect(hints.filter((hint) => /not valid in its charset/.test(hint))).toEqual([expect.not.stringMatching(/times/)]);
	});
});

describe('A11: a response in UTF-8', () => {
	it.each([
		['that is called ISO-8859-1 is read as UTF-8, with a hint', 'charset=iso-8859-1', [/but it is UTF-8/]],
		[
			'with a charset that is not known is read as UTF-8, with a hint',
			'charset=x-unknown',
			[/"x-unknown", which is not known/],
		],
		['gives no hint', 'charset=utf-8', []],
		['that is called UTF8 gives no hint', 'charset="UTF8"', []],
	])('%s', async (_what, charset, hints) => {
		const result = await run(Buffer.from(JSON.stringify(patient)), `application/fhir+json; ${charset}`);
		expect(outputOf(result)).toEqual([patient]);
		expect(result.hints).toEqual(hints.map((hint) => expect.stringMatching(hint)));
	});
});
