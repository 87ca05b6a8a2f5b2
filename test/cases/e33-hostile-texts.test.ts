import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted } from '../engine/support/scripted';
import { cpuTimeOfAsync } from '../helpers/cpuTime';
import { versionOfETag } from '../../nodes/Fhir/rest/model/resourceUrl';
import { createHintCollector } from '../../nodes/Fhir/items/hints';

const read = { operation: 'get', resourceType: type('Patient'), resourceId: '1' };
const search = { operation: 'getAll', resourceType: type('Patient') };

/** Milliseconds of processor time: each of these took seconds to minutes. */
const limit = 1_500;

describe('E33: little time is taken by', () => {
	// The first execution loads much of n8n.
	beforeAll(async () => await scripted([{ body: {} }], read));

	it.each([
		['100 KB of <', '<'.repeat(100_000)],
		['<title without end', '<title '.repeat(15_000)],
		['<script> without end', '<script>'.repeat(15_000)],
		['comments without end', '<!--'.repeat(25_000)],
		['entities', `<p>${'&amp;'.repeat(20_000)}`],
		['the beginnings of diagnostics', '<diagnostics '.repeat(10_000)],
	])('a page of an error: %s', async (_what, body) => {
		const headers = { 'content-type': 'text/html' };
		expect(await cpuTimeOfAsync(async () => await scripted([{ status: 500, headers, body }], read))).toBeLessThan(
			limit,
		);
	});

	it.each([
		['letters', 'a'.repeat(900_000)],
		['capitals', 'A'.repeat(900_000)],
		['beginnings of tokens', 'eyJ'.repeat(300_000)],
		['schemes', 'Basic '.repeat(150_000)],
		['blanks', ' '.repeat(900_000)],
		['full stops', `a${'.'.repeat(900_000)}`],
		['control characters', '\u0001'.repeat(150_000)],
	])('an issue of an OperationOutcome: %s', async (_what, text) => {
		expect(
			await cpuTimeOfAsync(
				async () => await scripted([{ status: 400, body: outcome('error', 'invalid', text) }], read),
			),
		).toBeLessThan(limit);
		const bundle = {
			resourceType: 'Bundle',
			type: 'searchset',
			entry: [{ search: { mode: 'outcome' }, resource: outcome('warning', 'invalid', text) }],
		};
		expect(await cpuTimeOfAsync(async () => await scripted([{ body: bundle }], search))).toBeLessThan(limit);
	});

	it('an ETag of 150 KB in a history', async () => {
		const entry = [`W/"${' '.repeat(150_000)}x`, `${' '.repeat(150_000)}"`, '"'.repeat(150_000)].map((etag) => ({
			fullUrl: 'http://h/fhir/Patient/1',
			request: { method: 'DELETE', url: 'Patient/1' },
			response: { status: '204', etag },
		}));
		const history = { operation: 'getHistory', resourceType: type('Patient'), resourceId: '1' };
		expect(
			await cpuTimeOfAsync(
				async () => await scripted([{ body: { resourceType: 'Bundle', type: 'history', entry } }], history),
			),
		).toBeLessThan(limit);
		expect(['W/"3"', '"3"', '3', ' W/"3" ', 'W/3'].map(versionOfETag)).toEqual(['3', '3', '3', '3', '3']);
	});

	it('a $lookup with 40,000 properties of one code', async () => {
		const parameter = Array.from({ length: 40_000 }, (_, index) => ({
			name: 'property',
			part: [
				{ name: 'code', valueCode: 'child' },
				{ name: 'value', valueCode: String(index) },
			],
		}));
		let items: IDataObject[] = [];
		const lookup = { resource: 'terminology', operation: 'lookup', system: 'http://loinc.org', code: '1' };
		expect(
			await cpuTimeOfAsync(
				async () => (items = outputOf(await scripted([{ body: { resourceType: 'Parameters', parameter } }], lookup))),
			),
		).toBeLessThan(2 * limit);
		expect((items[0]?.properties as { child: string[] }).child).toHaveLength(40_000);
	});

	it('headers of 60 KB', async () => {
		for (const [name, value] of [
			['www-authenticate', 'Basic '.repeat(10_000)],
			['retry-after', '1'.repeat(60_000)],
			['content-type', 'a/'.repeat(30_000)],
			['etag', ' "'.repeat(30_000)],
			['location', '/A/'.repeat(20_000)],
			['last-modified', '1:'.repeat(30_000)],
			['content-disposition', '; filename*='.repeat(5_000)],
		] as const) {
			for (const status of [200, 401, 503]) {
				expect(
					await cpuTimeOfAsync(async () => await scripted([{ status, headers: { [name]: value }, body: '{}' }], read)),
				).toBeLessThan(limit);
			}
		}
	});
});

describe('E38: what a server says without end is bounded:', () => {
	it('3,000 different warnings become 20 hints and a number', async () => {
		const words = Array.from(
			{ length: 3_000 },
			(_, index) =>
				`Warning about ${String.fromCharCode(97 + (index % 26), 97 + (Math.floor(index / 26) % 26), 97 + Math.floor(index / 676))}`,
		);
		const entry = words.map((word) => ({ search: { mode: 'outcome' }, resource: outcome('warning', 'invalid', word) }));
		const { hints } = await scripted([{ body: { resourceType: 'Bundle', type: 'searchset', entry } }], search);
		expect(hints).toHaveLength(21);
		expect(hints.at(-1)).toBe('There were 2980 more hints, which are not shown.');
	});

	it('hints that differ in an ID are one, also if the ID is all of a long word', () => {
		const collector = createHintCollector();
		for (const id of ['a1', 'b/2', `c${'x'.repeat(100_000)}3`]) collector.add(`Not found: ${id} "n${id}"`);
		expect(collector.messages()).toEqual(['Not found: a1 "na1" (and 2 more like this)']);
	});

	it('50,000 issues in an error become 50, and its texts have a length', async () => {
		const long = 'w'.repeat(10_000);
		const issue = Array.from({ length: 20 }, () => ({
			severity: long,
			code: long,
			diagnostics: long,
			expression: [long],
			details: { coding: [{ code: long }] },
		}));
		const { error } = await scripted(
			[
				{
					status: 400,
					body: {
						resourceType: 'OperationOutcome',
						issue: [...issue, ...Array.from({ length: 10_000 }, () => ({ code: 'x' }))],
					},
				},
			],
			read,
		);
		const data = error?.context?.data as { issues: unknown[]; code: string };
		expect(data.issues).toHaveLength(50);
		expect(data.code).toHaveLength(100);
		expect(JSON.stringify(data).length).toBeLessThan(150_000);
		expect(`${error?.message} ${error?.description}`.length).toBeLessThan(8_000);
	});

	it('the type of what came in place of a Bundle is cut', async () => {
		const { error } = await scripted([{ body: { resourceType: 'T'.repeat(100_000) } }], search);
		expect(JSON.stringify(error?.context?.data).length).toBeLessThan(1_000);
	});
});
