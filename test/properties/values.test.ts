import fc from 'fast-check';
import { parseResourceUrl, versionOfETag } from '../../nodes/Fhir/rest/model/resourceUrl';
import { parseSigningKey } from '../../nodes/Fhir/transport/auth/keys';
import { backoff, retryAfter } from '../../nodes/Fhir/transport/retry/timing';

const json = fc.jsonValue({ maxDepth: 6 });
const id = fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/);

describe('parseResourceUrl and versionOfETag:', () => {
	test('return the type, id and version that were written into a URL or an ETag', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('https://h/fhir/', '/fhir/', '', 'http://h:1/'),
				id,
				id,
				fc.string(),
				(before, one, version, query) => {
					if (/^\.+$/.test(one) || /^\.+$/.test(version)) return;
					const tail = `?${query}`;
					expect(parseResourceUrl(`${before}Patient/${one}${tail}`)).toEqual({ type: 'Patient', id: one });
					const versioned = `${before}Patient/${one}/_history/${version}`;
					expect(parseResourceUrl(versioned + tail)).toEqual({ type: 'Patient', id: one, versionId: version });
					for (const etag of [`W/"${version}"`, `"${version}"`, version, ` W/"${version}" `])
						expect(versionOfETag(etag)).toBe(version);
				},
			),
		);
	});
});

describe('Retry timing:', () => {
	test('the wait before a retry is at least as long as Retry-After demands, in either form', () => {
		fc.assert(
			fc.property(fc.nat(100_000), fc.integer({ min: 1e12, max: 2e12 }), (seconds, now) => {
				expect(retryAfter({ 'retry-after': String(seconds) }, now)).toBe(seconds * 1000);
				expect(retryAfter({ 'x-ms-retry-after-ms': String(seconds), 'retry-after': '9' }, now)).toBe(seconds);
				const date = retryAfter({ 'retry-after': new Date(now + seconds * 1000).toUTCString() }, now) ?? NaN;
				expect(Math.abs(date - seconds * 1000)).toBeLessThan(1000);
			}),
		);
	});

	test('retryAfter and backoff return a bounded time or undefined for any header', () => {
		fc.assert(
			fc.property(
				fc.nat(2_000),
				fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
				fc.string(),
				(n, random, header) => {
					const wait = backoff(n, random);
					expect(wait).toBeGreaterThanOrEqual(0);
					expect(wait).toBeLessThan(10_000);
					expect(retryAfter({ 'retry-after': header }, 0) ?? 0).toBeGreaterThanOrEqual(0);
				},
			),
		);
	});
});

describe('Private keys:', () => {
	test('any text is read as a key or rejected with an input failure', () => {
		const block = fc.constantFrom(
			'-----BEGIN PRIVATE KEY-----',
			'-----END PRIVATE KEY-----',
			'MIIB',
			'\\n',
			'\n',
			'{"kty":"EC"',
			'{"keys":[',
			']}',
			'}',
			'"d":"x"',
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.array(block).map((parts) => parts.join('')),
					json.map((value) => JSON.stringify(value)),
				),
				(text) => {
					expect(() => parseSigningKey({ key: text })).toThrow(expect.objectContaining({ kind: 'input' }) as Error);
				},
			),
		);
	});
});
