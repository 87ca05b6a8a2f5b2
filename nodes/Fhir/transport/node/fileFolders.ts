import { constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';

/** A folder that n8n may let nodes write to. */
export interface FileFolder {
	readonly path: string;
	/** Is it n8n's own default? n8n names that folder and does not make it. */
	readonly isDefault: boolean;
}

/** The folders that n8n lets nodes write to, as its setting `N8N_RESTRICT_FILE_ACCESS_TO` has them; n8n 2 has a default. */
export function fileFolders(): readonly FileFolder[] {
	const home = homedir();
	const byDefault = join(home, '.n8n-files');
	const named = (env.N8N_RESTRICT_FILE_ACCESS_TO ?? '')
		.split(';')
		.map((path) => path.trim())
		.filter((path) => path !== '')
		.map((path) => (path.startsWith('~') ? path.replace('~', home) : path));
	const paths = named.length > 0 ? named : [byDefault];
	return paths.map((path) => ({ path, isDefault: path === byDefault }));
}

const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC } = constants;

/** How a file is opened to be written, as n8n's helper takes it. */
export const writeFlags = { append: O_WRONLY | O_CREAT | O_APPEND, replace: O_WRONLY | O_CREAT | O_TRUNC } as const;
