import { setTimeout as pause } from 'node:timers/promises';
import { TestCa } from '../servers/certificates';
import { type FaultServer, startFaultServer } from '../servers/faultServer';
import type { Fault } from '../servers/faults';
import { type OAuthServer, startOAuthServer } from '../servers/oauthServer';

/** How the servers of a load run misbehave. Times in seconds. */
export interface Misbehaviour {
	/** Share of requests that meet a fault. */
	readonly faulty: number;
	readonly tokenLife: number;
	/** Between two revocations of all tokens. */
	readonly revoke: number;
	/** Between two restarts of the FHIR server, and of the OAuth server. */
	readonly restartFhir: number;
	readonly restartOAuth: number;
}

/** The FHIR server and the OAuth server of a load run, behind one internal CA. */
export interface LoadServers {
	readonly ca: string;
	readonly baseUrl: string;
	readonly tokenUrl: string;
	readonly client: { readonly clientId: string; readonly clientSecret: string };
	/** What has happened so far. */
	readonly told: { requests: number; faults: number; restarts: number; revocations: number; tokenCalls: number };
	close(): Promise<void>;
}

const client = { clientId: 'load', clientSecret: 'load-secret' };
const outage = 1_500;

const faults: readonly Fault[] = [
	{ status: 503, retryAfter: 'none' },
	{ status: 503, retryAfter: 'seconds' },
	{ status: 429, retryAfter: 'azure' },
	{ status: 502 },
	'reset before carrying out',
	'reset while receiving',
	'reset after carrying out',
	'reset in body',
	'half body',
	'informational storm',
	'invalid JSON',
];

/** Starts them; until `close` they fail, restart with new certificates, and let tokens expire. */
export async function startLoadServers(how: Misbehaviour): Promise<LoadServers> {
	const ca = TestCa.create('Load Test CA');
	const told = { requests: 0, faults: 0, restarts: 0, revocations: 0, tokenCalls: 0 };
	const ended = new AbortController();
	let earlier = 0;
	let oAuth: OAuthServer = await newOAuth();
	let fhir: FaultServer = await newFhir();

	async function newOAuth(port?: number): Promise<OAuthServer> {
		const { clientId: id, clientSecret: secret } = client;
		const clients = [{ id, secret, method: 'client_secret_basic' as const, scope: 'system/*.cruds' }];
		return await startOAuthServer({ tls: ca.issue(), port, ttl: how.tokenLife, clients });
	}

	async function newFhir(port?: number): Promise<FaultServer> {
		return await startFaultServer({
			tls: ca.issue(),
			port,
			examples: ['Patient'],
			// A token server that is down knows no token.
			bearer: async (token) => await oAuth.introspect(token).catch(() => false),
			fault: () => {
				told.requests++;
				if (Math.random() >= how.faulty) return undefined;
				told.faults++;
				return faults[Math.floor(Math.random() * faults.length)];
			},
		});
	}

	/** Does it again and again, until the end; what meets a server in mid-restart is left for the next time. */
	async function every(seconds: number, what: () => Promise<void>): Promise<void> {
		while (!ended.signal.aborted) {
			const passed = await pause(seconds * 1_000, true, { signal: ended.signal }).catch(() => false);
			if (passed) await what().catch(() => undefined);
		}
	}

	const under = [
		every(how.revoke, async () => {
			await oAuth.revokeAll();
			told.revocations++;
		}),
		every(how.restartFhir, async () => {
			const { port } = fhir;
			await fhir.close();
			await pause(outage);
			fhir = await newFhir(port);
			told.restarts++;
		}),
		every(how.restartOAuth, async () => {
			const { port } = oAuth;
			earlier += await oAuth.tokenCalls().catch(() => 0);
			await oAuth.close();
			await pause(outage);
			oAuth = await newOAuth(port);
			told.restarts++;
		}),
		// What the servers remember is none of n8n's memory, but this machine's.
		every(5, async () => {
			fhir.requests.length = 0;
			fhir.writes.length = 0;
			await oAuth.forget();
			told.tokenCalls = earlier + (await oAuth.tokenCalls());
		}),
	];

	return {
		ca: ca.certificate,
		baseUrl: fhir.baseUrl,
		tokenUrl: oAuth.tokenUrl,
		client,
		told,
		async close() {
			ended.abort();
			await Promise.all(under);
			await fhir.close();
			await oAuth.close();
		},
	};
}
