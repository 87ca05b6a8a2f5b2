import fc from 'fast-check';
import { covers, parseBaseUrl, targetOf } from '../../nodes/Fhir/transport/baseUrl';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { hostOf, withoutQuery } from '../../nodes/Fhir/transport/errors/redact';
import type { HttpRequest } from '../../nodes/Fhir/transport/http';
import { redirected } from '../../nodes/Fhir/transport/redirects';

const host = fc.constantFrom('fhir.example.org', '10.0.0.1', '[::1]', 'FHIR.Example.org', 'xn--bcher-kva.example');
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
const segment = fc.stringMatching(/^[A-Za-z0-9._~$-]{1,8}$/).filter((text) => !/^\.+$/.test(text));
const base = fc
	.tuple(fc.constantFrom('http', 'https', 'HTTPS'), host, port, fc.array(segment, { maxLength: 4 }))
	.map(
		([scheme, name, number, path]) =>
			`${scheme}://${name}${number === undefined ? '' : `:${number}`}/${path.join('/')}`,
	);
const hostilePath = fc
	.array(fc.oneof(segment, fc.constantFrom('/', '..', '.', '%2e%2e', '%2F', '\\', '//', '?', '#', '@', ':', ' ')))
	.map((parts) => parts.join(''));

describe('parseBaseUrl and covers:', () => {
	test('a base URL parses to the same result however it is written, and covers itself and everything below it', () => {
		fc.assert(
			fc.property(base, fc.constantFrom('', '/', '//', ' ', '\n'), fc.array(segment), (typed, tail, below) => {
				const parsed = parseBaseUrl(typed + tail);
				expect(parseBaseUrl(parsed.href)).toEqual(parsed);
				expect(parsed.href).toBe(parsed.origin + parsed.path);
				expect(parsed.href).not.toMatch(/\/$/);
				expect(covers(parsed, parsed.href)).toBe(true);
				expect(covers(parsed, [parsed.href, ...below].join('/'))).toBe(true);
				expect(covers(parsed, `${parsed.href}?page=2`)).toBe(true);
			}),
		);
	});

	test('a base URL covers no address outside itself, so credentials stay below it', () => {
		fc.assert(
			fc.property(base, base, hostilePath, (own, other, path) => {
				const parsed = parseBaseUrl(own);
				for (const url of [parsed.href + path, `${parsed.href}/${path}`, other + path]) {
					if (!covers(parsed, url)) continue;
					const seen = new URL(url);
					expect(seen.origin).toBe(parsed.origin);
					expect(`${seen.username}${seen.password}`).toBe('');
					// As the most careless server would read it.
					const decoded = decodeURIComponent(seen.pathname.replace(/%(?![0-9a-f]{2})/gi, '%25')).replaceAll('\\', '/');
					expect(new URL(decoded.replace(/^\/+/, '/'), seen.origin).pathname.startsWith(parsed.path)).toBe(true);
				}
			}),
		);
	});

	test('a request goes to the origin and path that the URL standard finds in its address', () => {
		fc.assert(
			fc.property(base, base, fc.oneof(segment, hostilePath), (own, other, path) => {
				const parsed = parseBaseUrl(own);
				for (const url of [parsed.href, parsed.href + path, `${parsed.href}/${path}`, other + path]) {
					if (!URL.canParse(url)) continue;
					const { origin, pathname, search } = new URL(url);
					expect(targetOf(parsed, url)).toEqual({ origin, path: pathname + search });
				}
			}),
		);
	});

	test('any text is parsed or rejected with an input failure', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true }), hostilePath),
				(text) => {
					try {
						const { href } = parseBaseUrl(text);
						expect(URL.canParse(href)).toBe(true);
						expect(href).not.toMatch(/[?#\s]/);
					} catch (error) {
						expect(error).toBeInstanceOf(Failure);
						expect(error).toMatchObject({ kind: 'input', effect: 'notSent' });
					}
				},
			),
		);
	});
});

describe('An address in messages:', () => {
	test('has no query, fragment or user info', () => {
		const url = fc
			.tuple(base, hostilePath, fc.string())
			.map(([start, path, query]) => `${start}/${path}?name=SECRET${query}#SECRET`);
		const withLogin = url.map((text) => text.replace('://', '://SECRET:SECRET@'));
		fc.assert(
			fc.property(fc.oneof(url, withLogin), (text) => {
				expect(withoutQuery(text)).not.toMatch(/SECRET/);
				expect(hostOf(text)).not.toMatch(/SECRET/);
			}),
		);
	});
});

describe('Redirects:', () => {
	const secrets = { authorization: 'SECRET', cookie: 'SECRET', 'x-api-key': 'SECRET', 'if-none-exist': 'name=SECRET' };

	test('never send a secret to another origin and never lead from https to http', () => {
		fc.assert(
			fc.property(
				base,
				fc.oneof(base, hostilePath, fc.string(), fc.webUrl()),
				fc.constantFrom(301, 302, 303, 307, 308),
				fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
				(from, location, status, method) => {
					const request: HttpRequest = {
						method: method,
						url: from,
						headers: { accept: 'application/fhir+json', ...secrets },
						body: method === 'GET' ? undefined : 'SECRET',
					};
					let next: HttpRequest;
					try {
						next = redirected(request, status, location);
					} catch (error) {
						expect(error).toMatchObject({ kind: 'http', effect: 'rejected' });
						return;
					}
					const [before, after] = [new URL(from), new URL(next.url)];
					expect(before.protocol === 'https:' && after.protocol !== 'https:').toBe(false);
					expect(after.username + after.password + after.hash).toBe('');
					if (after.origin !== before.origin) expect(JSON.stringify({ ...next, url: '' })).not.toMatch('SECRET');
					// A write stays one, or becomes the reading of its answer.
					if (next.method === method) expect(next.body).toBe(request.body);
					else expect([status, next.method, next.body]).toEqual([303, 'GET', undefined]);
				},
			),
		);
	});
});
