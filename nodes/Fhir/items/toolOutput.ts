import { isMarkedSimplified, simplifiedItem } from '../rest/model/simplify';
import { isResource } from '../rest/model/resource';
import type { OutputItem } from './output';

/** What of a result a model gets. */
export interface ToolLimits {
	/** Are resources turned into readable text? */
	readonly simplify: boolean;
	/** Characters of JSON at most. */
	readonly maxCharacters: number;
}

/** The JSON of an output item. */
type Json = OutputItem['json'];

/** Turns results into what a model can take in. */
export interface ToolOutput {
	/** Do these items fill the output? Then more of them need not be read. */
	readonly isFull: (items: ReadonlyArray<{ readonly json: Json }>) => boolean;
	/**
	 * The items as the model gets them: those that fit, and an item with a `note` where something was left out, where there is
	 * nothing, or where there are hints.
	 */
	shown(items: readonly OutputItem[], hints: readonly string[]): OutputItem[];
}

const askForLess =
	'Ask for less: search with more criteria, lower _count, or name the elements that you need by _elements=….';

/** Types whose content is not that of a record: what a server says, and what holds other resources. */
const keptTypes = new Set(['Bundle', 'CapabilityStatement', 'OperationOutcome', 'Parameters']);

/** Makes the output of one call of a tool. Each item is measured once. */
export function createToolOutput({ simplify, maxCharacters }: ToolLimits): ToolOutput {
	const measured = new Map<Json, { readonly json: Json; readonly size: number }>();

	const measure = ({ json }: { readonly json: Json }) => {
		const known = measured.get(json);
		if (known) return known;
		const shown = simplify ? simplified(json) : json;
		const entry = { json: shown, size: JSON.stringify(shown).length + 1 };
		measured.set(json, entry);
		return entry;
	};

	return {
		isFull: (items) => items.reduce((sum, item) => sum + measure(item).size, 0) > maxCharacters,
		shown: (items, hints) => {
			const fitting: OutputItem[] = [];
			let room = maxCharacters;
			for (const item of items) {
				const { json, size } = measure(item);
				room -= size;
				if (room < 0) break;
				fitting.push({ ...item, json });
			}
			const notes = [...hints];
			const [first] = items;
			if (first === undefined) notes.unshift('There are no results.');
			else if (fitting.length === 0) {
				fitting.push({ json: { start: JSON.stringify(measure(first).json).slice(0, maxCharacters) } });
				notes.unshift(`Only the first ${maxCharacters} characters of the first result are shown. ${askForLess}`);
			} else if (fitting.length < items.length) {
				notes.unshift(`Only the first ${fitting.length} results are shown, and there are more. ${askForLess}`);
			}
			return notes.length === 0 ? fitting : [...fitting, { json: { note: notes.join(' ') } }];
		},
	};
}

function simplified(json: Json): Json {
	if (!isResource(json) || keptTypes.has(json.resourceType) || isMarkedSimplified(json) || isReport(json)) return json;
	return simplifiedItem(json);
}

/** The node's own report about a resource: that it is deleted, or has not changed. */
function isReport(json: Json): boolean {
	return json.deleted !== undefined || json.notModified !== undefined;
}
