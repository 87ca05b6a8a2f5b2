/** Collects the hints of an execution: what a user should know although nothing failed. */
export interface HintCollector {
	/** Adds a hint, a sentence or two. */
	add(message: string): void;
	/** The hints to show, in the order in which they first came. */
	messages(): string[];
}

/** Hints that say different things, shown at most. A server may warn of something else in each of its responses. */
const maxHints = 20;

interface Counted {
	readonly message: string;
	count: number;
	/** Were all of them the same, to the letter? */
	same: boolean;
}

/**
 * Creates a collector that counts: hints that differ only in what they are about (an ID, a number, a quoted name) are shown
 * once, with their number. It holds a bounded number of hints, however many are added.
 */
export function createHintCollector(): HintCollector {
	const byMeaning = new Map<string, Counted>();
	let further = 0;
	return {
		add(message) {
			const meaning = meaningOf(message);
			const counted = byMeaning.get(meaning);
			if (counted) {
				counted.count++;
				counted.same &&= counted.message === message;
			} else if (byMeaning.size < maxHints) byMeaning.set(meaning, { message, count: 1, same: true });
			else further++;
		},
		messages() {
			const shown = [...byMeaning.values()].map(describeCounted);
			return further === 0 ? shown : [...shown, `There were ${further} more hints, which are not shown.`];
		},
	};
}

function describeCounted({ message, count, same }: Counted): string {
	if (count === 1) return message;
	return same ? `${message} (${count} times)` : `${message} (and ${count - 1} more like this)`;
}

/** What is quoted is a name; a word with a digit or a slash in it is an ID, a number, a reference or an address. */
function meaningOf(message: string): string {
	return message
		.replace(/"[^"]*"|`[^`]*`/g, '"')
		.split(/(\s+)/)
		.map((word) => (/[\d/]/.test(word) ? '#' : word))
		.join('');
}
