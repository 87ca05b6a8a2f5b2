import type { IExecuteFunctions, ResolvedFilePath } from 'n8n-workflow';
import { platform } from '../connection/platform';
import type { RecordFile } from '../rest/jobs/jobRecords';

/** One file for all nodes of an n8n. */
const name = '.n8n-nodes-fhir-exports';

/** More than it ever has: another program has written it. */
const maxBytes = 1_000_000;

/** n8n's helpers for files; older versions of n8n do not have all of them, and `isFilePathBlocked` is asynchronous in some. */
type FileHelpers = Pick<IExecuteFunctions['helpers'], 'createReadStream' | 'writeContentToFile'> &
	Partial<Pick<IExecuteFunctions['helpers'], 'resolvePath' | 'ensureParentDirectoryWithoutFollowingSymlinks'>> & {
		readonly isFilePathBlocked?: (path: ResolvedFilePath) => boolean | Promise<boolean>;
	};

interface Place {
	readonly path: ResolvedFilePath;
	/** Makes the folder, where it is n8n's to be made. */
	readonly prepare: () => Promise<void>;
}

/**
 * The file in which this n8n keeps what has to outlive its process: in the first folder that it lets nodes write to, by n8n's
 * own helpers, which check that. All functions reject where n8n does not allow it, or the disk does not.
 */
export function recordFile(context: IExecuteFunctions): RecordFile {
	const helpers: FileHelpers = context.helpers;
	let found: Promise<Place> | undefined;
	const place = async () => await (found ??= placeOf(helpers));
	const write = async (text: string, flags: number) => {
		const { path, prepare } = await place();
		await prepare();
		await helpers.writeContentToFile(path, text, flags);
	};
	return {
		read: async () => {
			const { path } = await place();
			const chunks: Buffer[] = [];
			let size = 0;
			for await (const chunk of await helpers.createReadStream(path)) {
				const bytes = Buffer.from(chunk as Uint8Array);
				size += bytes.length;
				if (size > maxBytes) throw new Error('The file is too large');
				chunks.push(bytes);
			}
			return Buffer.concat(chunks).toString('latin1');
		},
		append: async (text) => await write(text, platform.writeFlags.append),
		replace: async (text) => await write(text, platform.writeFlags.replace),
	};
}

async function placeOf(helpers: FileHelpers): Promise<Place> {
	const { resolvePath = async (path) => path as ResolvedFilePath } = helpers;
	const { isFilePathBlocked, ensureParentDirectoryWithoutFollowingSymlinks: makeFolder } = helpers;
	let cause: unknown;
	for (const folder of platform.fileFolders()) {
		const isMade = folder.isDefault && makeFolder !== undefined;
		try {
			// The path of a file cannot be resolved in a folder that is not there.
			const path = isMade
				? (`${await resolvePath(folder.path)}/${name}` as ResolvedFilePath)
				: await resolvePath(`${folder.path}/${name}`);
			if (await isFilePathBlocked?.(path)) continue;
			return { path, prepare: async () => (isMade ? await makeFolder(path) : undefined) };
		} catch (error) {
			cause = error;
		}
	}
	throw new Error('n8n has no folder that nodes may write to', { cause });
}
