import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { FreshLinks } from '../../rest/bulk/freshLinks';
import type { ManifestFile } from '../../rest/bulk/manifest';
import type { ByteStream } from '../../transport/http';
import type { DownloadSettings } from './downloadFields';
import type { FinishedExport } from '../shared/exportJob';
import { fileNames, savedFile } from '../shared/exportedFiles';
import { manifestItem } from '../shared/manifestItem';
import { reportErrors } from '../shared/reportErrors';
import { sideBySide, type Take } from '../shared/sideBySide';
import { resourcesOf } from './exportedResources';
import { exportTable } from './exportTable';
import { withFile } from '../shared/openedFile';

/**
 * The items of a finished export, as *Output* says, in the manifest's order. Files are fetched side by side; the first that
 * cannot be fetched ends the others. Rejects with its error.
 */
export async function exportItems(
	{ manifest, statusUrl, reread }: FinishedExport,
	settings: DownloadSettings,
	session: Session,
): Promise<OutputItem[]> {
	if (manifest.message !== undefined && manifest.files.length === 0) {
		session.hint('The export is empty: the server has found nothing that it could export.');
	}
	if (settings.output === 'manifest') return [manifestItem(manifest, statusUrl)];
	const files = new FreshLinks(session.client, manifest.files, reread);
	const names = fileNames(manifest.files);
	const kinds = new Set(manifest.files.map(({ kind }) => kind));
	if (kinds.has('error') && settings.output === 'files') session.hint(withErrors);
	if (kinds.has('deleted') && settings.output === 'resources' && !settings.includesDeletions)
		session.hint(withDeletions);

	if (settings.table) return await exportTable({ manifest, links: files, names }, settings, settings.table, session);

	const take = async (index: number, limit: number, signal: AbortSignal | undefined): Promise<OutputItem[]> =>
		await files.with(index, async (file) => {
			const use = useOf(file, names[index] ?? '', { ...settings, limit }, session);
			if (!use) return [];
			return await withFile(file, settings, session, signal, use);
		});

	if (settings.limit !== Infinity) return await oneByOne(manifest.files.length, settings.limit, take, session);
	const all: Take = async (index, signal) => await take(index, Infinity, signal);
	return await sideBySide(manifest.files.length, settings.parallel, all, session);
}

const withErrors =
	'The server could not export everything: items with the kind "error" are files of OperationOutcomes that say why.';
const withDeletions =
	'The export also says which resources were deleted. They are not in the output: add the option Include Deletions for an item for each.';

/** How a file's content becomes items; undefined if the file is not needed. */
function useOf(
	file: ManifestFile,
	name: string,
	settings: DownloadSettings,
	session: Session,
): ((content: ByteStream) => Promise<OutputItem[]>) | undefined {
	const { output, limit, includesDeletions } = settings;
	if (output === 'files') return async (content) => [await savedFile(file, name, content, settings, session)];
	if (file.kind === 'error') {
		return async (content) => {
			await reportErrors(file, content, session);
			return [];
		};
	}
	if (file.kind === 'deleted' && !includesDeletions) return undefined;
	return async (content) => await resourcesOf(file, content, limit, session);
}

type LimitedTake = (index: number, limit: number, signal: AbortSignal | undefined) => Promise<OutputItem[]>;

/** For a limit: no file is fetched beyond it. */
async function oneByOne(count: number, limit: number, take: LimitedTake, session: Session): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	for (let index = 0; index < count && items.length < limit; index++) {
		for (const item of await take(index, limit - items.length, session.signal)) items.push(item);
	}
	return items;
}
