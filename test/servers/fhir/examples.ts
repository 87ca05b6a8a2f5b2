import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stored } from './store';

const folder = dirname(require.resolve('hl7.fhir.r4.examples/package.json'));

/**
 * The specification's example resources, of all types or of those named: 5,305 files, 185 MB and two
 * seconds for all, so name the types wherever a test can do with some.
 */
export function* exampleResources(types: true | readonly string[]): Generator<Stored> {
	for (const name of readdirSync(folder)) {
		// The package's own files start with a small letter.
		const type = /^([A-Z][A-Za-z]+)-.*\.json$/.exec(name)?.[1];
		if (type === undefined || (types !== true && !types.includes(type))) continue;
		yield JSON.parse(readFileSync(join(folder, name), 'utf8')) as Stored;
	}
}
