import type { ClientAuthentication } from '../../../nodes/Fhir/transport/auth/settings';
import { failureOf, grant, headerOf, testRuntime, testSettings, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';
const secret = 'planted-s3cret';
const authentication: ClientAuthentication = { method: 'secretHeader', secret };
const page = (head: string) => `<html><head>${head}</head></html>`;

/** The failure after a token endpoint's answer. */
async function refusedBy(status: number, body = '', headers: Record<string, string> = {}) {
	const server = await tokenServer((_request, response) => void response.writeHead(status, headers).end(body));
	return await failureOf(headerOf(server.settings(base, { authentication }), testRuntime()));
}

describe('By status alone a token endpoint', () => {
	it.each([
		[300, 'The token endpoint redirects to another address'],
		[399, 'The token endpoint redirects to another address'],
		[400, 'The token endpoint refuses the token request'],
		[403, 'The token endpoint denies access'],
		[404, 'There is no token endpoint at the token URL'],
		[410, 'There is no token endpoint at the token URL'],
		[499, 'The token endpoint refuses the token request'],
		[500, 'The token endpoint is out of order'],
	])('that answers %d', async (status, message) => {
		expect(await refusedBy(status)).toMatchObject({ message, status });
	});

	it('that answers 403 may be hidden by a gateway', async () => {
		const { advice } = await refusedBy(403);
		expect(advice).toBe(
			'A gateway or firewall may be in the way. Check "Token URL", letter by letter, or leave it empty to ask the FHIR server for it.',
		);
	});
});

describe('A redirect of a token endpoint points', () => {
	it.each([
		['to a web address', 'https://login.example.org/token?x=1', 'to `https://login.example.org/token`:'],
		['to one of another name of the scheme', 'shttp://login.example.org/token', 'elsewhere:'],
		['to no web address', 'ftp://login.example.org/token', 'elsewhere:'],
		['to no address', 'https://[', 'elsewhere:'],
	])('%s', async (_where, location, words) => {
		expect((await refusedBy(302, '', { location })).advice).toContain(`It points ${words}`);
	});

	it('nowhere', async () => {
		expect((await refusedBy(302)).advice).toContain('It points elsewhere:');
	});
});

describe('The code of a refusal', () => {
	it.each([
		['of OAuth', 'invalid_scope', 'invalid_scope'],
		['of the server alone', 'tenant_locked', 'tenant_locked'],
		['that is also the name of a method', 'constructor', 'constructor'],
		['of a form that is none: a sentence', 'Bad client', undefined],
		['with something before it', '1nvalid_scope', undefined],
		['with something behind it', 'invalid_scope!', undefined],
	])('%s', async (_what, error, code) => {
		const failure = await refusedBy(400, JSON.stringify({ error }));
		expect(failure.code).toBe(code);
		expect(failure.details.error).toBe(code);
	});

	it('is none where the server gives none', async () => {
		const failure = await refusedBy(400, '{}');
		expect(failure.code).toBeUndefined();
		expect(failure.details).not.toHaveProperty('error');
		expect(failure.details).not.toHaveProperty('serverSays');
	});
});

describe('What is shown of an answer', () => {
	it.each([
		['the description', 400, '{"error":"x_y","error_description":"described","message":"m"}', 'described'],
		['else the message', 400, '{"error":"Not a code","message":"the message"}', 'the message'],
		['else the error', 400, '{"error":"Not a code"}', 'Not a code'],
		['nothing of other JSON', 400, '{"errors":["x"]}', undefined],
		['plain text', 400, ' no such client\n', 'no such client'],
		['plain text of a redirect', 300, 'several', 'several'],
		['nothing of a text that should be a token', 200, 'access_token=x', undefined],
		['the title of a page', 400, page('<title>Sign in</title>'), 'Sign in'],
		['the title of a page in upper case', 400, '<HTML><TITLE>Sign in</TITLE>', 'Sign in'],
		['a title with attributes', 400, page('<title lang="en">Sign in</title>'), 'Sign in'],
		['nothing of a page without title', 400, page(''), undefined],
	])('%s', async (_what, status, body, words) => {
		const failure = await refusedBy(status, body);
		expect(failure.details.serverSays).toBe(words);
		expect(failure.advice?.split(' The server says: ')[1]).toBe(words);
	});

	it.each([
		['a page', ' \n<!DOCTYPE html><p>x', 'The token endpoint answered with a web page instead of a token'],
		['a text about a page', 'Use <html> here', 'The token endpoint refuses the token request'],
		['a text that ends in a page', 'Error:<html>', 'The token endpoint refuses the token request'],
	])('tells %s', async (_what, body, message) => {
		expect((await refusedBy(400, body)).message).toBe(message);
	});

	it('holds no half of a secret, wherever the text is cut', async () => {
		const failure = await refusedBy(400, `No${' '.repeat(1_990)}${secret}`);
		expect(failure.details.serverSays).toMatch(/^No/);
		expect(failure.details.serverSays).not.toContain('plan');
	});

	it('comes at once, however odd the page is', async () => {
		const start = performance.now();
		await refusedBy(400, `<head${'<title'.repeat(60_000)}`);
		expect(performance.now() - start).toBeLessThan(2_000);
	});
});

describe('The token endpoint stands in the details', () => {
	it('without its query', async () => {
		const server = await tokenServer((_request, response) => void response.writeHead(400).end());
		const tokenUrl = `${server.url}/token?tenant=planted`;
		const failure = await failureOf(headerOf(testSettings(base, { tokenUrl })));
		expect(failure.details).toEqual({ tokenEndpoint: `${server.url}/token`, status: 400 });
	});

	it('also where its answer makes no sense', async () => {
		const server = await tokenServer(grant({ access_token: 'a b' }));
		const failure = await failureOf(headerOf(server.settings(base)));
		expect(failure.details).toEqual({ tokenEndpoint: `${server.url}/token` });
	});
});
