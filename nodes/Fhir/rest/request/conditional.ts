import { inputFailure } from '../../transport/errors/failure';
import type { Resource } from '../model/resource';
import { versionOfETag } from '../model/resourceUrl';
import { versionId } from './path';
import { encodeQuery } from './query';
import type { Query } from './request';

/** Parameters that shape the result and select no resources (R4 §3.1.1.5). */
const resultParameter =
	/^_(count|contained|containedType|elements|format|include|maxresults|pretty|revinclude|score|sort|summary|total)(:|$)/;

/**
 * The criteria of a conditional write (R4 §3.1.0.4.3, §3.1.0.7.1, §3.1.0.8.1). Returns them
 * unchanged, and throws an input `Failure` if they select nothing: a server would apply the write to every resource.
 */
export function condition(criteria: Query, field = 'Search Parameters'): Query {
	if (criteria.some(([name]) => !resultParameter.test(name))) return criteria;
	throw inputFailure(
		criteria.length === 0
			? `"${field}" is empty, so it would match every resource of the type`
			: `"${field}" has no criterion, so it would match every resource of the type`,
		'Enter what identifies the resource, e.g. `identifier` with the value `http://hospital.example/mrn|1234`.',
	);
}

/**
 * The header of a conditional create (R4 §3.1.0.8.1): the criteria, encoded as in a URL. Throws as `condition` does.
 */
export function ifNoneExist(criteria: Query, field: string): { 'if-none-exist': string } {
	return { 'if-none-exist': encodeQuery(condition(criteria, field)) };
}

/**
 * The value of If-Match and If-None-Match (R4 §3.1.0.5), `W/"3"`, from a version ID (`3`) or an ETag. Throws an input
 * `Failure` if it is neither.
 */
export function entityTag(version: string, field = 'If Match'): string {
	return `W/"${versionId(versionOfETag(version) ?? version, field)}"`;
}

/** The `meta.versionId` of a resource; throws an input `Failure` if it has none. */
export function ownVersion({ meta }: Resource, field = 'Body'): string {
	const version: unknown = meta?.versionId;
	if (typeof version === 'string' && version !== '') return version;
	throw inputFailure(
		`"${field}" has no version (\`meta.versionId\`) to check`,
		'Read the resource first and change the version you get, or enter a version in the option If Match.',
	);
}
