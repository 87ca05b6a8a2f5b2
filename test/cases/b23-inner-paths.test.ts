import type { IDataObject } from 'n8n-workflow';
import { resolveLink } from '../../nodes/Fhir/rest/response/links';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted, type ScriptedResponse } from '../engine/support/scripted';

const page = (id: string, next?: string, self?: string): ScriptedResponse => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		link: [
			...(self === undefined ? [] : [{ relation: 'self', url: self }]),
			...(next === undefined ? [] : [{ relation: 'next', url: next }]),
		],
		entry: [{ resource: { resourceType: 'Patient', id } }],
	},
});
const getMany: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const self = '/internal/fhir/Patient?_count=200';

describe('B23: Rewrite Links to Base URL', () => {
	it.each([
		['a relative next link with the inner path', '/internal/fhir?_getpages=a+b', undefined, '/fhir?_getpages=a+b'],
		['the same without a slash', 'internal/fhir?_getpages=1', undefined, '/fhir?_getpages=1'],
		['the same with a resource type', '/internal/fhir/Patient?page=2', undefined, '/fhir/Patient?page=2'],
		['an inner path that only the self link shows', '/a/b/pages/7?x=1', '/a/b/Patient?_count=200', '/fhir/pages/7?x=1'],
		['a relative self link', 'http://inner:8080/internal/fhir/pages/7', self, '/fhir/pages/7'],
		['a port given twice', 'https://h.example:443:443/fhir?_getpages=1', undefined, '/fhir?_getpages=1'],
		['other ports in a row', 'http://h.example:8080:443/fhir/Patient?page=2', undefined, '/fhir/Patient?page=2'],
		[
			'a self link with two ports',
			'https://h:443:443/x/y/pages/7',
			'https://h:443:443/x/y/Patient?a=b',
			'/fhir/pages/7',
		],
		['a scheme given twice', 'https://https://h.example/fhir?_getpages=1', undefined, '/fhir?_getpages=1'],
		['no host', 'https:///fhir?_getpages=1', undefined, '/fhir?_getpages=1'],
		['a host with a space', 'https://my host/fhir/Patient?page=2', undefined, '/fhir/Patient?page=2'],
		['a link that is right already', '/fhir/Patient?page=2', undefined, '/fhir/Patient?page=2'],
		['a link below the base', 'Patient?page=2', undefined, '/fhir/Patient?page=2'],
		['an opaque link below the base', 'pages/7?x=1', undefined, '/fhir/pages/7?x=1'],
		['only a query', '?page=2', undefined, '/fhir/Patient?page=2'],
	])('cures %s', async (_what, next, selfLink, url) => {
		const result = await scripted([page('a', next, selfLink), page('b')], {
			...getMany,
			options: { rewriteLinks: true },
		});
		expect(outputOf(result)).toHaveLength(2);
		expect(result.sent[1]?.url).toBe(url);
	});

	it('is named where a link cannot be followed without it', async () => {
		const twice = await scripted([page('a', 'https://h.example:443:443/fhir?_getpages=1')], getMany);
		expect(twice.error?.message).toMatch(/not a web address/);
		expect(twice.error?.description).toMatch(/switch on "Rewrite Links to Base URL"/);
		const inner = await scripted([page('a', '/internal/fhir?_getpages=1'), { status: 404 }], getMany);
		expect(inner.error?.description).toMatch(/switch on "Rewrite Links to Base URL"/);
	});

	it.each([
		['http://inner/fhir?_getpages=1', 'https://public.example/?_getpages=1'],
		['/internal/fhir/Patient?page=2', 'https://public.example/Patient?page=2'],
		['http://inner/Patient?page=2', 'https://public.example/Patient?page=2'],
		['https://public.example/Patient?page=2', 'https://public.example/Patient?page=2'],
	])('leads to a base URL without a path: %s', (link, expected) => {
		const baseUrl = parseBaseUrl('https://public.example');
		const resolved = resolveLink(link, { baseUrl, responseUrl: 'https://public.example/Patient', rewrite: true });
		expect(new URL(resolved).href).toBe(expected);
	});
});
