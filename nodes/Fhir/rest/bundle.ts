import type { Bundle, BundleEntry } from './resource';
import { textOf } from './words';

/** The entries of a Bundle; none where it has no list of them, and without what is no object in it. */
export function entriesOf(bundle: Bundle): BundleEntry[] {
	const entries: unknown[] = Array.isArray(bundle.entry) ? bundle.entry : [];
	return entries.filter(isEntry);
}

/** The URL of a link by its relation: `next`, `self` (R4 §3.1.1.5.4). */
export function linkOf(bundle: Bundle, relation: string): string | undefined {
	const links: unknown[] = Array.isArray(bundle.link) ? bundle.link : [];
	return textOf(links.filter(isLink).find((link) => link.relation === relation)?.url);
}

function isEntry(value: unknown): value is BundleEntry {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLink(value: unknown): value is { relation?: unknown; url?: unknown } {
	return typeof value === 'object' && value !== null;
}
