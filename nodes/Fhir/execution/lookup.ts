import type { Parameters } from '../form/parameters';
import { UnreadProfile, type WantedProfile } from '../form/unreadProfile';
import { UnresolvedId, type WantedId } from '../form/unresolvedId';
import type { Session } from '../items/session';
import type { FhirClient } from '../rest/client';
import { profileFieldId } from '../rest/fields/fixedValues';
import { findByIdentifier, identifierToken } from '../rest/reference/byIdentifier';
import { conditionKey } from '../rest/request/orderingKey';
import { resourceId, resourceType } from '../rest/request/path';
import { asError } from '../support/errors';
import { LruMap } from '../support/lruMap';
import { Failure } from '../transport/errors/failure';
import { withProfile } from './profiles';
import type { ItemRunnable, Work } from './work';

/** IDs that are kept for the items to come. */
const maxFound = 10_000;

/** A client lives as long as the execution: what one item has found serves the others. */
const foundBy = new WeakMap<FhirClient, LruMap<string, Promise<string>>>();

/**
 * The work of one item. Where a field names a resource by its business number, the work begins with a search for that
 * resource, and goes on with its ID; where the form was filled for another profile, it begins with reading that. Throws what `make`
 * throws, and an input `Failure` for a number that cannot be looked up.
 */
export function itemWork(make: ItemRunnable['work'], parameters: Parameters): Work {
	try {
		return make(parameters);
	} catch (error) {
		if (error instanceof UnresolvedId) return afterLookup(make, parameters, error.wanted());
		if (error instanceof UnreadProfile) return afterReading(make, parameters, error.wanted);
		throw asError(error);
	}
}

function afterReading(make: ItemRunnable['work'], parameters: Parameters, wanted: WantedProfile): Work {
	const unread = [{ id: profileFieldId, title: 'Profile', fixed: wanted.profile }];
	return {
		orderingKey: orderingKeyOf(make, silent(parameters.withOffered(wanted.name, unread))),
		run: async (session) => await make(await withProfile(parameters, wanted, session)).run(session),
	};
}

/** The same parameters; what they hint at counts for nothing, since they are read again. */
function silent(parameters: Parameters): Parameters {
	return Object.assign(Object.create(parameters) as Parameters, { hint: () => undefined });
}

/** The order does not depend on what the profile fixes. Where it cannot be told, such items run one after another. */
function orderingKeyOf(make: ItemRunnable['work'], parameters: Parameters): Work['orderingKey'] {
	try {
		return make(parameters).orderingKey;
	} catch {
		return 'profile';
	}
}

function afterLookup(make: ItemRunnable['work'], parameters: Parameters, wanted: WantedId): Work {
	const { name, field, identifier } = wanted;
	const type = resourceType(wanted.type);
	const token = identifierToken(identifier, field);
	return {
		orderingKey: isOrdered(make, parameters, name) ? conditionKey(type, [['identifier', token]]) : undefined,
		run: async (session) => {
			const id = await idOf(session, type, token, field);
			return await itemWork(make, parameters.withId(name, id)).run(session);
		},
	};
}

/**
 * Does the work have to keep an order, as writes have? It is made with another ID to find out; whatever is wrong with the
 * other fields shows when it is made with the right one.
 */
function isOrdered(make: ItemRunnable['work'], parameters: Parameters, name: string): boolean {
	try {
		return make(parameters.withId(name, '0')).orderingKey !== undefined;
	} catch {
		return true;
	}
}

async function idOf(session: Session, type: string, token: string, field: string): Promise<string> {
	const { client } = session;
	const found = foundBy.get(client) ?? new LruMap<string, Promise<string>>(maxFound);
	foundBy.set(client, found);
	const key = `${type}?${token}`;
	const id = found.get(key) ?? lookup(session, type, token, field);
	found.set(key, id);
	return await id.catch((error: unknown) => {
		// The next item may have more luck.
		if (found.get(key) === id) found.delete(key);
		throw asError(error);
	});
}

async function lookup({ client, signal }: Session, type: string, token: string, field: string): Promise<string> {
	const words = {
		owner: `the identifier in "${field}"`,
		none: 'Check system and value of the identifier, and that the login may read the resource.',
		several: 'Add the system, `system|value`, or check whether one of them is a duplicate.',
	};
	try {
		return resourceId((await findByIdentifier(client, { type, token, ...words }, signal)).id ?? '', field);
	} catch (error) {
		// A search changes nothing, and what was to come after it was never sent.
		throw error instanceof Failure ? error.with({ effect: 'notSent' }) : asError(error);
	}
}
