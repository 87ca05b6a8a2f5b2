import { type Failure, inputFailure } from '../../transport/errors/failure';
import { type BundleEntry, isBundle } from '../model/resource';
import { onlyReads, startsJob } from './repeatable';
import { type FhirRequest, formOf } from './request';

/** Operations that make a table by a view (SQL on FHIR v2) and change nothing, by their paths. */
const viewRuns = new Set(['$sql-run', '$viewdefinition-run', 'ViewDefinition/$run']);

/**
 * Throws an input `Failure` for a request that could change something on the server, or that is not certain to change
 * nothing: every write, an operation that FHIR does not define as reading (also by GET, which some servers allow for others), a
 * GraphQL mutation, a job, and a Bundle with an entry of that kind. What remains are reads, searches, histories and operations
 * such as `$everything` or `$expand`.
 */
export function assertReads(request: FhirRequest): void {
	const { method, path, url, interaction, body } = request;
	if (startsJob(request)) throw refused('It asks the server to run a job');
	if (interaction !== 'graphql') assertReadingPath(url ?? path);
	if (method === 'GET' || method === 'HEAD') return;
	if (method !== 'POST' || url !== undefined) throw refused(`It is a ${method} request`);
	if (interaction === 'graphql') {
		// The request counts as repeatable where the query has no mutation.
		if (request.repeatable === true && !/\bsubscription\b/.test(formOf(request))) return;
		throw refused('The query has a mutation or a subscription');
	}
	if (path === '' && isBundle(body) && (body.type === 'batch' || body.type === 'transaction')) {
		(body.entry ?? []).forEach(assertReadingEntry);
		return;
	}
	if (!onlyReads(path) && !viewRuns.has(path)) throw refused('It is a POST request that writes');
}

function assertReadingEntry({ request }: BundleEntry, index: number): void {
	if (request?.method !== 'GET' && request?.method !== 'HEAD')
		throw refused(`Entry ${index + 1} of the Bundle is not a GET request`);
	assertReadingPath(request.url);
}

/** Throws for an address with an operation in it that is not known to read. */
function assertReadingPath(address: string): void {
	const [path = ''] = address.split(/[?#]/);
	const plain = decoded(path);
	const operation = plain.split(/[/\\;]/).findLast((segment) => segment.startsWith('$'));
	if (operation === undefined || onlyReads(operation) || viewRuns.has(operation) || viewRuns.has(plain)) return;
	throw refused(`FHIR does not define ${safeName(operation)} as an operation that only reads`);
}

/** Decoded until nothing changes: a server or a gateway may decode more than once. */
function decoded(path: string): string {
	for (let plain = path; ;) {
		const next = decodeOnce(plain);
		if (next === plain) return plain;
		plain = next;
	}
}

function decodeOnce(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		throw refused('Its address cannot be read');
	}
}

/** An operation's name as an error may show it: the rest of what was typed may be anything. */
function safeName(operation: string): string {
	return /^\$[a-z][a-z-]{0,40}$/.test(operation) ? `\`${operation}\`` : 'this';
}

function refused(reason: string): Failure {
	return readOnlyFailure(`this request may change something on the server. ${reason}`);
}

/** The failure of what *Read Only* does not allow, for this reason. */
export function readOnlyFailure(reason: string): Failure {
	return inputFailure(
		`"Read Only" is on, and ${reason}`,
		'Nothing was sent. Reading and searching are possible. Only a person can switch Read Only off, in the form of the node.',
	);
}
