import type { IDataObject } from 'n8n-workflow';
import { startServer, type ReceivedRequest, type TestServer } from '../../servers/httpServer';
import { runNode, type RunResult, type RunSettings } from './n8n';

/** One answer of a scripted server. A `body` that is an object goes out as FHIR JSON. */
export interface Answer {
	status?: number;
	headers?: Record<string, string>;
	body?: object | string;
}

/** A server that answers exactly as told, and a node without login that talks to it. */
export interface Scripted {
	readonly server: TestServer;
	readonly baseUrl: string;
	run(parameters: IDataObject, settings?: Partial<RunSettings>): Promise<RunResult>;
	close(): Promise<void>;
}

/**
 * Starts one: `script` says the answer to each request by its place in the order of arrival (the last of a
 * list stays), or by the request itself. `{base}` in texts becomes the base URL.
 */
export async function startScripted(
	script: readonly Answer[] | ((request: ReceivedRequest) => Answer),
	options: IDataObject = {},
): Promise<Scripted> {
	let count = 0;
	const server: TestServer = await startServer((request, response) => {
		const answer =
			typeof script === 'function' ? script(request) : (script[Math.min(count++, script.length - 1)] ?? {});
		const { status = 200, headers = {}, body } = answer;
		const text = typeof body === 'string' ? body : body && JSON.stringify(body);
		const type = typeof body === 'object' ? { 'content-type': 'application/fhir+json' } : {};
		const placed = (part: string) => part.replaceAll('{base}', `${server.url}/fhir`);
		const sent = Object.fromEntries(
			Object.entries({ ...type, ...headers }).map(([name, value]) => [name, placed(value)]),
		);
		response.writeHead(status, sent).end(text && placed(text));
	});
	const baseUrl = `${server.url}/fhir`;
	return {
		server,
		baseUrl,
		run: async (parameters, settings) =>
			await runNode({
				...settings,
				parameters: {
					resource: 'resource',
					authentication: 'none',
					baseUrl,
					...parameters,
					options: { retries: 0, ...options, ...(parameters.options as IDataObject | undefined) },
				},
			}),
		close: async () => await server.close(),
	};
}

/** Runs the node once against a scripted server and gives what was sent with what came out. */
export async function scripted(
	script: Parameters<typeof startScripted>[0],
	parameters: IDataObject,
	settings?: Partial<RunSettings>,
) {
	const place = await startScripted(script);
	try {
		const result = await place.run(parameters, settings);
		return { ...result, sent: place.server.requests, baseUrl: place.baseUrl };
	} finally {
		await place.close();
	}
}

/** An OperationOutcome with one issue. */
export function outcome(severity: string, code: string, diagnostics: string): object {
	return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics }] };
}
