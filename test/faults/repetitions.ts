import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from '../servers/httpServer';

/** Responds with a secret that the request contained. */
export type Says = (secret: string, request: ReceivedRequest, response: ServerResponse) => void;

const fhir = { 'content-type': 'application/fhir+json' };
/** Responds with JSON. */
export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
	void response.writeHead(status, { ...fhir, ...headers }).end(JSON.stringify(body));
/** An OperationOutcome with one issue. */
export const issues = (severity: string, text: string) => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity, code: 'login', diagnostics: text }],
});
const html = (text: string) =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** How a server repeats what it was sent. */
export const repetitions: Record<string, Says> = {
	'in an OperationOutcome': (secret, _request, response) =>
		json(response, 403, issues('error', `The access token ${secret} has no scope`)),
	'in the details, the code and the place of an issue': (secret, _request, response) =>
		json(response, 403, {
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'error', code: secret, details: { text: `x ${secret}` }, expression: [secret] }],
		}),
	'far behind in a long text': (secret, _request, response) =>
		json(response, 403, issues('error', `${'x '.repeat(995)}${secret} and ${'y'.repeat(3_000)}`)),
	'in plain text': (secret, _request, response) =>
		void response.writeHead(401, { 'content-type': 'text/plain' }).end(`Bad login ${secret}`),
	'in a web page': (secret, _request, response) =>
		void response
			.writeHead(502, { 'content-type': 'text/html' })
			.end(`<html><body>Bad login ${html(secret)}</body></html>`),
	'in a web page, without escaping it': (secret, _request, response) =>
		void response.writeHead(502, { 'content-type': 'text/html' }).end(`<html><body>Bad login ${secret}</body></html>`),
	'in the title of a web page': (secret, _request, response) =>
		void response.writeHead(502, { 'content-type': 'text/html' }).end(`<title>${html(secret)}</title>`),
	'in OAuth JSON': (secret, _request, response) =>
		json(response, 401, { error: 'invalid_token', error_description: `Unknown ${secret}` }),
	'in other JSON': (secret, _request, response) =>
		json(response, 500, { message: encodeURIComponent(secret), code: secret }),
	'in a header': (secret, _request, response) =>
		json(response, 401, issues('error', 'No'), {
			'www-authenticate': `Bearer error_description="${encodeURIComponent(secret)}"`,
			'retry-after': encodeURIComponent(secret),
		}),
	'in the error type and the message of AWS': (secret, _request, response) =>
		json(
			response,
			403,
			{ message: `The security token included in the request is invalid: ${secret}` },
			{
				'x-amzn-errortype': `${encodeURIComponent(secret)}:http://internal.amazon.com/`,
				'content-type': 'application/json',
			},
		),
	'in the error type of AWS within the body': (secret, _request, response) =>
		json(response, 403, {
			__type: `com.amazon#${secret}`,
			message: 'The security token included in the request is invalid',
		}),
	'in an error with status 200': (secret, _request, response) =>
		json(response, 200, issues('error', `Unknown ${secret}`)),
	'in a warning': (secret, _request, response) =>
		json(response, 200, {
			resourceType: 'Bundle',
			type: 'searchset',
			entry: [{ search: { mode: 'outcome' }, resource: issues('warning', `You sent ${secret}`) }],
		}),
	'in the type that it returns': (secret, _request, response) => json(response, 200, { resourceType: secret }),
	'in a redirect': (secret, { url = '' }, response) =>
		url.startsWith('/fhir')
			? void response.writeHead(302, { location: `/elsewhere/${encodeURIComponent(secret)}` }).end()
			: json(response, 401, issues('error', 'No')),
};
