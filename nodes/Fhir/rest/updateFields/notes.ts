/** What happened to a list whose entries were merged. */
export interface ListNote {
	changed: number;
	added: number;
	removed: number;
	before: number;
}

/** Paths in a hint at most. */
const maxPaths = 10;

/** Collects what a user should know about a merge, besides what was asked for. Paths have no positions in lists. */
export class MergeNotes {
	private readonly lists = new Map<string, ListNote>();
	private readonly paths = new Map<(paths: string) => string, Set<string>>();
	private hasNarrative = false;

	/**
	 * The counts for a list, of which `before` entries are looked at; there may be one of this path in each entry of another
	 * list.
	 */
	list(path: string, before: number): ListNote {
		const note = this.lists.get(path) ?? { changed: 0, added: 0, removed: 0, before: 0 };
		note.before += before;
		this.lists.set(path, note);
		return note;
	}

	/** What went with what was changed. */
	dropped(path: string): void {
		this.add(droppedHint, path);
	}

	/** What stayed although something that belongs to it was changed. */
	doubtful(path: string): void {
		this.add(doubtfulHint, path);
	}

	/** A concept that got another code. */
	otherConcept(path: string): void {
		this.add(otherConceptHint, path);
	}

	/** A kind of value that went for another one. */
	choice(path: string): void {
		this.add(choiceHint, path);
	}

	/** Extensions of a value that stayed with a new one. */
	extensions(path: string): void {
		this.add(extensionsHint, withMark(path));
	}

	/** Extensions of the values of a list that went with them. */
	positions(path: string): void {
		this.add(positionsHint, withMark(path));
	}

	/** An empty list in the body, which changed nothing. */
	emptyList(path: string): void {
		this.add(emptyListHint, path);
	}

	/** The narrative of a resource that was changed stayed. */
	narrative(): void {
		this.hasNarrative = true;
	}

	/** The hints, each a sentence or two. */
	hints(): string[] {
		const lists = [...this.lists].flatMap(([path, note]) => describeList(path, note) ?? []);
		return [
			...(lists.length > 0 ? [`What the body gives for lists was merged: ${joined(lists)}.`] : []),
			...[...this.paths].map(([hint, paths]) => hint(joined([...paths].map((path) => `\`${path}\``)))),
			...(this.hasNarrative ? [narrativeHint] : []),
		];
	}

	private add(hint: (paths: string) => string, path: string): void {
		this.paths.set(hint, (this.paths.get(hint) ?? new Set()).add(path));
	}
}

const droppedHint = (paths: string) =>
	`What belonged to an earlier value was removed with it: ${paths}. Give it too where it should stay.`;

const doubtfulHint = (paths: string) =>
	`What may belong to an earlier value stayed: ${paths}. Check that it still fits, or give it too.`;

const otherConceptHint = (paths: string) =>
	`A code replaced another one of the same code system, with its text and its codes of other systems: ${paths}.`;

const choiceHint = (paths: string) => `Only one kind of value can be there, so the earlier one was removed: ${paths}.`;

const extensionsHint = (paths: string) =>
	`A new value has the extensions of the earlier one: ${paths}. Check that they fit, or give them too.`;

const positionsHint = (paths: string) =>
	`Extensions of values in a list were removed with those values: ${paths}. Give them too where they should stay.`;

const emptyListHint = (paths: string) =>
	`An empty list in the body changes nothing: ${paths}. To remove all entries, write null.`;

const narrativeHint =
	'The resource has a narrative (`text`), which stayed: it may still show the earlier values. To remove it, give `"text": null` too.';

function describeList(path: string, { changed, added, removed, before }: ListNote): string | undefined {
	if (changed + added + removed === 0) return undefined;
	const counts: Array<[number, string]> = [
		[changed, 'changed'],
		[added, 'added'],
		[removed, 'removed'],
		[before - changed - removed, 'left as before'],
	];
	return `\`${path}\` (${counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(', ')})`;
}

function joined(parts: readonly string[]): string {
	return parts.length > maxPaths ? `${parts.slice(0, maxPaths).join(', ')} and more` : parts.join(', ');
}

/** The path of the extensions of the value at this path: `name._family`. */
function withMark(path: string): string {
	const at = path.lastIndexOf('.') + 1;
	return `${path.slice(0, at)}_${path.slice(at)}`;
}
