import fc from 'fast-check';
import { resolveLink } from '../../../nodes/Fhir/rest/response/links';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import { failureOf } from '../support';

const baseUrl = parseBaseUrl('https://public.example/r4');
const responseUrl = 'https://public.example/r4/Patient?name=x';
const resolve = (link: string, more = {}) => resolveLink(link, { baseUrl, responseUrl, ...more });

describe('resolveLink:', () => {
	test.each([
		['https://public.example/r4?_getpages=1&x=%7C', 'https://public.example/r4?_getpages=1&x=%7C'],
		['https://other.example:8443/p/%2F?a=b', 'https://other.example:8443/p/%2F?a=b'],
		['?page=2', 'https://public.example/r4/Patient?page=2'],
		['Patient?page=2', 'https://public.example/r4/Patient?page=2'],
		['/Patient?page=2', 'https://public.example/r4/Patient?page=2'],
		['/r4/Patient?page=2', 'https://public.example/r4/Patient?page=2'],
		['/r4?_getpages=1', 'https://public.example/r4?_getpages=1'],
		['//public.example/r4/Patient?page=2', 'https://public.example/r4/Patient?page=2'],
	])('%s gives %s', (link, expected) => {
		expect(resolve(link)).toBe(expected);
	});

	test('an absolute link stays unchanged, letter for letter', () => {
		fc.assert(
			fc.property(
				fc.webUrl({ withQueryParameters: true }).map((url) => url.replace(/^http:/, 'https:')),
				(url) => {
					expect(resolve(url)).toBe(url);
				},
			),
		);
	});

	test('a link from https to http is rejected', async () => {
		const failure = await failureOf(() => resolve('http://public.example/r4/Patient?page=secret'));
		expect(failure.kind).toBe('policy');
		expect(JSON.stringify(failure.details)).not.toContain('secret');
		expect(resolve('http://public.example/r4/Patient?page=2', { rewrite: true })).toBe(
			'https://public.example/r4/Patient?page=2',
		);
	});

	test.each(['ftp://h/x', 'javascript:alert(1)', 'https://', 'mailto:a@b'])(
		'%s is rejected as not a web address',
		(link) => {
			expect(() => resolve(link)).toThrow('not a web address');
		},
	);
});

describe('resolveLink with rewrite:', () => {
	test.each([
		['http://internal:8080/hapi/fhir?_getpages=a%7Cb&_count=2', 'https://public.example/r4?_getpages=a%7Cb&_count=2'],
		['http://internal:8080/hapi/fhir/Patient?page=2', 'https://public.example/r4/Patient?page=2'],
		[
			'http://internal:8080/hapi/fhir/Patient/1/$everything?page=2',
			'https://public.example/r4/Patient/1/$everything?page=2',
		],
		['http://internal/_history?page=2', 'https://public.example/r4/_history?page=2'],
		['http://internal/r4/pages/opaque', 'https://public.example/r4/pages/opaque'],
		['https://public.example/r4/Patient?page=2', 'https://public.example/r4/Patient?page=2'],
		['Patient?page=2', 'https://public.example/r4/Patient?page=2'],
		['http://internal/', 'https://public.example/r4'],
	])('%s gives %s', (link, expected) => {
		expect(resolve(link, { rewrite: true })).toBe(expected);
	});

	test("the server's base path is found from its self link", () => {
		const context = { rewrite: true, self: 'http://internal:8080/a/b/Patient?name=x', path: 'Patient' };
		expect(resolve('http://internal:8080/a/b/pages/opaque?x=1', context)).toBe(
			'https://public.example/r4/pages/opaque?x=1',
		);
		expect(resolve('http://internal:8080/a/b/pages/opaque?x=1', { ...context, path: 'Patient/_search' })).toBe(
			'https://public.example/r4/pages/opaque?x=1',
		);
	});

	test('every link stays below the base URL', () => {
		fc.assert(
			fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
				const target = new URL(resolve(url, { rewrite: true }));
				expect(target.origin).toBe(baseUrl.origin);
				expect(target.search).toBe(new URL(url).search);
			}),
		);
	});
});
