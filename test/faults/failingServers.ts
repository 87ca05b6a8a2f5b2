import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from '../servers/httpServer';
import { planted } from './secrets';

/** What a server does with a request. */
export type Handler = (request: ReceivedRequest, response: ServerResponse) => void;

/** Fails with this web page. */
export const page = (text: string): Handler => {
	return (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<title>${text}</title>`);
};

/** What a request says of its sender, in the forms in which a server's log or debugger would show it. */
function saidBack({ headers }: ReceivedRequest): string {
	const { authorization = '', 'x-api-key': apiKey, 'x-amz-security-token': session } = headers;
	const credentials = authorization.replace(/^\w+ /, '');
	const decoded = Buffer.from(credentials, 'base64').toString();
	const forms = [
		authorization,
		credentials,
		decoded,
		encodeURIComponent(decoded),
		decoded.split(':').slice(1).join(':'),
	];
	return `Authorization: ${forms.join(' | ')}; X-Api-Key=${String(apiKey)}, ${String(session)}&token=${encodeURIComponent(credentials)}`;
}

/** An OperationOutcome with what the request says of its sender in each of its texts. */
function outcomeSayingBack(status: number, severity: string): Handler {
	return (request, response) => {
		const text = saidBack(request);
		const issue = { severity, code: 'processing', diagnostics: text, details: { text }, expression: [text] };
		response
			.writeHead(status, { 'content-type': 'application/fhir+json', 'x-request-id': text, etag: `W/"${text}"` })
			.end(JSON.stringify({ resourceType: 'OperationOutcome', text: { div: `<div>${text}</div>` }, issue: [issue] }));
	};
}

/** How a FHIR server fails. Some failures repeat the request in the response. */
export const failures: Record<string, Handler> = {
	'resets the connection': (request) => request.socket.resetAndDestroy(),
	'breaks off its response': (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '1000' }).write('{');
		setImmediate(() => response.socket?.end());
	},
	'does not respond in HTTP': (request) => request.socket.end(`${planted.note}\r\n\r\n`),
	'responds with invalid JSON': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(`{"${planted.note}"`),
	'responds with a web page': (_request, response) =>
		response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${planted.note}</html>`),
	'responds with the error page of a gateway': page('Bad Gateway'),
	'rejects the login and repeats it in the response': ({ headers }, response) =>
		response
			.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Bearer realm="fhir"' })
			.end(`Not authorized: ${headers.authorization}`),
	'says the secrets back in an OperationOutcome with status 400': outcomeSayingBack(400, 'error'),
	'says the secrets back in an OperationOutcome with status 403': outcomeSayingBack(403, 'error'),
	'says the secrets back in an OperationOutcome with status 412': outcomeSayingBack(412, 'error'),
	'says the secrets back in an OperationOutcome with status 503': outcomeSayingBack(503, 'fatal'),
	'says the secrets back in an error with status 200': outcomeSayingBack(200, 'error'),
	'says the secrets back in a redirect': (request, response) =>
		response.writeHead(302, { location: `http://localhost:1/login?${encodeURI(saidBack(request))}` }).end(),
	'says the secrets back on a page': (request, response) =>
		response
			.writeHead(500, { 'content-type': 'text/html' })
			.end(`<html><title>${saidBack(request)}</title><h1>${saidBack(request)}</h1></html>`),
	'says the secrets back in JSON that is not FHIR': (request, response) =>
		response
			.writeHead(400, { 'content-type': 'application/json' })
			.end(JSON.stringify({ message: saidBack(request), error: saidBack(request) })),
	'responds with 403': (_request, response) => response.writeHead(403).end(),
	'responds with 429': (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
	'redirects the request to another server': ({ url }, response) =>
		response.writeHead(307, { location: `http://user:pw@localhost:1${url}` }).end(),
	'redirects the request to itself': ({ url }, response) => response.writeHead(308, { location: url }).end(),
	'links to an invalid next page': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(
			JSON.stringify({
				resourceType: 'Bundle',
				type: 'searchset',
				link: [{ relation: 'next', url: `mailto:x?family=${planted.family}` }],
			}),
		),
};

/** How a token endpoint fails. */
export const refusals: Record<string, Handler> = {
	'resets the connection': failures['resets the connection'] ?? page(''),
	'repeats the request in its response': ({ headers, body }, response) =>
		response.writeHead(400, { 'content-type': 'text/plain' }).end(`${headers.authorization} ${body.toString()}`),
	'rejects the client and repeats the request in its response': ({ headers, body }, response) =>
		response.writeHead(401, { 'content-type': 'application/json' }).end(
			JSON.stringify({
				error: 'invalid_client',
				error_description: `${headers.authorization ?? ''} ${decodeURIComponent(body.toString())}`,
			}),
		),
	'returns a token of a wrong type': (_request, response) =>
		response
			.writeHead(200, { 'content-type': 'application/json' })
			.end(JSON.stringify({ access_token: `${planted.token}\n`, token_type: 'mac', expires_in: 'x' })),
	'returns half of a token': (_request, response) =>
		response.writeHead(200, { 'content-type': 'application/json' }).end(`{"access_token":"${planted.token}`),
	'responds with the error page of a gateway': page('Bad Gateway'),
};
