import type { IDataObject } from 'n8n-workflow';
import { readFileSync } from 'node:fs';

/** An example resource of the specification by its file name without the extension, e.g. `Patient-example`. */
export function example(name: string): IDataObject {
	return JSON.parse(readFileSync(require.resolve(`hl7.fhir.r4.examples/${name}.json`), 'utf8')) as IDataObject;
}
