import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { FhirApplication, type FhirOptions, type FhirResponse } from './fhir/application';
import { type Handler, startServer, type TestServer, type TlsOption } from './httpServer';

const compress = promisify(gzip);

/** The address and the data of the FHIR server. */
export interface FhirServerOptions extends FhirOptions {
	tls?: TlsOption;
	port?: number;
	/** Milliseconds before each response, as with a distant server. */
	latency?: number;
	/** Default `/fhir`; `''` puts the server at the root. */
	basePath?: string;
	/** How many of the newest requests `requests` keeps; default: all. */
	keep?: number;
}

/** A running FHIR server. */
export interface FhirServer extends TestServer {
	/** Without a trailing slash. */
	baseUrl: string;
	/** The number of resources that are not deleted, of one type or of all. */
	count(type?: string): number;
	/** Sets the milliseconds before each response. */
	setLatency(milliseconds: number): void;
}

async function compressed(response: FhirResponse, accepted: string | string[] | undefined): Promise<FhirResponse> {
	const { body } = response;
	if (typeof body !== 'string' || body.length < 1400 || !/\bgzip\b/.test(String(accepted))) return response;
	const headers = { ...response.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' };
	return { ...response, headers, body: await compress(body, { level: constants.Z_BEST_SPEED }) };
}

/** FHIR R4 over HTTP or HTTPS on 127.0.0.1, in memory. */
export async function startFhirServer(options: FhirServerOptions = {}): Promise<FhirServer> {
	const { tls, port, basePath = '/fhir', keep } = options;
	const application = new FhirApplication(options);
	const scheme = tls ? 'https' : 'http';
	let latency = options.latency ?? 0;

	const handler: Handler = async ({ method = 'GET', url = '/', headers, body }, response) => {
		const [path = ''] = url.split('?');
		if (latency > 0) await pause(latency);
		if (path !== basePath && !path.startsWith(`${basePath}/`)) {
			response.writeHead(404, { 'content-type': 'text/plain' }).end(`The FHIR server is at ${basePath}\n`);
			return;
		}
		const base = `${scheme}://${headers.host}${basePath}`;
		const below = url.slice(basePath.length).replace(/^\//, '');
		const plain = await application.respond({ method, url: below, base, headers, body });
		const sent = await compressed(plain, headers['accept-encoding']);
		const length = sent.body === undefined ? 0 : Buffer.byteLength(sent.body);
		const bodiless = sent.status === 204 || sent.status === 304;
		response.writeHead(sent.status, bodiless ? sent.headers : { ...sent.headers, 'content-length': length });
		response.end(sent.body);
	};

	const server = await startServer(handler, { tls, port, keep });
	return {
		...server,
		baseUrl: `${server.url}${basePath}`,
		count: (type) => application.repository.store.count(type),
		setLatency: (milliseconds) => (latency = milliseconds),
	};
}
