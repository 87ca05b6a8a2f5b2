import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { startFaultServer, type FaultServer } from '../servers/faultServer';
import { startNode, type RunResult } from '../engine/support/n8n';
import { startFaultyTokens } from './tokenServer';
import type { NamedFault } from './faultList';
import { seed, type Ask, type Interaction } from './interactions';

/** Does the fault strike the first request only, or each? */
export type Strikes = 'once' | 'always';

/** What one cell of the table showed. */
export interface Seen {
	/** Absent where it succeeded. */
	readonly message?: string;
	readonly advice?: string;
	/** What the error says of the request's effect. */
	readonly effect?: string;
	readonly items: number;
	/** Requests that reached the server that fails. */
	readonly requests: number;
	/** How many times the server has carried it out; absent for reads. */
	readonly carriedOut?: number;
}

/** Retries as in the form, with a budget that a test can wait for. */
const options = { retries: 2, retryBudget: 8_000, timeout: 1_000, totalTimeout: 12_000, connectTimeout: 5_000 };
/** Whatever takes longer hangs. */
const patience = 40_000;

/** Plays one interaction in n8n's engine against a server that fails, and looks what became of it. */
export async function runScenario(interaction: Interaction, { fault }: NamedFault, strikes: Strikes): Promise<Seen> {
	const server = await startFaultServer({ pageSize: 2 });
	try {
		for (const id of ['p1', 'p2', 'p3']) await put(server, { ...seed, id });
		const parameters = { authentication: 'none', baseUrl: server.baseUrl };
		// A stale connection is one that has been used before.
		if (fault === 'stale socket') {
			await run({ ...parameters, resource: 'server', operation: 'getCapabilities', options });
		}
		const before = server.received();
		let struck = false;
		server.setFault(({ count }) => {
			if (strikes === 'once' && struck) return undefined;
			struck = true;
			return count > before ? fault : undefined;
		});
		const result = await run({
			resource: 'resource',
			...parameters,
			...interaction.parameters,
			options: { ...options, ...(interaction.parameters.options as IDataObject | undefined) },
		});
		const requests = server.received() - before;
		server.setFault(undefined);
		const carriedOut = await interaction.carriedOut?.(askOf(server));
		return { ...seenIn(result), requests, ...(carriedOut !== undefined && { carriedOut }) };
	} finally {
		await server.close();
	}
}

/** A read whose token call fails. */
export async function playToken({ fault }: NamedFault, strikes: Strikes): Promise<Seen> {
	const server = await startFaultServer();
	const tokens = await startFaultyTokens(fault, strikes);
	try {
		await put(server, seed);
		const before = server.received();
		const result = await run(
			{
				resource: 'resource',
				authentication: 'oAuth2',
				operation: 'get',
				resourceType: { __rl: true, mode: 'list', value: 'Patient' },
				resourceId: 'p1',
				options,
			},
			{
				fhirOAuth2Api: {
					baseUrl: server.baseUrl,
					tokenUrl: tokens.tokenUrl,
					clientId: 'client',
					clientAuthentication: 'secretHeader',
					clientSecret: 'client-secret',
				},
			},
		);
		if (server.received() - before > (result.error ? 0 : 1)) throw new Error('a read was sent without a token');
		return { ...seenIn(result), requests: tokens.calls() };
	} finally {
		await tokens.close();
		await server.close();
	}
}

async function run(parameters: IDataObject, credentials = {}): Promise<RunResult> {
	const execution = startNode({ parameters, credentials });
	const timer = new AbortController();
	const hangs = pause(patience, undefined, { signal: timer.signal }).then(() => {
		execution.stop();
		throw new Error('the node hangs');
	});
	try {
		return await Promise.race([execution.result, hangs]);
	} finally {
		timer.abort();
		hangs.catch(() => undefined);
	}
}

function seenIn({ output, error }: RunResult): Pick<Seen, 'message' | 'advice' | 'effect' | 'items'> {
	if (!error) return { items: output.length };
	const data = error.context?.data as IDataObject | undefined;
	const withoutPort = (text: string) => text.replace(/(127\.0\.0\.1|localhost):\d+/g, 'host');
	return {
		items: output.length,
		message: withoutPort(error.message),
		advice: withoutPort(error.description ?? ''),
		effect: String(data?.effect),
	};
}

async function put(server: FaultServer, resource: IDataObject): Promise<void> {
	await fetch(`${server.baseUrl}/${String(resource.resourceType)}/${String(resource.id)}`, {
		method: 'PUT',
		headers: { 'content-type': 'application/fhir+json' },
		body: JSON.stringify(resource),
	});
}

function askOf({ baseUrl }: FaultServer): Ask {
	return async (path) => {
		const answer = await fetch(`${baseUrl}/${path}`);
		return { status: answer.status, body: (await answer.json()) as IDataObject };
	};
}
