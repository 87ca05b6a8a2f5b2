import { setDefaultHighWaterMark } from 'node:stream';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FhirServer, startFhirServer } from './fhirServer';
import type { TestServer } from './httpServer';
import { type LocalOAuthServer, serveOAuth } from './oauth/provider';
import type { ChildMessage, HospitalOptions, Request, ServerStats } from './protocol';

// Node 24 ends a connection ("Parse Error: Paused") on which the next request's body arrives before all of the last response
// is sent: a response has to fit into the buffer of a socket.
setDefaultHighWaterMark(false, 16 * 1024 * 1024);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

/** What a parent may call, by name. Arguments and results cross as JSON. */
type Methods = Record<string, (...values: never[]) => unknown>;

function common(server: TestServer): Methods {
	return {
		requests: () => server.requests,
		collectGarbage: () => collect({ type: 'minor' }),
		forget: () => void (server.requests.length = 0),
		stats: (): ServerStats => {
			const { user, system } = process.cpuUsage();
			return {
				requests: server.received(),
				handshakes: server.handshakes(),
				connections: server.connections(),
				cpuMilliseconds: Math.round((user + system) / 1000),
				memoryBytes: process.memoryUsage.rss(),
			};
		},
		close: () => server.close(),
	};
}

function fhirMethods(server: FhirServer): Methods {
	return {
		...common(server),
		count: (type?: string) => server.count(type),
		setLatency: (milliseconds: number) => server.setLatency(milliseconds),
	};
}

function oauthMethods(server: LocalOAuthServer): Methods {
	return {
		...common(server),
		introspect: (token: string) => server.introspect(token),
		revoke: (token: string) => server.revoke(token),
		revokeAll: () => server.revokeAll(),
		tokenCalls: () => server.tokenCalls(),
	};
}

/** Starts what is asked for; with both, the FHIR server takes the tokens of the OAuth server. */
async function start({ fhir, oauth }: HospitalOptions) {
	const issuer = oauth && (await serveOAuth(oauth));
	const smart = issuer && { tokenUrl: issuer.tokenUrl };
	const records =
		fhir && (await startFhirServer({ smart, bearer: issuer && ((token) => issuer.introspect(token)), ...fhir }));
	const methods = { fhir: records && fhirMethods(records), oauth: issuer && oauthMethods(issuer) };
	const started = {
		fhir: records && { url: records.url, port: records.port, baseUrl: records.baseUrl },
		oauth: issuer && { url: issuer.url, port: issuer.port, issuer: issuer.issuer, tokenUrl: issuer.tokenUrl },
	};
	return { methods, started };
}

let running: Awaited<ReturnType<typeof start>> | undefined;

async function carryOut(request: Request): Promise<unknown> {
	if (request.kind === 'start') {
		running = await start(request.options);
		return running.started;
	}
	const method = running?.methods[request.server]?.[request.method];
	if (!method) throw new Error(`The ${request.server} server has no ${request.method}`);
	return await method(...(request.values as never[]));
}

process.on('message', (request: Request) => {
	const reply = (message: ChildMessage) => process.send?.(message);
	carryOut(request).then(
		(result) => reply({ id: request.id, result }),
		(error: unknown) => reply({ id: request.id, error: inspect(error) }),
	);
});
// The parent has ended.
process.on('disconnect', () => process.exit());
