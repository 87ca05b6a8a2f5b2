import type { IDataObject } from 'n8n-workflow';
import type { ReceivedRequest } from '../../servers/httpServer';
import { example } from '../support/example';
import { outputOf } from '../support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../support/scripted';

const url = 'http://hl7.org/fhir/ValueSet/example-expansion';
const expand = { resource: 'terminology', operation: 'expand', valueSetUrl: url, returnAll: true };

const expansion = example('ValueSet-example-expansion');
const codes = Array.from({ length: 45 }, (_, index) => ({ system: 'http://x.example', code: `c${index}` }));
const valueSet = (contains: object[], rest: object = {}): ScriptedResponse => ({
	body: { resourceType: 'ValueSet', status: 'active', expansion: { contains, ...rest } },
});
const queryOf = ({ url: asked = '' }: { url?: string }) => new URL(asked, 'http://x.example').searchParams;

/** A server that pages: by `count`, or by its own size where none is asked for. */
const paged =
	(size: number, total?: number) =>
	(request: ReceivedRequest): ScriptedResponse => {
		const query = queryOf(request);
		const offset = Number(query.get('offset') ?? 0);
		const count = Math.min(size, Number(query.get('count') ?? size));
		return valueSet(codes.slice(offset, offset + count), { offset, ...(total !== undefined && { total }) });
	};

describe('Terminology → Expand Value Set', () => {
	it('returns a flat item for each code, with the code that contains it as the parent', async () => {
		const result = await scripted([{ body: expansion }], expand);
		expect(result.sent).toHaveLength(1);
		expect(result.sent[0]).toMatchObject({ method: 'GET', url: `/fhir/ValueSet/$expand?url=${url}` });
		const items = outputOf(result);
		expect(items.slice(0, 3)).toEqual([
			{
				system: 'http://loinc.org',
				version: '2.50',
				code: '14647-2',
				display: 'Cholesterol [Moles/volume] in Serum or Plasma',
			},
			{ abstract: true, display: 'Cholesterol codes' },
			{
				system: 'http://loinc.org',
				version: '2.50',
				code: '2093-3',
				display: 'Cholesterol [Mass/volume] in Serum or Plasma',
				parent: 'Cholesterol codes',
			},
		]);
		expect(items.filter(({ code }) => code !== undefined)).toHaveLength(
			(expansion.expansion as { total: number }).total,
		);
	});

	it('with output Value Sets returns the value set unchanged', async () => {
		const result = await scripted([{ body: expansion }], { ...expand, options: { output: 'valueSets' } });
		expect(outputOf(result)).toEqual([expansion]);
	});

	it('sends the filter and the options', async () => {
		const { sent } = await scripted([{ body: expansion }], {
			...expand,
			valueSetUrl: `${url}|4.0.1`,
			filter: 'cholesterol ratio',
			options: {
				activeOnly: true,
				includeDesignations: true,
				excludeNested: false,
				displayLanguage: 'de',
				count: 500,
			},
		});
		expect([...queryOf(sent[0] ?? {})]).toEqual([
			['url', url],
			['valueSetVersion', '4.0.1'],
			['filter', 'cholesterol ratio'],
			['activeOnly', 'true'],
			['includeDesignations', 'true'],
			['excludeNested', 'false'],
			['displayLanguage', 'de'],
			['count', '500'],
		]);
	});

	it('accepts a value set by ID, or sends the value set by POST', async () => {
		const byId = await scripted([{ body: expansion }], {
			...expand,
			valueSetBy: 'id',
			valueSetId: 'example-expansion',
		});
		expect(byId.sent[0]?.url).toBe('/fhir/ValueSet/example-expansion/$expand');
		const definition = example('ValueSet-example-hierarchical');
		const inline = await scripted(
			[{ body: expansion }],
			{ ...expand, valueSetBy: 'json', returnAll: false, limit: 10 },
			{ input: [definition] },
		);
		expect(inline.sent[0]).toMatchObject({ method: 'POST', url: '/fhir/ValueSet/$expand' });
		expect(JSON.parse(inline.sent[0]?.body ?? '')).toEqual({
			resourceType: 'Parameters',
			parameter: [
				{ name: 'valueSet', resource: definition },
				{ name: 'count', valueInteger: 10 },
			],
		});
		expect(outputOf(inline)).toHaveLength(10);
	});

	it('reads pages until the total is reached', async () => {
		const result = await scripted(paged(20, 45), expand);
		expect(outputOf(result)).toEqual(codes);
		expect(result.sent.map((request) => queryOf(request).get('offset'))).toEqual([null, '20', '40']);
	});

	it('reads the next page after a full page where the server gives no total', async () => {
		const result = await scripted(paged(100), { ...expand, options: { count: 20 } });
		expect(outputOf(result)).toEqual(codes);
		expect(result.sent).toHaveLength(3);
	});

	it('stops at the limit and requests no more codes than that', async () => {
		const result = await scripted(paged(20, 45), { ...expand, returnAll: false, limit: 25 });
		expect(outputOf(result)).toEqual(codes.slice(0, 25));
		expect(result.sent.map((request) => queryOf(request).get('count'))).toEqual(['25', '5']);
	});

	it('returns each code once where the server ignores the offset, and shows a hint that codes are missing', async () => {
		const result = await scripted([valueSet(codes.slice(0, 20), { total: 45 })], expand);
		expect(outputOf(result)).toEqual(codes.slice(0, 20));
		expect(result.sent).toHaveLength(2);
		expect(result.hints.join()).toMatch(/did not return all/);
	});

	it('keeps a code that appears twice in a hierarchy', async () => {
		const [a, b, c] = codes;
		const result = await scripted(
			[
				valueSet([
					{ ...a, contains: [c] },
					{ ...b, contains: [c] },
				]),
			],
			expand,
		);
		expect(outputOf(result)).toEqual([a, { ...c, parent: 'c0' }, b, { ...c, parent: 'c1' }]);
	});

	it('shows a hint where the server marks the expansion as incomplete', async () => {
		const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true }];
		const { hints } = await scripted([valueSet(codes, { extension })], expand);
		expect(hints.join()).toMatch(/incomplete/);
	});

	it('advises to use the filter where the value set is too large', async () => {
		const response = { status: 422, body: outcome('error', 'too-costly', 'More than 1000 codes') };
		const { error } = await scripted([response], expand);
		expect(error?.message).toMatch('More than 1000 codes');
		expect(error?.description).toMatch(/Filter/);
	});

	it.each([
		[404, outcome('error', 'not-found', 'Unknown ValueSet'), /Unknown ValueSet/],
		[200, { resourceType: 'ValueSet', status: 'active' }, /expanded value set/],
	])('fails where the response with status %s has no expansion', async (status, body, words) => {
		const { error } = await scripted([{ status, body }], expand);
		expect(error?.message).toMatch(words);
	});

	it.each([
		['an empty URL', { valueSetUrl: '={{ $json.none }}' }, /Value Set URL/],
		['an invalid ID', { valueSetBy: 'id', valueSetId: 'a b' }, /Value Set ID/],
		['a value set that is invalid JSON', { valueSetBy: 'json', valueSetJson: '{' }, /Value Set/],
	])('sends nothing for %s', async (_name, parameters: IDataObject, words) => {
		const { sent, error } = await scripted([{ body: expansion }], { ...expand, ...parameters });
		expect(error?.message).toMatch(words);
		expect(sent).toHaveLength(0);
	});
});
