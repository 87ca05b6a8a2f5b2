import type { IDataObject } from 'n8n-workflow';
import { example } from '../support/example';
import { outputOf } from '../support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../support/scripted';
import { list, onType, patient, typedParameter } from './runFixture';

describe('Operation → Run', () => {
	describe('unwraps', () => {
		const runWithResponse = async (body: object, options: IDataObject = {}) =>
			await scripted([{ body }], { ...onType('$ask'), options });

		it('Parameters by name, with lists for repeated names and objects for parts', async () => {
			const result = await runWithResponse({
				resourceType: 'Parameters',
				parameter: [
					{ name: 'result', valueBoolean: true },
					{ name: 'score', valueDecimal: 0 },
					{
						name: 'match',
						part: [
							{ name: 'code', valueCode: 'a' },
							{ name: 'grade', valueCode: 'certain' },
						],
					},
					{ name: 'match', part: [{ name: 'code', valueCode: 'b' }] },
					{ name: 'patient', resource: patient },
				],
			});
			expect(outputOf(result)).toEqual([
				{ result: true, score: 0, match: [{ code: 'a', grade: 'certain' }, { code: 'b' }], patient },
			]);
		});

		it('a resource, also where it is the only parameter and named "return"', async () => {
			expect(outputOf(await runWithResponse(patient))).toEqual([patient]);
			const wrapped = { resourceType: 'Parameters', parameter: [{ name: 'return', resource: patient }] };
			expect(outputOf(await runWithResponse(wrapped))).toEqual([patient]);
			expect(outputOf(await runWithResponse(wrapped, { output: 'raw' }))).toEqual([wrapped]);
		});

		it('a Bundle into an item for each entry, paired with its input item', async () => {
			const { link: _nowhere, ...bundle } = example('Bundle-bundle-example');
			const result = await runWithResponse(bundle);
			const resources = (bundle.entry as Array<{ resource: IDataObject }>).map(({ resource }) => resource);
			expect(resources.length).toBeGreaterThan(1);
			expect(outputOf(result)).toEqual(resources);
			expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual(resources.map(() => ({ item: 0 })));
			expect(outputOf(await runWithResponse(bundle, { output: 'raw' }))).toEqual([bundle]);
		});

		it('a batch-response Bundle entry by entry, with repeated entries', async () => {
			const entry = [
				{ resource: patient, response: { status: '200' } },
				{ resource: patient },
				{ response: { status: '204' } },
			];
			const output = outputOf(await runWithResponse({ resourceType: 'Bundle', type: 'batch-response', entry }));
			expect(output).toEqual([patient, patient, { response: { status: '204' } }]);
		});

		it('an OperationOutcome into its issues', async () => {
			const result = await runWithResponse(outcome('information', 'informational', 'All is well'));
			expect(outputOf(result)).toEqual([
				{ success: true, issues: [{ severity: 'information', code: 'informational', text: 'All is well' }] },
			]);
			expect(result.hints).toEqual([]);
			const warned = await runWithResponse(outcome('warning', 'business-rule', 'Done, but slowly'));
			expect(warned.hints).toEqual(['Done, but slowly']);
			const bad = await runWithResponse(outcome('error', 'invalid', 'birthDate is no date'));
			expect(outputOf(bad)).toMatchObject([{ success: false, issues: [{ text: 'birthDate is no date' }] }]);
		});

		it('a Binary into a file', async () => {
			const binary = example('Binary-example');
			const result = await runWithResponse(binary, { binaryField: 'report' });
			expect(outputOf(result)).toEqual([
				expect.objectContaining({ resourceType: 'Binary', id: 'example', contentType: 'application/pdf' }),
			]);
			expect(result.output[0]?.json).not.toHaveProperty('data');
			const file = result.output[0]?.binary?.report;
			expect(file?.mimeType).toBe('application/pdf');
			expect(Buffer.from(file?.data ?? '', 'base64')).toEqual(Buffer.from(binary.data as string, 'base64'));
			expect(outputOf(await runWithResponse(binary, { output: 'raw' }))).toEqual([binary]);
		});

		it('JSON that is not a resource, plain text and a response without a body', async () => {
			expect(outputOf(await runWithResponse({ status: 'ok' }))).toEqual([{ status: 'ok' }]);
			const plain = { headers: { 'content-type': 'text/plain' }, body: 'Index rebuilt' };
			expect(outputOf(await scripted([plain], onType('$reindex')))).toEqual([{ text: 'Index rebuilt' }]);
			expect(outputOf(await scripted([{ status: 204 }], onType('$purge')))).toEqual([{ success: true, status: 204 }]);
		});
	});

	it('returns a response of another media type as a file', async () => {
		const bytes = 'a;b\n1;2\n';
		const result = await scripted(
			[{ headers: { 'content-type': 'text/csv; charset=utf-8' }, body: bytes }],
			onType('$csv'),
		);
		expect(outputOf(result)).toEqual([{ contentType: 'text/csv; charset=utf-8' }]);
		const file = result.output[0]?.binary?.data;
		expect(file?.mimeType).toBe('text/csv');
		expect(Buffer.from(file?.data ?? '', 'base64').toString()).toBe(bytes);
	});

	it('follows the pages of a searchset and returns its included entries as results', async () => {
		const page = (id: string, mode: string, next?: string): ScriptedResponse => ({
			body: {
				resourceType: 'Bundle',
				type: 'searchset',
				link: next ? [{ relation: 'next', url: next }] : [],
				entry: [{ resource: { resourceType: 'Observation', id }, search: { mode } }],
			},
		});
		const result = await scripted([page('1', 'match', '{base}?page=2'), page('2', 'include')], {
			...onType('$lastn', 'Observation'),
			operationParameters: list(typedParameter('max', 'positiveInt', 1)),
		});
		expect(outputOf(result).map(({ id }) => id)).toEqual(['1', '2']);
		expect(result.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
			'POST /fhir/Observation/$lastn',
			'GET /fhir?page=2',
		]);
	});
});
