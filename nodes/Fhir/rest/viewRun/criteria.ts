import { compartmentPath, resourcePath } from '../request/path';
import type { Query } from '../request/request';
import type { Json } from '../model/resource';
import type { WideSearch } from '../wideSearch/wideSearch';

/** Which resources a view is about, beside their type (SQL on FHIR, operations: `patient`, `group`, `_since`). */
export interface ViewCriteria {
	/** The ID of a patient. */
	readonly patient?: string;
	/** The ID of a group, whose members' resources are meant. There is no search for that. */
	readonly group?: string;
	/** An instant: what has changed since then. */
	readonly since?: string;
}

/** The criteria as parameters of an operation. */
export function criteriaParameters({ patient, group, since }: ViewCriteria): Array<{ [name: string]: Json }> {
	return [
		...(patient === undefined ? [] : [{ name: 'patient', valueReference: { reference: `Patient/${patient}` } }]),
		...(group === undefined ? [] : [{ name: 'group', valueReference: { reference: `Group/${group}` } }]),
		...(since === undefined ? [] : [{ name: '_since', valueInstant: since }]),
	];
}

/**
 * The search for the resources of a type with the same criteria, but for the group: those of a patient are those of the
 * patient's compartment (R4 §3.1.1.2). Throws an input `Failure` for what is no type or ID.
 */
export function criteriaSearch(type: string, { patient, since }: ViewCriteria, query: Query): WideSearch {
	const changed: Query = since === undefined ? [] : [['_lastUpdated', `ge${since}`]];
	if (patient === undefined || type === 'Patient') {
		const own: Query = patient === undefined ? [] : [['_id', patient]];
		return { settings: { path: resourcePath(type), query: [...own, ...changed, ...query] } };
	}
	return {
		settings: { path: compartmentPath('Patient', patient, type), query: [...changed, ...query] },
		scope: { compartment: 'Patient', id: patient, type },
	};
}
