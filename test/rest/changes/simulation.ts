import type { Change } from '../../../nodes/Fhir/rest/changes/change';
import type { Feed, ReadingMethod } from '../../../nodes/Fhir/rest/changes/feed';
import { type ChangesPlan, readChanges } from '../../../nodes/Fhir/rest/changes/readChanges';
import { createFhirClient, type FhirClient } from '../../../nodes/Fhir/rest/client';
import { noMask } from '../../../nodes/Fhir/support/mask';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import { testRuntime } from '../../helpers/runtime';
import type { ModelServer } from './modelServer';

/** A client whose requests a model server takes, without a network. */
export function clientOf(model: Pick<ModelServer, 'respond'>, hints: string[] = []): FhirClient {
	const http = {
		async send({ url, headers = {} }: { url: string; headers?: Readonly<Record<string, string>> }) {
			const { status, headers: sent, body } = model.respond({ url, headers });
			const bytes = Buffer.from(body);
			return {
				status,
				headers: sent,
				url,
				mask: noMask,
				withCredentials: true,
				text: async () => body,
				bytes: async () => bytes,
				async *stream() {
					yield bytes;
				},
				discard: async () => undefined,
			};
		},
	};
	const hint = (message: string) => void hints.push(message);
	return createFhirClient({ baseUrl: parseBaseUrl('http://model.test/fhir'), http, runtime: testRuntime(), hint });
}

/** A feed of all kinds of changes to a type. */
export function feedOf(type: string, changes: Partial<Feed> = {}): Feed {
	return {
		type,
		kinds: new Set(['created', 'updated', 'deleted']),
		criteria: [],
		count: undefined,
		httpMethod: 'auto',
		headers: { 'cache-control': 'no-cache' },
		maxPages: 10_000,
		...changes,
	};
}

/** A plan for everything that changes from now on. */
export function planOf(method: ReadingMethod, changes: Partial<ChangesPlan> = {}): ChangesPlan {
	const feeds = [feedOf('Observation')];
	return { key: 'k', feeds, method, start: { kind: 'now' }, overlap: 300_000, maxItems: 1_000, ...changes };
}

/** A workflow that polls a server: it stores its state as n8n does, as JSON, after it has the changes. */
export class Poller {
	state: unknown;
	readonly given: Change[] = [];
	readonly hints: string[] = [];
	largestState = 0;

	constructor(
		private readonly client: FhirClient,
		readonly plan: ChangesPlan,
	) {}

	/** Polls; `killed`: n8n ends before it has stored the state, although the workflow has run. */
	async poll(killed = false): Promise<Change[]> {
		const { changes, state } = await readChanges(this.client, this.plan, this.state);
		const text = JSON.stringify(state);
		this.largestState = Math.max(this.largestState, text.length);
		if (!killed) this.state = JSON.parse(text);
		this.given.push(...changes);
		return changes;
	}
}

/** Numbers from 0 to below 1 that depend on the seed only. */
export function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** The name of a version. */
export const nameOf = (type: string, id: string, version: number | string) => `${type}/${id}/${version}`;
