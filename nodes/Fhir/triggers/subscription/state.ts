import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { tryParseJson, isObject } from '../../support/json';
import { LruMap } from '../../support/lruMap';
import { runAfter } from '../../support/timers';
import { createEventNumbers, type EventNumbers, type EventNumbersState } from '../../rest/subscription/eventNumbers';
import { createSeenChanges, type SeenChanges, type SeenEntry } from '../../rest/subscription/seen';
import { nodeIdOf } from '../../connection/nodeId';
import type { TriggerContext } from '../shared/parameters';

/** The subscription that this node has on the server. */
export interface KnownSubscription {
	/** Undefined while it is being created. */
	readonly id?: string;
	/** The hash of its secret: the secret itself is on the server only. */
	readonly hash: string;
	/** When this was learnt, in milliseconds since 1970: the later one counts. */
	readonly since: number;
}

/** What a node knows. It lives in this process, and is saved with the workflow for others and for the next start. */
export interface NodeState {
	/** See `watchKey`. */
	watch: string | undefined;
	subscription: KnownSubscription | undefined;
	/** Where it delivers to: a poll cannot ask n8n for it. */
	endpoint: string | undefined;
	/** The same by n8n's own idea of its address. */
	ownUrl: string | undefined;
	seen: SeenChanges;
	numbers: EventNumbers;
	/** When the latest event happened, in milliseconds since 1970. */
	lastEventAt: number;
	/** A catch-up runs, and another one is wanted after it. */
	sweep: { running: boolean; again: boolean };
	/** The last look at the server for a secret that is not known. */
	lookup: { at: number; found: Promise<void> | undefined };
	/** The hooks that subscribe in this process: n8n runs them and the first poll at the same time. */
	hooks: { active: boolean; running: number; failedAt: number | undefined };
	/** The catch-up when the workflow was activated or n8n started: is it done, how often was it tried, is it put off? */
	start: { done: boolean; attempts: number; owed: boolean };
	/** What a poll knocks with, and what is known of earlier knocks. */
	knock: KnockState;
	/** What deliveries have brought whose executions n8n has not stored yet. */
	readonly pending: Set<ReadonlySet<string>>;
	saved: string | undefined;
}

/** Times are in milliseconds since 1970. */
interface KnockState {
	/** Made once for each node: see `Knock`. */
	key: string | undefined;
	/** Was the key made by this activation? Other processes do not know it before n8n has saved it, after the first poll. */
	isNew: boolean;
	/** The time in the last knock that this process has sent. */
	sentAt: number;
	/** The time in the last knock that was accepted: older ones are repeated, or were overtaken. */
	acceptedAt: number;
	/** A knock's catch-up runs in this process. */
	running: boolean;
	/** Knocks, one after another, of which it is not known whether they were heard. */
	unconfirmed: number;
	/** What was said last about a knock that failed: once is enough. */
	reported: string | undefined;
}

/** What is saved with the workflow, as text: n8n watches objects in there, which costs time. */
interface SavedState {
	readonly version: 1;
	readonly watch?: string;
	readonly subscription?: KnownSubscription;
	readonly mark?: number;
	readonly seen?: readonly SeenEntry[];
	readonly numbers?: EventNumbersState;
	readonly lastEventAt?: number;
	readonly endpoint?: string;
	readonly ownUrl?: string;
	readonly knock?: { readonly key?: string; readonly at: number };
	readonly isTest?: true;
}

/** n8n has stored an execution long before. */
const storedWithinMs = 60_000;

const states = new LruMap<string, NodeState>(500);

function keyOf(context: TriggerContext, isTest: boolean): string {
	return `${nodeIdOf(context)}/${isTest ? 'test' : 'live'}`;
}

/** The state of a node: what this process knows, with what was saved by others since. Test mode has a state of its own. */
export function stateOf(context: TriggerContext, isTest: boolean): NodeState {
	const key = keyOf(context, isTest);
	const state = states.get(key) ?? emptyState();
	states.set(key, state);
	const { state: text } = context.getWorkflowStaticData('node');
	if (typeof text === 'string' && text !== state.saved) {
		merge(state, text, isTest);
		state.saved = text;
	}
	return state;
}

/** Saves the state with the workflow; n8n writes it to its database after the call that it is in. */
export function saveState(context: TriggerContext, state: NodeState, isTest = false): void {
	state.saved = stateText(state, isTest);
	context.getWorkflowStaticData('node').state = state.saved;
}

/**
 * Saves the state with the workflow once n8n has stored the execution that a delivery starts, with what this delivery has
 * brought, and without what others have brought whose executions are not stored yet: if n8n ends in between, the server
 * delivers those again. `brought` are the keys of `SeenChanges`.
 */
