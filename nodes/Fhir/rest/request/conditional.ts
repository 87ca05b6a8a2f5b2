import { inputFailure } from '../../transport/errors/failure';
import { versionOfETag } from '../model/resourceUrl';
import { versionId } from './path';
import { encodeQuery } from './query';
import type { Query } from './request';
import type { Resource } from '../model/resource';

/** Parameters that shape a result and choose nothing (R4 §3.1.1.5). */
const choosesNothing =
	/^_(count|contained|containedType|elements|format|include|maxresults|pretty|revinclude|score|sort|summary|total)(:|$)/;

/**
 * The criteria of a conditional write (R4 §3.1.0.4.3, §3.1.0.7.1, §3.1.0.8.1). Throws an input `Failure` where they
 * choose nothing: a server would take that for "all of them".
 */
export function condition(criteria: Query, field = 'Search Parameters'): Query {
	if (criteria.some(([name]) => !choosesNothing.test(name))) return criteria;
	throw inputFailure(
		criteria.length === 0
			? `"${field}" is empty: every resource of the type would be meant`
			: `"${field}" holds nothing that chooses a resource: every one of the type would be meant`,
		'Enter what the resource is known by, e.g. `identifier` with the value `http://hospital.example/mrn|1234`.',
	);
}

/** The header of a conditional create: the criteria as they would stand in a URL. */
export function ifNoneExist(criteria: Query, field: string): { 'if-none-exist': string } {
	return { 'if-none-exist': encodeQuery(condition(criteria, field)) };
}

/** `W/"3"`: a version as If-Match and If-None-Match name it (R4 §3.1.0.5), from a version ID or from an ETag. */
export function entityTag(version: string, field = 'If Match'): string {
	return `W/"${versionId(versionOfETag(version) ?? version, field)}"`;
}

/** The version that a resource says it is; throws an input `Failure` where it names none. */
export function ownVersion({ meta }: Resource, field = 'Body'): string {
	const version: unknown = meta?.versionId;
	if (typeof version === 'string' && version !== '') return version;
	throw inputFailure(
		`"${field}" names no version (\`meta.versionId\`) to check`,
		'Read the resource first and change what came back, or enter the version in the option If Match.',
	);
}
