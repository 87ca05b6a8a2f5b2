import { request } from 'undici';

/** What a test sends. */
export interface Sent {
	method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	body?: unknown;
	headers?: Record<string, string>;
}

/** Sends JSON and gives status, headers and the JSON that came back. */
export async function ask(url: string, { method = 'GET', body, headers }: Sent = {}) {
	const answer = await request(url, {
		method,
		headers: { 'content-type': 'application/fhir+json', ...headers },
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await answer.body.text();
	// The tests look into answers of every shape.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	const json: any = text.startsWith('{') ? JSON.parse(text) : undefined;
	return { status: answer.statusCode, headers: answer.headers, text, json };
}
