/** Where the server names no version of the resource. */
export const noVersionHint =
	'The server does not say which version a resource has, so a change that someone else makes between reading and writing is not noticed.';

/** Where a resource that was read had changed when it was to be written. */
export const mergedAgainHint =
	'A resource was changed by someone else while it was being updated: it was read again, and the change was made to its new version.';

/** Where the versions show that there was one in between. */
export const ignoredVersionHint =
	'A resource got another version between reading and writing, and the server wrote all the same: it seems to ignore If-Match. Check whether a change of someone else was lost.';

/** Where the resource on the server is already as the body wants it. */
export const unchangedHint =
	'Nothing had to be changed: what the body gives is on the server already. No write was sent for it, and the output has the resource as it is.';

/** Where a server that offers patches refused one. */
export function refusedPatchHint(status: number | undefined): string {
	return `The server refused a JSON Patch${status === undefined ? '' : ` (status ${status})`}, so the whole resource was sent with the change in it (read and update).`;
}
