import { withoutVersion } from '../../model/canonical';
import { isExtensionName } from '../elementOf';
import { ProfileNode } from './profileNode';
import { constraintAt } from './place';

/** A profile with the definitions of its extensions put into it. */
export interface Grafted {
	readonly root: ProfileNode;
	/** The names of extensions whose definitions are not known. */
	readonly leftOut: readonly string[];
}

/** The URLs of the definitions of extensions in a profile, without versions. */
export function extensionUrls(root: ProfileNode): string[] {
	const urls = new Set<string>();
	const visit = (node: ProfileNode) => {
		for (const [name, child] of node.children) {
			if (isExtensionName(name))
				for (const slice of child.slices.values()) urlsOf(slice).forEach((url) => urls.add(url));
			visit(child);
		}
		node.slices.forEach(visit);
	};
	visit(root);
	return [...urls];
}

/**
 * The profile with the elements of its extensions, by URL. An extension is what the slice of a list of extensions says, and what
 * its own definition says; its parts have URLs too.
 */
export function withExtensions(root: ProfileNode, definitions: ReadonlyMap<string, ProfileNode>): Grafted {
	const leftOut: string[] = [];
	const copy = (node: ProfileNode): ProfileNode => {
		const made = new ProfileNode();
		made.constraint = node.constraint;
		for (const [name, child] of node.children)
			made.children.set(name, isExtensionName(name) ? byUrl(child) : copy(child));
		for (const [name, slice] of node.slices) made.slices.set(name, copy(slice));
		return made;
	};
	const byUrl = (list: ProfileNode): ProfileNode => {
		const made = new ProfileNode();
		made.constraint = list.constraint;
		for (const [name, slice] of list.slices) {
			const [profile] = urlsOf(slice);
			const definition = profile === undefined ? undefined : definitions.get(profile);
			const url = definition ? profile : fixedUrl(slice);
			if (url === undefined) {
				leftOut.push(name);
				continue;
			}
			const extension = merged(slice, definition);
			extension.title = name;
			made.slices.set(url, extension);
		}
		return made;
	};
	const merged = (slice: ProfileNode, definition: ProfileNode | undefined): ProfileNode => {
		const own = copy(slice);
		if (!definition) return own;
		const made = copy(definition);
		own.children.forEach((child, name) => {
			const known = made.children.get(name);
			if (known) known.constraint = { ...known.constraint, ...child.constraint };
			else made.children.set(name, child);
		});
		made.constraint = slice.constraint;
		return made;
	};
	return { root: copy(root), leftOut };
}

function fixedUrl({ children }: ProfileNode): string | undefined {
	const url = children.get('url');
	const fixed = url && constraintAt([url]).fixed;
	return typeof fixed === 'string' ? fixed : undefined;
}

function urlsOf({ constraint }: ProfileNode): string[] {
	return (constraint.profiles ?? []).map((url) => withoutVersion(url));
}
