import type { ClientAuthentication } from '../../../nodes/Fhir/transport/auth/settings';
import { failureOf, grant, headerOf, testRuntime, testSettings, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';
const secret = 'planted-s3cret';
const authentication: ClientAuthentication = { method: 'secretHeader', secret };
const page = (head: string) => `<html><head>${head}</head></html>`;

/** The failure after this response of a token endpoint. */
async function refusedBy(status: number, body = '', headers: Record<string, string> = {}) {
	const server = await tokenServer((_request, response) => void response.writeHead(status, headers).end(body));
	return await failureOf(headerOf(server.settings(base, { authentication }), testRuntime()));
}

describe('OAuth2 token refusal: a response', () => {
	it.each([
		[300, 'The token endpoint redirects to another address'],
		[399, 'The token endpoint redirects to another address'],
		[400, 'The token endpoint refuses the token request'],
		[403, 'The token endpoint denies access'],
		[404, 'There is no token endpoint at the token URL'],
		[410, 'There is no token endpoint at the token URL'],
		[499, 'The token endpoint refuses the token request'],
		[500, 'The token endpoint is not available'],
	])('with status %d has a message', async (status, message) => {
		expect(await refusedBy(status)).toMatchObject({ message, status });
	});

	it('with status 403 may come from a gateway', async () => {
		const { advice } = await refusedBy(403);
		expect(advice).toBe(
			'A gateway or firewall may be in the way. Check "Token URL" character by character, or leave it empty to ask the FHIR server for it.',
		);
	});
});

describe('OAuth2 token refusal: a redirect', () => {
	it.each([
		['to a web address', 'https://login.example.org/token?x=1', 'to `https://login.example.org/token`:'],
		['to a scheme that ends in http', 'shttp://login.example.org/token', 'elsewhere:'],
		['to something that is not a web address', 'ftp://login.example.org/token', 'elsewhere:'],
		['to something that is not a URL', 'https://[', 'elsewhere:'],
	])('%s is explained', async (_where, location, words) => {
		expect((await refusedBy(302, '', { location })).advice).toContain(`It points ${words}`);
	});

	it('without a Location is explained', async () => {
		expect((await refusedBy(302)).advice).toContain('It points elsewhere:');
	});
});

describe('OAuth2 token refusal: the error code', () => {
	it.each([
		['from OAuth is kept', 'invalid_scope', 'invalid_scope'],
		['from the server alone is kept', 'tenant_locked', 'tenant_locked'],
		['that is also the name of a method is kept', 'constructor', 'constructor'],
		['that is a sentence is dropped', 'Bad client', undefined],
		['with an invalid first character is dropped', '1nvalid_scope', undefined],
		['with an invalid last character is dropped', 'invalid_scope!', undefined],
	])('%s', async (_what, error, code) => {
		const failure = await refusedBy(400, JSON.stringify({ error }));
		expect(failure.code).toBe(code);
		expect(failure.details.error).toBe(code);
	});

	it('is undefined if the server sends none', async () => {
		const failure = await refusedBy(400, '{}');
		expect(failure.code).toBeUndefined();
		expect(failure.details).not.toHaveProperty('error');
		expect(failure.details).not.toHaveProperty('serverSays');
	});
});

describe("OAuth2 token refusal: the server's text", () => {
	it.each([
		['the description', 400, '{"error":"x_y","error_description":"described","message":"m"}', 'described'],
		['the message if there is no description', 400, '{"error":"Not a code","message":"the message"}', 'the message'],
		['the error if there is neither', 400, '{"error":"Not a code"}', 'Not a code'],
		['left out for other JSON', 400, '{"errors":["x"]}', undefined],
		['plain text', 400, ' no such client\n', 'no such client'],
		['the plain text of a redirect', 300, 'several', 'several'],
		['left out if it should be a token', 200, 'access_token=x', undefined],
		['the title of a page', 400, page('<title>Sign in</title>'), 'Sign in'],
		['the title of a page, in upper case', 400, '<HTML><TITLE>Sign in</TITLE>', 'Sign in'],
		['the title of a page, with attributes', 400, page('<title lang="en">Sign in</title>'), 'Sign in'],
		['left out for a page without a title', 400, page(''), undefined],
	])('is %s', async (_what, status, body, words) => {
		const failure = await refusedBy(status, body);
		expect(failure.details.serverSays).toBe(words);
		expect(failure.advice?.split(' The server says: ')[1]).toBe(words);
	});

	it.each([
		['a page', ' \n<!DOCTYPE html><p>x', 'The token endpoint returned a web page instead of a token'],
		['a text about a page', 'Use <html> here', 'The token endpoint refuses the token request'],
		['a text that ends in a page', 'Error:<html>', 'The token endpoint refuses the token request'],
	])('is recognized as %s', async (_what, body, message) => {
		expect((await refusedBy(400, body)).message).toBe(message);
	});

	it('contains no half of a secret, wherever it is cut', async () => {
		const failure = await refusedBy(400, `No${' '.repeat(1_990)}${secret}`);
		expect(failure.details.serverSays).toMatch(/^No/);
		expect(failure.details.serverSays).not.toContain('plan');
	});

	it('is found in little time, however long the page is', async () => {
		const start = performance.now();
		await refusedBy(400, `<head${'<title'.repeat(60_000)}`);
		expect(performance.now() - start).toBeLessThan(2_000);
	});
});

describe('OAuth2 token refusal: the details name the token endpoint', () => {
	it('without its query', async () => {
		const server = await tokenServer((_request, response) => void response.writeHead(400).end());
		const tokenUrl = `${server.url}/token?tenant=planted`;
		const failure = await failureOf(headerOf(testSettings(base, { tokenUrl })));
		expect(failure.details).toEqual({ tokenEndpoint: `${server.url}/token`, status: 400 });
	});

	it('even if its token is invalid', async () => {
		const server = await tokenServer(grant({ access_token: 'a b' }));
		const failure = await failureOf(headerOf(server.settings(base)));
		expect(failure.details).toEqual({ tokenEndpoint: `${server.url}/token` });
	});
});
