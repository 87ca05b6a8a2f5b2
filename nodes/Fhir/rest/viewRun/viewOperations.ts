import { asError } from '../../support/errors';
import { listMember, textMember } from '../../support/jsonMembers';
import { bounded } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { capabilityStatement } from '../conformance/capabilities';
import type { Resource } from '../model/resource';
import { operationPath } from '../request/path';

/** An operation of a server that runs or exports a view. */
export interface ViewOperation {
	/** With `$`, and with its level where that is not the system. */
	readonly label: string;
	readonly path: string;
	/** What it calls the view that is sent along. */
	readonly calls: 'subject' | 'view';
}

const type = 'ViewDefinition';
const system = (name: string) => ({ label: `$${name}`, path: operationPath(name) });
const onType = (name: string) => ({ label: `${type}/$${name}`, path: operationPath(name, type) });

/**
 * The names that SQL on FHIR has given to the operation that returns rows, the newest first: `$sql-run` (3.0),
 * `$viewdefinition-run` (2.1, of the system or of the type), `ViewDefinition/$run` (2.0).
 */
export const runOperations: readonly ViewOperation[] = [
	{ ...system('sql-run'), calls: 'subject' },
	{ ...system('viewdefinition-run'), calls: 'view' },
	{ ...onType('viewdefinition-run'), calls: 'view' },
	{ ...onType('run'), calls: 'view' },
];

/** The names of the one that writes files, in the same order. (`$sqlquery-export` is about queries, and takes no view.) */
export const exportOperations: readonly ViewOperation[] = [
	{ ...system('sql-export'), calls: 'subject' },
	{ ...system('viewdefinition-export'), calls: 'view' },
	{ ...onType('viewdefinition-export'), calls: 'view' },
	{ ...onType('export'), calls: 'view' },
];

/** Characters of a reason: some servers list all resource types that they have. */
const maxReason = 200;

/** The outcome: the result with the operation that gave it, or the reason why the server does not do it. */
export type Offered<Result> =
	| { readonly result: Result; readonly operation: string }
	| {
			readonly result?: undefined;
			readonly reason: string;
			/** Has the server refused an operation for it, and not just left out to offer one? */
			readonly refused: boolean;
	  };

/**
 * Calls `attempt` with the operations that the server's CapabilityStatement lists, one after another, until one of them does it.
 * With `insist` all are tried where it lists none. Rejects with a `Failure` for which `isNotDone`
 * is not true.
 */
export async function firstOffered<Result>(
	client: FhirClient,
	operations: readonly ViewOperation[],
	insist: boolean,
	attempt: (operation: ViewOperation) => Promise<Result>,
	signal?: AbortSignal,
): Promise<Offered<Result>> {
	const statement = await capabilityStatement(client, signal).catch((error: unknown) => {
		if (error instanceof Failure && (error.kind === 'http' || error.kind === 'response')) return undefined;
		throw asError(error);
	});
	const listed = statement ? listedIn(statement, operations) : [];
	let reason: string | undefined;
	for (const operation of listed.length === 0 && insist ? operations : listed) {
		try {
			return { result: await attempt(operation), operation: operation.label };
		} catch (error) {
			if (!isNotDone(error)) throw asError(error);
			reason = bounded(error.message, maxReason);
		}
	}
	return { reason: reason ?? 'it does not say that it offers an operation for that', refused: reason !== undefined };
}

/**
 * Does a failure say that the server cannot do this, and not that something went wrong? Those that run views mostly know a part
 * of FHIRPath only, and return 422 for the rest.
 */
export function isNotDone(error: unknown): error is Failure {
	return error instanceof Failure && [400, 404, 405, 422, 501].includes(error.status ?? 0);
}

/** Those that a CapabilityStatement lists (`rest.operation`, `rest.resource.operation`). */
function listedIn(statement: Resource, operations: readonly ViewOperation[]): ViewOperation[] {
	const rest = listMember(statement, 'rest');
	const views = rest.flatMap((one) => listMember(one, 'resource')).filter((one) => textMember(one, 'type') === type);
	const namesIn = (parts: readonly unknown[], label: (name: string) => string) =>
		parts
			.flatMap((part) => listMember(part, 'operation'))
			.flatMap((operation) => textMember(operation, 'name') ?? [])
			.map((name) => label(name.replace(/^\$/, '')));
	const listed = new Set([...namesIn(rest, (name) => `$${name}`), ...namesIn(views, (name) => `${type}/$${name}`)]);
	return operations.filter(({ label }) => listed.has(label));
}