export function saveWhenStored(context: IWebhookFunctions, state: NodeState, brought: ReadonlySet<string>): void {
	state.pending.add(brought);
	// Where n8n could not store it, the server delivers again, and nobody tells.
	runAfter(storedWithinMs, () => state.pending.delete(brought));
	const { workflow } = context as WorkflowParts;
	// n8n makes a second workflow of the same object when it starts an execution, and by that forgets that it has changed.
	if (!workflow?.overrideStaticData || !workflow.staticData) {
		state.pending.delete(brought);
		saveState(context, state);
		return;
	}
	const key = `node:${context.getNode().name}`;
	const others = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	// Called when n8n writes it, which is after it has stored the execution.
	const toJSON = (): IDataObject => {
		state.pending.delete(brought);
		state.saved = stateText(state);
		return { state: state.saved };
	};
	workflow.overrideStaticData({ ...others, [key]: { toJSON } });
}

/** What is behind n8n's context. It is no part of its interface for nodes, so it may be missing. */
interface WorkflowParts {
	readonly workflow?: { readonly staticData?: IDataObject; overrideStaticData?(data: IDataObject): void };
}

/** What is saved of a state. */
export function stateText(state: NodeState, isTest = false): string {
	const { watch, subscription, seen, numbers, lastEventAt, endpoint, ownUrl, knock, pending } = state;
	const unstored = new Set([...pending].flatMap((keys) => [...keys]));
	const saved: SavedState = {
		version: 1,
		watch,
		subscription,
		mark: seen.mark,
		seen: seen.entries.filter(([key]) => !unstored.has(key)),
		numbers: numbers.state,
		lastEventAt,
		endpoint,
		ownUrl,
		...(knock.key !== undefined && { knock: { key: knock.key, at: knock.acceptedAt } }),
		...(isTest && { isTest: true }),
	};
	return JSON.stringify(saved);
}

/** Was what n8n has at hand saved in test mode? */
export function isSavedByTest(context: TriggerContext): boolean {
	const { state } = context.getWorkflowStaticData('node');
	return typeof state === 'string' && (tryParseJson(state) as SavedState | undefined)?.isTest === true;
}

/** Forgets what was seen: another search is watched now. */
export function startAnew(state: NodeState, watch: string): void {
	state.watch = watch;
	state.seen = createSeenChanges();
	resetEvents(state);
}

/** Forgets event numbers: each subscription counts its own. */
export function resetEvents(state: NodeState): void {
	state.numbers = createEventNumbers();
	state.lastEventAt = 0;
}

/** The catch-up of a new activation. */
export function newStart(): NodeState['start'] {
	return { done: false, attempts: 0, owed: false };
}

function emptyState(): NodeState {
	return {
		watch: undefined,
		subscription: undefined,
		endpoint: undefined,
		ownUrl: undefined,
		seen: createSeenChanges(),
		numbers: createEventNumbers(),
		lastEventAt: 0,
		sweep: { running: false, again: false },
		lookup: { at: 0, found: undefined },
		hooks: { active: false, running: 0, failedAt: undefined },
		start: newStart(),
		knock: {
			key: undefined,
			isNew: false,
			sentAt: 0,
			acceptedAt: 0,
			running: false,
			unconfirmed: 0,
			reported: undefined,
		},
		pending: new Set(),
		saved: undefined,
	};
}

/** Adds what another process knows, as `stateText` gives it. */
export function learn(state: NodeState, text: string): void {
	merge(state, text, false);
}

function merge(state: NodeState, text: string, isTest: boolean): void {
	const read = tryParseJson(text);
	if (!isObject(read) || read.version !== 1 || (read.isTest === true) !== isTest) return;
	const saved = read as unknown as SavedState;
	const { watch, subscription, mark, seen = [], numbers, lastEventAt = 0, knock } = saved;
	const isLater = (subscription?.since ?? 0) > (state.subscription?.since ?? 0);
	if (watch !== undefined && watch !== state.watch && (isLater || state.watch === undefined)) startAnew(state, watch);
	if (watch === state.watch) state.seen.merge(seen, mark);
	const isSame = subscription?.id !== undefined && subscription.id === state.subscription?.id;
	if (isLater || state.endpoint === undefined) {
		state.endpoint = saved.endpoint;
		state.ownUrl = saved.ownUrl;
	}
	if (knock?.key !== undefined) Object.assign(state.knock, { key: knock.key, isNew: false });
	state.knock.acceptedAt = Math.max(state.knock.acceptedAt, knock?.at ?? 0);
	if (isLater) {
		if (!isSame) resetEvents(state);
		state.subscription = subscription;
	}
	if ((isLater || isSame) && numbers) {
		state.numbers.merge(numbers);
		state.lastEventAt = Math.max(state.lastEventAt, lastEventAt);
	}
}
