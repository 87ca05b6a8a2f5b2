import { outputOf } from '../support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../support/scripted';
import { capabilities, declared, ndjson, parameters, rows, server } from './viewServer';

const onType = (name: string) => capabilities({ resource: [{ type: 'ViewDefinition', operation: [{ name }] }] });

describe('Table → From Server', () => {
	test.each([
		['$sql-run', declared('sql-run'), '$sql-run', 'subjectResource'],
		['$viewdefinition-run of the system', declared('$viewdefinition-run'), '$viewdefinition-run', 'viewResource'],
		[
			'$viewdefinition-run of the type',
			onType('viewdefinition-run'),
			'ViewDefinition/$viewdefinition-run',
			'viewResource',
		],
		['ViewDefinition/$run', onType('run'), 'ViewDefinition/$run', 'viewResource'],
	])('has the server run the view by %s', async (_name, statement, path, parameter) => {
		const { sent, ...result } = await scripted(server(statement, { [path]: ndjson }), parameters());
		expect(outputOf(result)).toEqual(rows);
		expect(result.hints).toEqual([expect.stringContaining(`The server ran the view, by ${path}.`)]);
		expect(JSON.parse(sent.at(-1)?.body ?? '{}')).toMatchObject({
			parameter: [
				{
					name: parameter,
					resource: {
						resourceType: 'ViewDefinition',
						resource: 'Patient',
						select: [{ column: [{ name: 'id' }, { name: 'family', path: '(name.family).first()' }] }],
					},
				},
				{ name: '_format', valueCode: 'ndjson' },
			],
		});
	});

	test.each<[string, ScriptedResponse]>([
		['a list as JSON', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(rows) }],
		[
			'NDJSON in a Binary',
			{
				body: {
					resourceType: 'Binary',
					contentType: 'application/x-ndjson',
					data: Buffer.from(String(ndjson.body)).toString('base64'),
				},
			},
		],
		[
			'JSON in a Binary in Parameters',
			{
				body: {
					resourceType: 'Parameters',
					parameter: [
						{
							name: 'return',
							resource: {
								resourceType: 'Binary',
								contentType: 'application/json',
								data: Buffer.from(JSON.stringify(rows)).toString('base64'),
							},
						},
					],
				},
			},
		],
	])('reads %s', async (_what, response) => {
		expect(outputOf(await scripted(server(declared('sql-run'), { '$sql-run': response }), parameters()))).toEqual(rows);
	});

	it('puts rows of the server into a CSV file with the columns of the view', async () => {
		const lacking = { ...ndjson, body: '{"family":"x"}\n' };
		const script = server(declared('sql-run'), { '$sql-run': lacking });
		const result = await scripted(script, parameters({ tableOutput: 'csv' }));
		expect(Buffer.from(result.output[0]?.binary?.data?.data ?? '', 'base64').toString()).toBe('id,family\r\n,x\r\n');
	});

	it('makes the rows here where the server does not say that it can, and says so', async () => {
		const { sent, ...result } = await scripted(server(capabilities()), parameters());
		expect(outputOf(result)).toEqual(rows);
		expect(sent.map(({ method }) => method)).toEqual(['GET', 'GET']);
		expect(result.hints).toEqual([
			expect.stringContaining('The server does not run views: the node read the resources instead'),
		]);
	});

	it('makes the rows here where the server refuses the operation that it lists', async () => {
		const result = await scripted(server(declared('sql-run')), parameters());
		expect(outputOf(result)).toEqual(rows);
		expect(result.hints).toEqual([
			expect.stringMatching(/^The server did not run the view: .* The reason: .*no such operation/),
		]);
	});

	it('asks no server to run the view where it is to be run here', async () => {
		const { sent, ...result } = await scripted(server(declared('sql-run')), parameters({ tablePlace: 'here' }));
		expect(sent.map(({ url }) => url)).toEqual([expect.stringMatching(/^\/fhir\/Patient/)]);
		expect(result.hints).toEqual([]);
	});

	it('tries all names where the view is to be run on the server and nowhere else, and reports the last refusal', async () => {
		const { sent, error } = await scripted(server(capabilities()), parameters({ tablePlace: 'server' }));
		expect(sent.slice(1).map(({ url }) => url)).toEqual([
			'/fhir/$sql-run',
			'/fhir/$viewdefinition-run',
			'/fhir/ViewDefinition/$viewdefinition-run',
			'/fhir/ViewDefinition/$run',
		]);
		expect(error?.message).toContain('The server does not run views');
		expect(error?.message).toContain('no such operation');
	});

	it('does not go on where the server fails: an error of its own is the error', async () => {
		const failing = { status: 500, body: outcome('error', 'exception', 'out of memory') };
		const { error } = await scripted(server(declared('sql-run'), { '$sql-run': failing }), parameters());
		expect(error?.message).toContain('out of memory');
	});

	test.each(['server', 'here'])('stops at the limit, and says so (%s)', async (tablePlace) => {
		const { sent, ...result } = await scripted(
			server(declared('sql-run'), { '$sql-run': ndjson }),
			parameters({ tablePlace, returnAll: false, limit: 1 }),
		);
		expect(outputOf(result)).toEqual(rows.slice(0, 1));
		expect(result.hints).toContainEqual(expect.stringContaining('Only the first row is in the output'));
		if (tablePlace === 'server') expect(sent.at(-1)?.body).toContain('"valueInteger":2');
	});

	test.each<[string, ScriptedResponse]>([
		['a line that is not JSON', { ...ndjson, body: '{"id":"a"}\nsecret' }],
		['something else than rows', { body: { resourceType: 'Patient', id: 'secret' } }],
		['a row that is no object', { headers: { 'content-type': 'application/json' }, body: '["secret"]' }],
	])('reports %s without what it says', async (_what, response) => {
		const { error } = await scripted(server(declared('sql-run'), { '$sql-run': response }), parameters());
		expect(error?.message).toMatch(/is not JSON|did not return rows/);
		expect(JSON.stringify(error)).not.toContain('secret');
	});
});
