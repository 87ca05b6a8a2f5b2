/** What happened to a list whose entries were merged. */
export interface ListNote {
	changed: number;
	added: number;
	removed: number;
	before: number;
}

/** Collects what a user should know about a merge, besides what was asked for. */
export class MergeNotes {
	private readonly texts = new Set<string>();
	private readonly lists = new Map<string, ListNote>();

	/** The counts for a list, of which `before` entries are looked at; there may be one of this path in each entry of another list. */
	list(path: string, before: number): ListNote {
		const note = this.lists.get(path) ?? { changed: 0, added: 0, removed: 0, before: 0 };
		note.before += before;
		this.lists.set(path, note);
		return note;
	}

	dropped(path: string, names: readonly string[]): void {
		this.texts.add(
			`In ${quoted([path])}, ${quoted(names)} belonged to what was changed, and ${names.length > 1 ? 'were' : 'was'} removed with it: give it too where it should stay.`,
		);
	}

	doubtful(path: string, names: readonly string[]): void {
		this.texts.add(
			`In ${quoted([path])}, ${quoted(names)} stayed although it may belong to what was changed: check that it still fits, or give it too.`,
		);
	}

	otherConcept(path: string): void {
		this.texts.add(
			`The code given for ${quoted([path])} replaced another code of the same code system, with its text and its codes of other systems.`,
		);
	}

	choice(path: string, name: string): void {
		this.texts.add(`${quoted([name])} was removed: of its kinds of value, only ${quoted([path])} can be there.`);
	}

	extensions(path: string): void {
		this.texts.add(
			`${quoted([path])} has extensions, which stayed: check that they fit the new value, or give ${quoted([withMark(path)])} too.`,
		);
	}

	positions(path: string): void {
		this.texts.add(
			`The extensions of the values in ${quoted([path])} were removed with the list that they belonged to: give ${quoted([withMark(path)])} too where they should stay.`,
		);
	}

	emptyList(path: string): void {
		this.texts.add(
			`${quoted([path])} is an empty list in the body, so nothing was changed there. To remove all its entries, write null.`,
		);
	}

	narrative(): void {
		this.texts.add(
			'The resource has a narrative (`text`), which stayed: it may still show the earlier values. To remove it, give `"text": null` too.',
		);
	}

	/** The hints, each a sentence or two. */
	hints(): string[] {
		const lists = [...this.lists].flatMap(([path, { changed, added, removed, before }]) => {
			if (changed + added + removed === 0) return [];
			const kept = before - changed - removed;
			return [
				`In ${quoted([path])}, the entries given were merged into those on the server: ${changed} changed, ${added} added, ${removed} removed, ${kept} left as before.`,
			];
		});
		return [...lists, ...this.texts];
	}
}

function withMark(path: string): string {
	const at = path.lastIndexOf('.') + 1;
	return `${path.slice(0, at)}_${path.slice(at)}`;
}

function quoted(names: readonly string[]): string {
	return names.map((name) => `\`${name}\``).join(', ');
}
