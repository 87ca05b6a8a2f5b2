import type { Resource } from '../../../nodes/Fhir/rest/model/resource';
import { type ListMode, mergeElements } from '../../../nodes/Fhir/rest/updateFields/merge';

/** Merges elements into a resource with these, on 31 January 2026. */
export const merged = (current: object, given: object, lists: ListMode = 'merge', resourceType = 'Patient') => {
	const resource = { resourceType, id: '1', ...current } as Resource;
	const result = mergeElements(resource, given as Record<string, unknown>, {
		lists,
		field: 'Body',
		today: '2026-01-31',
	});
	const { resourceType: _type, id: _id, ...elements } = result.resource;
	return { elements, hints: result.hints, isUnchanged: result.resource === resource };
};

/** The telecom of a patient: two phone numbers and an email address. */
export const [home, mobile, email] = [
	{ system: 'phone', use: 'home', value: '1' },
	{ system: 'phone', use: 'mobile', value: '2' },
	{ system: 'email', value: 'a@b.example' },
];
export const telecom = [home, mobile, email];
