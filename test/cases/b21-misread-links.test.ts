import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, patientPage as page, scripted, type ScriptedResponse } from '../engine/support/scripted';
import { encodedLink } from '../../nodes/Fhir/rest/search/encodedLink';

const getMany: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const since = { ...getMany, searchBy: 'queryString', queryString: '_lastUpdated=ge2024-01-01T00:00:00+01:00' };
const refusal = { status: 400, body: outcome('error', 'invalid', 'Invalid date') };

/** Serves a second page under one URL only. */
const picky =
	(next: string, accepted: string, status = 400) =>
	({ url = '' }: { url?: string }): ScriptedResponse => {
		if (!url.includes('p=2')) return page('a', next);
		return url === accepted ? page('b') : { ...refusal, status };
	};

describe('B21: a next link that the server itself misreads', () => {
	it.each([
		[
			'a plus',
			'{base}/Patient?p=2&_lastUpdated=ge2024-01-01T00:00:00+01:00',
			'/fhir/Patient?p=2&_lastUpdated=ge2024-01-01T00%3A00%3A00%2B01%3A00',
		],
		[
			'a plus that became a space',
			'{base}/Patient?p=2&_lastUpdated=ge2024-01-01T00:00:00 01:00',
			'/fhir/Patient?p=2&_lastUpdated=ge2024-01-01T00%3A00%3A00%2B01%3A00',
		],
		['Base64', '{base}/Patient?p=2&ct=ab+c/d==', '/fhir/Patient?p=2&ct=ab%2Bc%2Fd%3D%3D'],
		['a vertical bar', '?p=2&identifier=http://h|1', '/fhir/Patient?p=2&identifier=http%3A%2F%2Fh%7C1'],
		['quotes', '?p=2&t={"a":"b"}', '/fhir/Patient?p=2&t=%7B%22a%22%3A%22b%22%7D'],
		['a bare percent sign', '?p=2&t=5%&u=a%2Bb', '/fhir/Patient?p=2&t=5%25&u=a%2Bb'],
	])('is followed once more with its characters encoded, and a hint: %s', async (_what, next, accepted) => {
		const result = await scripted(picky(next, accepted), since);
		expect(outputOf(result).map(({ id }) => id)).toEqual(['a', 'b']);
		expect(result.sent).toHaveLength(3);
		expect(result.hints).toEqual([expect.stringMatching(/refused its own link .*\(status 400\).*encoded/)]);
	});

	it.each([404, 410, 422, 500])('is followed once more after %i', async (status) => {
		const result = await scripted(picky('?p=2&x=a+b', '/fhir/Patient?p=2&x=a%2Bb', status), getMany);
		expect(outputOf(result)).toHaveLength(2);
	});

	it('keeps a plus that stands for a space in a value of the search', async () => {
		const search = { ...getMany, searchBy: 'queryString', queryString: 'name=Anna%20Maria' };
		const result = await scripted(picky('?p=2&name=Anna+Maria', '/fhir/Patient?p=2&name=Anna%20Maria'), search);
		expect(outputOf(result)).toHaveLength(2);
	});

	it('fails with the first error where that is refused too', async () => {
		const { error, sent } = await scripted([page('a', '?p=2&x=a+b'), refusal, { status: 403 }], getMany);
		expect(error?.httpCode).toBe('400');
		expect(error?.message).toMatch(/Invalid date \(page 2, after 1 result\)/);
		expect(sent).toHaveLength(3);
	});

	it.each([
		['nothing in it can be misread', '?p=2&x=a%2Bb', 400],
		['it is always sent in that way', '?p=2&name=M\u00fcller\'s "x"', 400],
		['the status says something else', '?p=2&x=a+b', 403],
	])('is not followed again where %s', async (_why, next, status) => {
		const { sent } = await scripted([page('a', next), { ...refusal, status }], getMany);
		expect(sent).toHaveLength(2);
	});

	it('is followed unchanged where the server reads it', async () => {
		const next = '?p=2&x=a+b|c&y=d e';
		const result = await scripted(picky(next, '/fhir/Patient?p=2&x=a+b|c&y=d%20e'), getMany);
		expect(outputOf(result)).toHaveLength(2);
		expect(result.hints).toEqual([]);
	});
});

describe('B21: encodedLink', () => {
	it.each([
		['https://h/fhir', undefined],
		['https://h/fhir?a', undefined],
		['https://h/fhir?a=%2B&b=c-d._~', undefined],
		['https://h/a+b?x=1+2#f', 'https://h/a+b?x=1%2B2#f'],
		['https://h/fhir?x=\ud800', undefined],
	])('%s gives %s', (url, expected) => {
		expect(encodedLink(url)).toBe(expected);
	});
});
