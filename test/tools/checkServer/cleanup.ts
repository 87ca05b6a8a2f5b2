import { type } from '../../engine/support/fixtures';
import { firstOf } from './check';
import { type Found, markSystem, resourcesIn, type Session } from './session';

/** The types of which the checks create resources, in an order in which they can be deleted. */
const createdTypes = ['DocumentReference', 'Observation', 'Encounter', 'Binary', 'ConceptMap', 'CodeSystem', 'Patient'];

/**
 * Removes everything that this run has created: what responses named, and what a search for its mark finds (the response to a
 * write can be lost). Never removes what does not carry the mark. Returns what is left; never throws.
 */
export async function removeCreated(session: Session): Promise<Found[]> {
	const candidates = [...session.created].reverse();
	for (const resourceType of createdTypes) {
		if (session.created.length === 0 && resourceType !== 'Patient') continue;
		for (const found of await searchMarked(session, resourceType)) {
			if (!candidates.some(({ type: other, id }) => other === found.type && id === found.id)) candidates.push(found);
		}
	}
	candidates.sort((a, b) => rank(a) - rank(b));
	const left: Found[] = [];
	for (const found of candidates) {
		// A second try: what refers to it may have been deleted meanwhile.
		if (!(await remove(session, found)) && !(await remove(session, found))) left.push(found);
	}
	return left;
}

async function searchMarked(session: Session, resourceType: string): Promise<Found[]> {
	if (resourceType === 'Binary') return [];
	try {
		const { output } = await session.runAlways({
			parameters: {
				resource: 'resource',
				operation: 'getAll',
				resourceType: type(resourceType),
				searchBy: 'queryString',
				queryString: `_tag=${markSystem}|${session.mark}`,
				limit: 100,
				options: { fresh: true },
			},
		});
		return output
			.filter(({ json }) => JSON.stringify(json).includes(session.mark))
			.flatMap(({ json }) => resourcesIn(json).slice(0, 1));
	} catch {
		return [];
	}
}

/** Deletes a resource of this run. Returns whether it is gone, or was not of this run. */
async function remove(session: Session, { type: resourceType, id }: Found): Promise<boolean> {
	const target = { resource: 'resource', resourceType: type(resourceType), resourceId: id };
	try {
		const read = await session.runAlways({ parameters: { ...target, operation: 'get' } });
		if (read.error?.httpCode === '404' || read.error?.httpCode === '410') return true;
		// A Binary has no tag on many servers. Its ID is from the response to an upload.
		if (!read.error && resourceType !== 'Binary' && !JSON.stringify(firstOf(read)).includes(session.mark)) return true;
		if (read.error && resourceType !== 'Binary') return false;
		const { error } = await session.runAlways({ parameters: { ...target, operation: 'delete' } });
		return error === undefined || error.httpCode === '404' || error.httpCode === '410';
	} catch {
		return false;
	}
}

function rank({ type: resourceType }: Found): number {
	return createdTypes.indexOf(resourceType);
}
