import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { FhirApplication, type FhirAnswer, type FhirOptions } from './fhir/application';
import { startServer, type Handler, type TestServer, type TlsOption } from './httpServer';

const compress = promisify(gzip);

/** How the FHIR server is reached and what it holds. */
export interface FhirServerOptions extends FhirOptions {
	tls?: TlsOption;
	port?: number;
	/** Milliseconds before each answer: a distant server. */
	latency?: number;
	/** `/fhir` unless said otherwise; `''` puts the server at the root. */
	basePath?: string;
	/** How many requests `requests` keeps, the newest; all unless said otherwise. */
	keep?: number;
}

/** A running FHIR server. */
export interface FhirServer extends TestServer {
	/** Without a trailing slash. */
	baseUrl: string;
	/** Living resources, of one type or of all. */
	count(type?: string): number;
	/** From now on, milliseconds before each answer. */
	setLatency(milliseconds: number): void;
}

async function compressed(answer: FhirAnswer, accepted: string | string[] | undefined): Promise<FhirAnswer> {
	const { body } = answer;
	if (typeof body !== 'string' || body.length < 1400 || !/\bgzip\b/.test(String(accepted))) return answer;
	const headers = { ...answer.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' };
	return { ...answer, headers, body: await compress(body, { level: constants.Z_BEST_SPEED }) };
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
		const answer = await application.answer({ method, url: below, base, headers, body });
		const sent = await compressed(answer, headers['accept-encoding']);
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
