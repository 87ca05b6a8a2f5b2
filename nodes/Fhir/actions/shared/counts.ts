import type { Session } from '../../items/session';
import type { ManifestFile } from '../../rest/bulk/manifest';

/**
 * Says so if a file does not have as many lines as the manifest counts resources: something may be missing. What deletes
 * resources and reports errors is counted in different ways, by lines or by what is in them.
 */
export function differentCount(
	{ kind, type, count }: ManifestFile,
	lines: number,
	{ hint }: Pick<Session, 'hint'>,
): void {
	if (count === undefined || count === lines || kind !== 'output') return;
	hint(
		`The manifest counts ${count} resources in a file of type "${type}", but the file has ${lines} lines: it may be incomplete. Files that the server organizes (organizeOutputBy) have lines beside the resources.`,
	);
}
