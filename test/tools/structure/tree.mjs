/** Reads the product's source from the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's folder. */
export const root = join(import.meta.dirname, '../../..');

/** What the check covers, as folders of the project. */
const covered = ['nodes', 'credentials'];

/**
 * @returns {Map<string, string>} the text of each TypeScript file, by its path from the project's root, with `/`
 */
export function readTree() {
	const paths = covered.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.ts'))
			.map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
	);
	return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
