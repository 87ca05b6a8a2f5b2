import fc from 'fast-check';
import { readEntryResults } from '../../nodes/Fhir/rest/bundle/entryResults';
import type { BundleEntry } from '../../nodes/Fhir/rest/model/resource';
import { createPageSorter } from '../../nodes/Fhir/rest/search/searchPage';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { noMask } from '../../nodes/Fhir/support/mask';

const json = fc.jsonValue({ maxDepth: 6 });

describe('Bundles of any shape:', () => {
	const entry = fc.record(
		{
			resource: fc.oneof(
				fc.record({ resourceType: fc.constantFrom('Patient', 'Observation'), id: fc.constantFrom('1', '2', '3') }),
				json,
			),
			search: fc.oneof(fc.record({ mode: fc.constantFrom('match', 'include', 'outcome') }), json),
			fullUrl: fc.oneof(fc.constantFrom('urn:1', 'urn:2'), json),
			response: json,
		},
		{ requiredKeys: [] },
	);

	test('createPageSorter returns each match once and never exceeds the limit, whatever the pages repeat', () => {
		fc.assert(
			fc.property(fc.array(fc.array(entry)), fc.integer({ min: 1, max: 5 }), (pages, limit) => {
				const sorter = createPageSorter(limit);
				const all = pages.flatMap((page) => {
					const bundle = { resourceType: 'Bundle', type: 'searchset', entry: page };
					return [...sorter.take(bundle as never, noMask).matches];
				});
				expect(all.length).toBe(sorter.count);
				expect(all.length).toBeLessThanOrEqual(limit);
				const named = all.flatMap(({ resource }) => (resource?.id ? [`${resource.resourceType}/${resource.id}`] : []));
				expect(new Set(named).size).toBe(named.length);
			}),
		);
	});

	test('readEntryResults returns results in the order of the entries, or rejects the whole response', () => {
		const status = fc.constantFrom(
			'200',
			'201 Created',
			'204',
			'304',
			'400',
			'404 Not Found',
			'412',
			'429',
			'503',
			'',
			'abc',
		);
		const sent = fc
			.constantFrom('GET', 'POST', 'PUT', 'DELETE')
			.map((method): BundleEntry => ({ request: { method, url: 'Patient/1' } }));
		fc.assert(
			fc.property(fc.array(fc.tuple(sent, fc.oneof(status, json))), fc.nat(1), (pairs, missing) => {
				const entries = pairs.slice(missing).map(([, code]) => ({ response: { status: code } }));
				const answer = {
					status: 200,
					headers: {},
					url: '',
					mask: noMask,
					resource: { resourceType: 'Bundle', type: 'batch-response', entry: entries },
				};
				const read = () =>
					readEntryResults(
						pairs.map(([one]) => one),
						answer,
					);
				if (missing > 0 && pairs.length > 0) {
					expect(read).toThrow(Failure);
					return;
				}
				for (const [at, result] of read().entries()) {
					const sentCode = pairs[at]?.[1];
					const plain = typeof sentCode === 'string' || typeof sentCode === 'number' ? String(sentCode) : '';
					const code = Number(/^\s*(\d{3})\b/.exec(plain)?.[1] ?? 0);
					const ok = (code >= 200 && code < 300) || (code === 304 && pairs[at]?.[0].request?.method === 'GET');
					expect([result.status, result.failure === undefined]).toEqual([code, ok]);
				}
			}),
		);
	});
});
