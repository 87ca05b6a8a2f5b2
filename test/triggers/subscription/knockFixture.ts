import type { IDataObject } from 'n8n-workflow';
import { newKnock, writeKnock } from '../../../nodes/Fhir/triggers/subscription/knock';
import { hosts, start } from './criteriaFixture';
import { freshHost, type Host } from './host';

/** The header that a poll asks with. */
export const header = 'x-n8n-fhir-catch-up';

/**
 * A main process, which polls, and a process of its own that takes the deliveries at the webhook address; both save to one
 * database.
 */
export async function queueMode(parameters: IDataObject = {}) {
	const main = await start({}, parameters);
	const webhooks = await freshHost(main);
	hosts.push(webhooks);
	Object.defineProperty(webhooks, 'staticData', {
		get: () => main.staticData,
		set: (data: IDataObject) => (main.staticData = data),
	});
	main.leadTo(webhooks.url);
	const items = () => [...main.items(), ...webhooks.items()];
	return { main, webhooks, items };
}

/** What the host has saved. */
export function saved({ staticData }: Host) {
	const { state } = staticData['node:Trigger'] as { state: string };
	return JSON.parse(state) as { knock: { key: string; at: number }; seen: unknown[] };
}

/** Knocks as the host's own poll would, but for what is changed. */
export function knockText(
	host: Host & { identity: { workflowId: string; node: { id: string } } },
	change: Change = {},
) {
	const { at = Date.now(), key = saved(host).knock.key, node = host.identity.node.id, body = '' } = change;
	return writeKnock(newKnock('later', at, body), key, `${host.identity.workflowId}/${node}`);
}

interface Change {
	at?: number;
	key?: string;
	node?: string;
	body?: string;
}

/** Sends it to the host's endpoint, and gives the status of the response. */
export async function send(host: Host, value: string): Promise<number> {
	const { status } = await fetch(host.endpoint, { method: 'POST', headers: { [header]: value } });
	return status;
}
