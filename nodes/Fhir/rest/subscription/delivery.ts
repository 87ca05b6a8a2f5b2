import { parseJson } from '../../support/json';
import { entriesOf } from '../model/bundle';
import { isBundle, isResource } from '../model/resource';
import { isId, isTypeName } from '../model/ids';
import { type Change, changeOf, deletionOf } from './change';
import { type Notification, readNotification } from './notification';

/** One request that a server made to the endpoint of a subscription. */
export interface ReceivedDelivery {
	readonly method: 'POST' | 'PUT' | 'DELETE';
	/** What the server appended to the endpoint: HAPI puts `/Patient/1` there. */
	readonly resourceType?: string;
	readonly id?: string;
	readonly body: string;
}

/** What it says: changes, "something has changed", or a notification of a topic; undefined where it is not FHIR. */
export type Delivery =
	| { readonly kind: 'changes'; readonly changes: readonly Change[] }
	| { readonly kind: 'ping' }
	| { readonly kind: 'notification'; readonly notification: Notification };

/** Reads a delivery: R4 rest-hooks with and without payload, HAPI's PUT and DELETE, and the Bundles of topics. */
export function readDelivery({ method, resourceType, id, body }: ReceivedDelivery): Delivery | undefined {
	if (method === 'DELETE') {
		if (resourceType === undefined || id === undefined || !isTypeName(resourceType) || !isId(id)) return undefined;
		return { kind: 'changes', changes: [{ resourceType, id, deleted: true }] };
	}
	if (body.trim() === '') return { kind: 'ping' };
	const resource = jsonOf(body);
	if (!isResource(resource) || !isTypeName(resource.resourceType)) return undefined;
	if (!isBundle(resource)) return { kind: 'changes', changes: [changeOf(resource)] };
	const notification = readNotification(resource);
	if (notification) return { kind: 'notification', notification };
	const changes = entriesOf(resource).flatMap((entry) => {
		if (isResource(entry.resource)) return changeOf(entry.resource);
		return entry.request?.method === 'DELETE' ? (deletionOf(entry) ?? []) : [];
	});
	return { kind: 'changes', changes };
}

function jsonOf(text: string): unknown {
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}
