import { readFileSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';

/** A resource of the specification's examples by its file's name, e.g. `Patient-example`. */
export function example(name: string): IDataObject {
	return JSON.parse(readFileSync(require.resolve(`hl7.fhir.r4.examples/${name}.json`), 'utf8')) as IDataObject;
}
