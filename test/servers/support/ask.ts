import { request } from 'undici';

/** A request of a test. */
export interface Sent {
	method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	body?: unknown;
	headers?: Record<string, string>;
}

/** Sends JSON and returns status, headers, text and JSON of the response. */
export async function ask(url: string, { method = 'GET', body, headers }: Sent = {}) {
	const response = await request(url, {
		method,
		headers: { 'content-type': 'application/fhir+json', ...headers },
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await response.body.text();
	// The tests read responses of every shape.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	const json: any = text.startsWith('{') ? JSON.parse(text) : undefined;
	return { status: response.statusCode, headers: response.headers, text, json };
}
