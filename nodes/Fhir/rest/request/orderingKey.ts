import { idInSegment } from '../model/ids';
import { encodeQuery, parseQueryString } from './query';
import { onlyReads } from './repeatable';
import type { FhirRequest, Query } from './request';

/**
 * The ordering key of a write (see `FhirRequest.orderingKey`): the resource that it names, `Patient/1`, or its
 * condition, `Patient?identifier=…`, whether that is in the URL or in If-None-Exist, and in whatever order. Undefined
 * for reads, and for writes that cannot affect each other: a plain create, a Bundle.
 */
export function orderingKeyOf({ method, path, query, headers }: FhirRequest): string | undefined {
	if (method === 'GET' || method === 'HEAD' || path === '' || onlyReads(path)) return undefined;
	const [type = '', segment = ''] = path.split('/');
	// Decoded, so that the key is the same however a user has written the URL of a Bundle's entry.
	const id = idInSegment(segment);
	if (id !== undefined) return `${type}/${id}`;
	if (/\/[_$]|^[_$]/.test(path)) return undefined;
	if (method === 'POST') {
		const condition = headers?.['if-none-exist'];
		return condition === undefined ? undefined : conditionKey(type, parseQueryString(condition, 'If-None-Exist'));
	}
	return query?.length ? conditionKey(type, query) : undefined;
}

/**
 * The ordering key of a condition on a resource type: the same for the same criteria in another order. A condition that is
 * an ID is that resource.
 */
export function conditionKey(type: string, condition: Query): string {
	const [first, ...others] = condition;
	if (others.length === 0 && first?.[0] === '_id' && !first[1].includes(',')) return `${type}/${first[1].trim()}`;
	const parts = condition.map((pair) => encodeQuery([pair]));
	return `${type}?${parts.sort().join('&')}`;
}
