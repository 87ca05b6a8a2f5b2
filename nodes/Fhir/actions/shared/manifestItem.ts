import type { OutputItem } from '../../items/output';
import type { Manifest } from '../../rest/bulk/manifest';

/** The manifest as an item. Its own form has a member "error", which n8n would take for an error of the node. */
export function manifestItem(manifest: Manifest, statusUrl: string | undefined): OutputItem {
	const { files, transactionTime, request, requiresAccessToken, message } = manifest;
	return {
		json: {
			...(statusUrl !== undefined && { statusUrl }),
			...(transactionTime !== undefined && { transactionTime }),
			...(request !== undefined && { request }),
			...(requiresAccessToken !== undefined && { requiresAccessToken }),
			...(message !== undefined && { message }),
			files: files.map(({ kind, type, table, url, count }) => ({
				kind,
				...(table ? { table: table.name } : { type }),
				url,
				...(count !== undefined && { count }),
			})),
		},
	};
}
