import fc from 'fast-check';
import { namedBy, versionOfETag } from '../../nodes/Fhir/rest/model/resourceUrl';
import { backoff, retryAfter } from '../../nodes/Fhir/transport/retry/timing';
import { parseSigningKey } from '../../nodes/Fhir/transport/auth/keys';

const json = fc.jsonValue({ maxDepth: 6 });
const id = fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/);

describe('Names and versions in headers', () => {
	test('are read as they were written', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('https://h/fhir/', '/fhir/', '', 'http://h:1/'),
				id,
				id,
				fc.string(),
				(before, one, version, query) => {
					if (/^\.+$/.test(one) || /^\.+$/.test(version)) return;
					const tail = `?${query}`;
					expect(namedBy(`${before}Patient/${one}${tail}`)).toEqual({ type: 'Patient', id: one });
					const versioned = `${before}Patient/${one}/_history/${version}`;
					expect(namedBy(versioned + tail)).toEqual({ type: 'Patient', id: one, versionId: version });
					for (const etag of [`W/"${version}"`, `"${version}"`, version, ` W/"${version}" `])
						expect(versionOfETag(etag)).toBe(version);
				},
			),
		);
	});
});

describe('Waiting', () => {
	test('before a retry is at least what the server asks for, whichever way it asks', () => {
		fc.assert(
			fc.property(fc.nat(100_000), fc.integer({ min: 1e12, max: 2e12 }), (seconds, now) => {
				expect(retryAfter({ 'retry-after': String(seconds) }, now)).toBe(seconds * 1000);
				expect(retryAfter({ 'x-ms-retry-after-ms': String(seconds), 'retry-after': '9' }, now)).toBe(seconds);
				const date = retryAfter({ 'retry-after': new Date(now + seconds * 1000).toUTCString() }, now) ?? NaN;
				expect(Math.abs(date - seconds * 1000)).toBeLessThan(1000);
			}),
		);
	});

	test('is a time from 0 to ten seconds, or nothing, whatever a header holds', () => {
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

describe('Private keys', () => {
	test('of any kind of text are read or refused as input', () => {
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
