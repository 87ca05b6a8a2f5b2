import { type Handler, startServer, type TestServer } from '../../servers/httpServer';
import { type ModelFaults, ModelServer } from '../../rest/changes/modelServer';

/** A server that errs as the reading of changes has to expect it, over real HTTP. */
export interface ErringServer {
	readonly model: ModelServer;
	readonly server: TestServer;
	readonly baseUrl: string;
	/** Set: it responds to each request with this status. */
	failsWith: number | undefined;
	close(): Promise<void>;
}

/** Starts a model server behind HTTP; `capabilities` are the interactions that it says to have for each type. */
export async function startErring(faults: ModelFaults = {}, capabilities?: readonly string[]): Promise<ErringServer> {
	const model = new ModelServer(faults);
	const handler: Handler = (request, response) => {
		const path = request.url ?? '';
		if (erring.failsWith !== undefined) response.writeHead(erring.failsWith).end();
		else if (path.startsWith('/fhir/metadata')) {
			response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(statement(capabilities)));
		} else {
			const { status, headers, body } = model.respond({ url: `${server.url}${path}`, headers: request.headers });
			if (headers.date === undefined) response.sendDate = false;
			response.writeHead(status, headers).end(body);
		}
	};
	const server = await startServer(handler);
	const erring: ErringServer = {
		model,
		server,
		baseUrl: `${server.url}/fhir`,
		failsWith: undefined,
		close: async () => await server.close(),
	};
	return erring;
}

function statement(interactions: readonly string[] = ['search-type', 'history-type']): object {
	const interaction = interactions.map((code) => ({ code }));
	const resource = ['Observation', 'Patient'].map((type) => ({ type, interaction }));
	return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [{ mode: 'server', resource }] };
}
