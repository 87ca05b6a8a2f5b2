import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, patientPage as page, scripted, type ScriptedResponse } from '../engine/support/scripted';
import type { ReceivedRequest } from '../servers/httpServer';

const refusals: Array<[string, ScriptedResponse]> = [
	['400 without a reason', { status: 400 }],
	['400 with an OperationOutcome', { status: 400, body: outcome('error', 'invalid', 'Invalid request') }],
	['422', { status: 422, body: outcome('error', 'value', 'Value out of range') }],
	['413', { status: 413, body: 'Too much' }],
	['403 with a reason', { status: 403, body: outcome('error', 'forbidden', 'Parameter _count must not exceed 50') }],
];
/** Refuses a page size above `max`. */
const strict =
	(refusal: ScriptedResponse, max = 0) =>
	({ url = '', body }: ReceivedRequest): ScriptedResponse => {
		const count = /_count=(\d+)/.exec(`${url}&${body.toString()}`)?.[1];
		if (count !== undefined && Number(count) > max) return refusal;
		return url.includes('page=2') ? page('b') : page('a', '?page=2');
	};
const getMany: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const urls = ({ sent }: Awaited<ReturnType<typeof scripted>>) => sent.map(({ url }) => url.replace('/fhir/', ''));

describe('B20: a page size that the node chose and the server refuses', () => {
	it.each(refusals)('is left out once more, with a hint: %s', async (_how, refusal) => {
		const result = await scripted(strict(refusal), getMany);
		expect(outputOf(result).map(({ id }) => id)).toEqual(['a', 'b']);
		expect(urls(result)).toEqual(['Patient?_count=200', 'Patient', 'Patient?page=2']);
		expect(result.hints).toEqual([expect.stringMatching(/refused a page size of 200 .*Count per Page/)]);
	});

	it.each([
		[
			'by POST',
			{ ...getMany, options: { method: 'post' } },
			['Patient/_search', 'Patient/_search', 'Patient/_search?page=2'],
		],
		[
			'of a history',
			{ operation: 'getHistory', resourceType: type('Patient'), historyOf: 'type', returnAll: true },
			['Patient/_history?_count=200', 'Patient/_history', 'Patient/_history?page=2'],
		],
		['with a limit', { ...getMany, returnAll: false, limit: 2 }, ['Patient?_count=2', 'Patient', 'Patient?page=2']],
	])('is left out of a search %s too', async (_what, parameters, expected) => {
		const result = await scripted(strict({ status: 400 }), parameters);
		expect(outputOf(result)).toHaveLength(2);
		expect(urls(result)).toEqual(expected);
	});

	it('is not sent again by the next items of the execution', async () => {
		const result = await scripted(
			strict({ status: 400 }),
			{ ...getMany, options: { concurrency: 1 } },
			{ input: [{}, {}, {}] },
		);
		expect(outputOf(result)).toHaveLength(6);
		expect(urls(result).filter((url) => url.includes('_count'))).toHaveLength(1);
		expect(result.hints).toHaveLength(1);
	});

	it('is smaller where the limit is, which the server may accept', async () => {
		const result = await scripted(
			strict({ status: 400 }, 50),
			{ ...getMany, returnAll: false, limit: '={{ $json.limit }}', options: { concurrency: 1 } },
			{ input: [{ limit: 100 }, { limit: 10 }, { limit: 150 }] },
		);
		expect(urls(result).filter((url) => !url.includes('page='))).toEqual([
			'Patient?_count=100',
			'Patient',
			'Patient?_count=10',
			'Patient',
		]);
		expect(result.error).toBeUndefined();
	});

	it('is left out of an expansion that the server refuses in pages', async () => {
		const result = await scripted(
			({ url = '' }) =>
				url.includes('count=')
					? { status: 400, body: outcome('error', 'not-supported', 'No paging') }
					: { body: { resourceType: 'ValueSet', expansion: { contains: [{ code: 'a' }, { code: 'b' }] } } },
			{ resource: 'terminology', operation: 'expand', valueSetUrl: 'http://h/vs', limit: 50 },
		);
		expect(outputOf(result)).toHaveLength(2);
		expect(result.sent).toHaveLength(2);
		expect(result.hints).toEqual([expect.stringMatching(/in pages of 50/)]);
	});
});

describe('B20: an error that the page size has nothing to do with', () => {
	it('is shown as the server says it without the page size', async () => {
		const { error, sent } = await scripted(
			[
				{ status: 400, body: outcome('error', 'invalid', 'Bad parameters: nam, _count') },
				{ status: 400, body: outcome('error', 'invalid', 'Bad parameters: nam') },
			],
			getMany,
		);
		expect(error?.message).toMatch(/Bad parameters: nam$/);
		expect(sent).toHaveLength(2);
	});

	it.each([
		['a page size that the user chose', { ...getMany, options: { count: 500 } }, 400],
		['401', getMany, 401],
		['403 without a reason', getMany, 403],
		['500', getMany, 500],
	])('is not asked for again: %s', async (_what, parameters, status) => {
		const { error, sent } = await scripted([{ status }], parameters);
		expect(error?.httpCode).toBe(String(status));
		expect(sent).toHaveLength(1);
	});
});
