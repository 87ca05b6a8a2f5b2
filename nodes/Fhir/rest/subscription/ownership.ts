import { listMember, member, textMember } from '../../support/jsonMembers';
import { secretHash } from '../../support/secrets';
import type { Resource } from '../model/resource';
import { definitionKey, type SubscriptionDefinition } from './definition';

const system = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir/subscription';
const secretSystem = `${system}/secret-sha256`;
const definitionSystem = `${system}/definition`;

/** What the server's own record says about a subscription of ours. */
export interface OwnSubscription {
	readonly id: string;
	/** `requested`, `active`, `error`, `off`, `entered-in-error`. */
	readonly status: string;
	/** The server's words on its last failure (`Subscription.error` in R4). */
	readonly error: string | undefined;
	/** The hash of the secret that it delivers with; undefined where the server does not tell. */
	readonly hash: string | undefined;
	/** See `definitionKey`; undefined where the server has dropped it. */
	readonly definition: string | undefined;
	/** Its time of the last change, by the server's clock. */
	readonly lastUpdated: string | undefined;
	readonly resource: Resource;
}

/**
 * Tags by which a subscription is recognised after a restart, in another process, or when its state was lost. The hash of a
 * secret of 256 random bits does not help to guess it.
 */
export function ownTags({ watch, endpoint, secret }: SubscriptionDefinition): Array<{ system: string; code: string }> {
	return [
		{ system: secretSystem, code: secretHash(secret) },
		{ system: definitionSystem, code: definitionKey(watch, endpoint) },
	];
}

/** Where a Subscription delivers to: R4 `channel.endpoint`, R5 `endpoint`. */
export function endpointOf(resource: Resource): string | undefined {
	return textMember(resource, 'endpoint') ?? textMember(member(resource, 'channel'), 'endpoint');
}

/** The record of a Subscription; undefined if it is none that can be addressed. */
export function ownSubscription(resource: Resource): OwnSubscription | undefined {
	const { id, meta } = resource;
	if (resource.resourceType !== 'Subscription' || id === undefined) return undefined;
	return {
		id,
		status: textMember(resource, 'status') ?? 'requested',
		error: textMember(resource, 'error'),
		hash: tagOf(resource, secretSystem) ?? hashOfHeader(resource),
		definition: tagOf(resource, definitionSystem),
		lastUpdated: textMember(meta, 'lastUpdated'),
		resource,
	};
}

function tagOf(resource: Resource, wanted: string): string | undefined {
	const tag = listMember(resource.meta, 'tag').find((one) => textMember(one, 'system') === wanted);
	return textMember(tag, 'code');
}

/** For servers that drop tags but show the headers. */
function hashOfHeader(resource: Resource): string | undefined {
	const lines = listMember(member(resource, 'channel'), 'header').filter((line) => typeof line === 'string');
	const values = listMember(resource, 'parameter').flatMap((one) => textMember(one, 'value') ?? []);
	const secret = [...lines, ...values].flatMap((text) => /Bearer ([A-Za-z0-9_-]{43})$/.exec(text)?.[1] ?? []);
	return secret[0] === undefined ? undefined : secretHash(secret[0]);
}
