import type { IDataObject } from 'n8n-workflow';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunResult, startNode } from '../engine/support/n8n';
import { type FaultServer, startFaultServer } from '../servers/faultServer';
import type { NamedFault } from './faultList';
import { type Ask, type Interaction, seed } from './interactions';
import { startFaultyTokens } from './tokenServer';

/** Does the fault strike the first request only, or each? */
export type Strikes = 'once' | 'always';

/** The result of one scenario of the table. */
export interface Seen {
	/** The message of the error; absent where the interaction succeeded. */
	readonly message?: string;
	readonly advice?: string;
	/** The effect of the request that the error reports. */
	readonly effect?: string;
	readonly items: number;
	/** Requests that reached the server that fails. */
	readonly requests: number;
	/** How often the server has carried out the interaction; absent for reads. */
	readonly carriedOut?: number;
}

/** Retries as in the form, with a budget that is short enough for a test. */
const options = { retries: 2, retryBudget: 8_000, timeout: 1_000, totalTimeout: 12_000, connectTimeout: 5_000 };
/** An execution that takes longer counts as hanging. */
const timeoutMs = 40_000;

/** Runs one interaction in n8n's engine against a server that fails, and checks what the server carried out. */
export async function runScenario(interaction: Interaction, { fault }: NamedFault, strikes: Strikes): Promise<Seen> {
	const server = await startFaultServer({ pageSize: 2 });
	try {
		for (const id of ['p1', 'p2', 'p3']) await put(server, { ...seed, id });
		const parameters = { authentication: 'none', baseUrl: server.baseUrl };
		// Only a connection that has been used before can be stale.
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

/** Runs a read whose token call fails. */
export async function runTokenScenario({ fault }: NamedFault, strikes: Strikes): Promise<Seen> {
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
	const hangs = pause(timeoutMs, undefined, { signal: timer.signal }).then(() => {
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
		const response = await fetch(`${baseUrl}/${path}`);
		return { status: response.status, body: (await response.json()) as IDataObject };
	};
}
