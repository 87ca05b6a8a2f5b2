import { listMember, textMember } from '../../support/jsonMembers';
import { operationPath } from '../request/path';
import type { Resource } from '../model/resource';

/** An operation of a server that runs a view, and what it calls the view that is sent along. */
export interface RunOperation {
	/** With `$`, and with its level where that is not the system. */
	readonly label: string;
	readonly path: string;
	readonly parameter: 'subjectResource' | 'viewResource';
}

const type = 'ViewDefinition';
const system = (name: string) => ({ label: `$${name}`, path: operationPath(name) });
const onType = (name: string) => ({ label: `${type}/$${name}`, path: operationPath(name, type) });

/**
 * The names that SQL on FHIR has given to the operation over the years, the newest first: `$sql-run` (3.0),
 * `$viewdefinition-run` (2.1, of the system or of the type), `ViewDefinition/$run` (2.0).
 */
export const runOperations: readonly RunOperation[] = [
	{ ...system('sql-run'), parameter: 'subjectResource' },
	{ ...system('viewdefinition-run'), parameter: 'viewResource' },
	{ ...onType('viewdefinition-run'), parameter: 'viewResource' },
	{ ...onType('run'), parameter: 'viewResource' },
];

/** Those that a CapabilityStatement lists (`rest.operation`, `rest.resource.operation`). */
export function declaredRunOperations(statement: Resource): RunOperation[] {
	const rest = listMember(statement, 'rest');
	const views = rest.flatMap((one) => listMember(one, 'resource')).filter((one) => textMember(one, 'type') === type);
	const namesIn = (parts: readonly unknown[], label: (name: string) => string) =>
		parts
			.flatMap((part) => listMember(part, 'operation'))
			.flatMap((operation) => textMember(operation, 'name') ?? [])
			.map((name) => label(name.replace(/^\$/, '')));
	const declared = new Set([...namesIn(rest, (name) => `$${name}`), ...namesIn(views, (name) => `${type}/$${name}`)]);
	return runOperations.filter(({ label }) => declared.has(label));
}
