import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stored } from './store';

const folder = dirname(require.resolve('hl7.fhir.r4.examples/package.json'));

/**
 * The names and texts of the files with the specification's example resources, of all types or of those named: 5,305 files,
 * 185 MB and two seconds for all, so name the types wherever a test can do with some.
 */
export function* exampleTexts(types: true | readonly string[]): Generator<readonly [file: string, text: string]> {
	for (const name of readdirSync(folder)) {
		// The package's own files start with a small letter.
		const type = /^([A-Z][A-Za-z]+)-.*\.json$/.exec(name)?.[1];
		if (type === undefined || (types !== true && !types.includes(type))) continue;
		yield [name, readFileSync(join(folder, name), 'utf8')];
	}
}

/** The resources in these files. */
export function* exampleResources(types: true | readonly string[]): Generator<Stored> {
	for (const [, text] of exampleTexts(types)) yield JSON.parse(text) as Stored;
}
