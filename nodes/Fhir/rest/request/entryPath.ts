import { isResourceType } from '../model/resourceTypes';

/**
 * The path below the base URL of the URL of a Bundle entry or of a reference, without query and fragment: `Patient/1` for
 * `Patient/1`, `/Patient/1` and `https://server.example/fhir/Patient/1`. The base itself is not known here: in an absolute
 * URL, the path begins at the first segment that is a resource type, else at the last that may be one.
 */
export function entryPath(url: string): string {
	if (isPlainPath(url)) return url;
	const path = url.replace(/[?#].*$/s, '');
	const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(.*)$/is.exec(path);
	const segments = (absolute?.[1] ?? path).split('/').filter((segment) => segment !== '');
	return (absolute ? belowBase(segments) : segments).join('/');
}

/** Most URLs of entries and most references are the path already. */
function isPlainPath(url: string): boolean {
	const isWhole = !url.startsWith('/') && !url.endsWith('/') && !url.includes('//');
	return isWhole && !url.includes('?') && !url.includes('#') && !url.includes(':');
}

function belowBase(segments: readonly string[]): readonly string[] {
	const known = segments.findIndex(isResourceType);
	if (known >= 0) return segments.slice(known);
	const possible = segments.findLastIndex((segment) => /^[A-Z][A-Za-z]+$|^[_$]/.test(segment));
	return segments.slice(Math.max(0, possible));
}
