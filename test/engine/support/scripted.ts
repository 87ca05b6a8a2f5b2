import type { IDataObject } from 'n8n-workflow';
import { type ReceivedRequest, startServer, type TestServer } from '../../servers/httpServer';
import { runNode, type RunResult, type RunSettings } from './n8n';

/** One response of a scripted server. A `body` that is an object is sent as FHIR JSON. */
export interface ScriptedResponse {
	status?: number;
	headers?: Record<string, string>;
	body?: object | string;
}

/** A server that responds by a script, and a node without login that sends requests to it. */
export interface ScriptedServer {
	readonly server: TestServer;
	readonly baseUrl: string;
	run(parameters: IDataObject, settings?: Partial<RunSettings>): Promise<RunResult>;
	close(): Promise<void>;
}

/**
 * Starts a scripted server. `script` is the list of responses in the order of the requests (the last one is
 * repeated), or a function from the request to the response. `{base}` in headers and bodies is replaced by the base URL.
 */
export async function startScripted(
	script: readonly ScriptedResponse[] | ((request: ReceivedRequest) => ScriptedResponse),
	options: IDataObject = {},
): Promise<ScriptedServer> {
	let count = 0;
	const server: TestServer = await startServer((request, response) => {
		const scripted =
			typeof script === 'function' ? script(request) : (script[Math.min(count++, script.length - 1)] ?? {});
		const { status = 200, headers = {}, body } = scripted;
		const text = typeof body === 'string' ? body : body && JSON.stringify(body);
		const type = typeof body === 'object' ? { 'content-type': 'application/fhir+json' } : {};
		const withBase = (part: string) => part.replaceAll('{base}', `${server.url}/fhir`);
		const sent = Object.fromEntries(
			Object.entries({ ...type, ...headers }).map(([name, value]) => [name, withBase(value)]),
		);
		response.writeHead(status, sent).end(text && withBase(text));
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

/** Runs the node once against a scripted server and returns the result with the requests that were sent. */
export async function scripted(
	script: Parameters<typeof startScripted>[0],
	parameters: IDataObject,
	settings?: Partial<RunSettings>,
) {
	const target = await startScripted(script);
	try {
		const result = await target.run(parameters, settings);
		return { ...result, sent: target.server.requests, baseUrl: target.baseUrl };
	} finally {
		await target.close();
	}
}

/** An OperationOutcome with one issue. */
export function outcome(severity: string, code: string, diagnostics: string): object {
	return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics }] };
}

/** The resources that a search finds, as its only page. */
export function searchset(...resources: object[]) {
	return { body: { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) } };
}

/** A page of a search with one patient, and a link to the next page where there is one. */
export function patientPage(id: string, next?: string): ScriptedResponse {
	const { body } = searchset({ resourceType: 'Patient', id });
	return { body: { ...body, ...(next && { link: [{ relation: 'next', url: next }] }) } };
}
