import type { IDataObject } from 'n8n-workflow';
import {
	startSubscriptionServer,
	type SubscriptionServer,
	type SubscriptionServerOptions,
} from '../../servers/subscriptionServer';
import { type HostSettings, startHost } from './host';

type Running = Awaited<ReturnType<typeof startHost>>;

/** The FHIR server of the running test. */
export let server: SubscriptionServer;
/** What the running test has started. */
export const hosts: Running[] = [];

const form = (parameters: IDataObject = {}): IDataObject => ({
	authentication: 'none',
	baseUrl: server.baseUrl,
	kind: 'criteria',
	resourceType: { __rl: true, mode: 'name', value: 'Observation' },
	searchBy: 'queryString',
	queryString: 'code=4548-4',
	...parameters,
	settings: { retries: 0, activationTimeout: 1_500, ...(parameters.settings as IDataObject | undefined) },
});

/** Starts a server with subscriptions by criteria, and a host that watches Observations there. */
export async function start(
	options: Partial<SubscriptionServerOptions> = {},
	parameters: IDataObject = {},
	more: Partial<HostSettings> = {},
): Promise<Running> {
	server = await startSubscriptionServer({ kind: 'criteria', ...options });
	return await another(parameters, more);
}

/** Another host for the same server. */
export async function another(parameters: IDataObject = {}, more: Partial<HostSettings> = {}): Promise<Running> {
	const host = await startHost({ parameters: form(parameters), ...more });
	hosts.push(host);
	return host;
}

/** Ends what the test has started. */
export async function end(): Promise<void> {
	await Promise.all([...hosts.splice(0).map(async (host) => await host.close()), server.close()]);
}

/** The header with the secret of the server's first subscription. */
export function secretOf(): string {
	return /Bearer [\w-]{43}/.exec(JSON.stringify(server.subscriptions()))?.[0] ?? '';
}

/** A result, which has the ID that it is given. */
export const observation = (id: string) => ({ resourceType: 'Observation', status: 'final', id });
