/** What the tests of the structure check share: its functions, and made-up trees. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';

/** A problem as check.mjs describes it. */
interface Problem {
	kind: 'up' | 'circle' | 'long';
	folder: string;
	file?: string;
	imported?: string;
	message: string;
	start?: number;
	end?: number;
}
interface Import {
	specifier: string;
	start: number;
	end: number;
}

/** The functions of the structure check. */
interface Structure {
	check(files: ReadonlyMap<string, string>): Problem[];
	checkFile(graph: Map<string, Import[]>, file: string, text: string): Problem[];
	graphOf(files: ReadonlyMap<string, string>): Map<string, Import[]>;
	importsOf(file: string, text: string): Import[];
	readTree(): Map<string, string>;
}

/**
 * Loads the structure check, which ESLint needs as ES modules. Jest cannot load these without a flag of Node.js, so the
 * import runs outside of Jest's module system.
 */
export async function loadStructure(): Promise<Structure> {
	const load = (name: string): Promise<Partial<Structure>> =>
		runInThisContext(`import(${JSON.stringify(pathToFileURL(join(__dirname, name)).href)})`, {
			importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
		}) as Promise<Partial<Structure>>;
	const [check, imports, tree] = await Promise.all([load('check.mjs'), load('imports.mjs'), load('tree.mjs')]);
	return { ...check, ...imports, ...tree } as Structure;
}

/** The path of a made-up file from the project's root: a path without `/` in front starts in nodes/Fhir/. */
export const at = (path: string) => (path.startsWith('/') ? path.slice(1) : `nodes/Fhir/${path}`);

/** A made-up tree, texts by path. */
export const tree = (files: Record<string, string>) =>
	new Map(Object.entries(files).map(([path, text]) => [at(path), text]));

/** Problems on one line each, e.g. `up rest/client.ts → actions/contract.ts`. Paths start in nodes/Fhir/. */
export const summaries = (problems: Problem[]) =>
	problems.map(({ kind, folder, file, imported, message }) => {
		const where = file === undefined ? `${folder} ${message}` : [file, imported].filter(Boolean).join(' → ');
		return `${kind} ${where}`.replaceAll('nodes/Fhir/', '');
	});
