import { isMembers, type Members } from '../../support/members';
import { byName } from '../../support/json';
import { inputFailure } from '../../transport/errors/failure';
import type { Content } from '../model/elements/content';
import type { Resource } from '../model/resource';
import { contentsOfType, type ElementInfo, elementOf, entryOf } from './elements';
import { matchEntry, unclearEntries } from './identity';
import { isSame, isSameList } from './members';
import { MergeNotes } from './notes';
import { isOtherConcept, partnerRules } from './partners';

/** What happens to a list that the body gives: see the option *Lists*. */
export type ListMode = 'merge' | 'append' | 'replace';

/** How elements are merged into a resource. */
export interface MergeSettings {
	readonly lists: ListMode;
	/** The name of the body's field, for error messages. */
	readonly field: string;
	/** Today's date, `2026-01-31`: names and addresses that were over before are not meant. */
	readonly today: string;
}

/** A resource with its changes, and what to tell the user about them. */
export interface MergedResource {
	readonly resource: Resource;
	readonly hints: readonly string[];
}

/**
 * The resource with the elements of the body: a value replaces the one that is there, null removes it, an object is merged into
 * the one that is there, as in JSON Merge Patch (RFC 7396), and lists are merged as the settings say. What is not
 * given stays, unless it belongs to what is changed: see `partnerRules`. The element names have to be loaded. Throws an input
 * `Failure` where it cannot be known which entry of a list is meant.
 */
export function mergeElements(current: Resource, given: Members, settings: MergeSettings): MergedResource {
	const merge = new Merge(settings);
	const resource = merge.members(current, given, contentsOfType(current.resourceType), [], '');
	if (resource !== current && current.text !== undefined && !Object.hasOwn(given, 'text')) merge.notes.narrative();
	return { resource: resource as Resource, hints: merge.notes.hints() };
}

/** Members that say what an entry of a list is, and nothing about it. */
const describing: ReadonlySet<string> = new Set(['id', 'system', 'use', 'type', 'rank', 'period', 'url']);

/** A value that has not changed is the same object as before, so that a comparison by identity shows what has. */
class Merge {
	readonly notes = new MergeNotes();

	constructor(private readonly settings: MergeSettings) {}

	/** Merges `given` into an object. Undefined where nothing remains in it. */
	members(
		current: Members,
		given: Members,
		contents: readonly Content[],
		types: readonly string[],
		path: string,
	): Members | undefined {
		const before = new Map(Object.entries(current));
		const merged = new Map(before);
		const changed = new Set<string>();
		for (const [name, value] of Object.entries(given)) {
			if (value === undefined) continue;
			const own = joined(path, name);
			const element = elementOf(contents, name);
			const next = value === null ? undefined : this.value(before.get(name), value, element, own);
			if (next === undefined) {
				if (merged.delete(name)) changed.add(name);
				// An element and its extensions are one.
				if (value === null && !Object.hasOwn(given, `_${name}`) && merged.delete(`_${name}`)) changed.add(`_${name}`);
			} else if (next !== before.get(name)) {
				merged.set(name, next);
				changed.add(name);
				this.keepOneChoice(merged, given, contents, name, element.choice, own);
				this.extensionsOf(merged, given, name, own);
			}
		}
		if (changed.size === 0) return current;
		this.partners(merged, before, given, changed, types, path);
		return merged.size === 0 ? undefined : byName([...merged]);
	}

	private value(current: unknown, given: unknown, element: ElementInfo, path: string): unknown {
		if (Array.isArray(given)) {
			if (element.list === false) {
				throw this.failure(path, 'is a list, but the element has one value', 'Leave out the square brackets.');
			}
			const next = isPositional(path) ? given : this.list(Array.isArray(current) ? current : [], given, element, path);
			return isSameList(current, next) ? current : next;
		}
		if (!isMembers(given)) return isSame(current, given) ? current : given;
		if (element.list === true && !isPositional(path)) {
			throw this.failure(path, 'is an object, but the element is a list', 'Put square brackets around it.');
		}
		const there = isMembers(current) ? current : {};
		const contents = element.contentsOf(isMembers(current) ? { ...current, ...given } : given);
		if (this.settings.lists === 'merge' && element.types.includes('CodeableConcept') && isOtherConcept(there, given)) {
			this.notes.otherConcept(path);
			const { id, extension } = there;
			return this.members(
				{ ...(id !== undefined && { id }), ...(extension !== undefined && { extension }) },
				given,
				contents,
				[],
				path,
			);
		}
		const next = this.members(there, given, contents, element.types, path);
		return isMembers(current) || next === undefined || Object.keys(next).length > 0 ? next : undefined;
	}

	private list(before: readonly unknown[], given: readonly unknown[], element: ElementInfo, path: string): unknown {
		const { lists } = this.settings;
		if (given.length === 0) {
			if (lists === 'replace' || before.length === 0) return undefined;
			this.notes.emptyList(path);
			return before;
		}
		if (isSame(before, given)) return before;
		if (!given.some(isMembers)) {
			return lists === 'append'
				? [...before, ...given.filter((one) => !before.some((there) => isSame(there, one)))]
				: given;
		}
		const entries = given.map((one) => {
			if (isMembers(one)) return one;
			throw this.failure(
				path,
				'has an entry that is not an object',
				'Leave it out. To remove the whole list, write null in its place.',
			);
		});
		const entry = entryOf(element);
		if (lists === 'merge' && before.length > 0) return this.entries(before, entries, entry, path);
		const whole = entries.flatMap((one) => this.value(undefined, one, entry, path) ?? []);
		const kept = lists === 'replace' ? [] : before;
		const all = [...kept, ...whole.filter((one) => !kept.some((there) => isSame(there, one)))];
		return all.length > 0 ? all : undefined;
	}

	/** Merges each entry into the one that it means, and adds those that mean none. */
	private entries(before: readonly unknown[], given: readonly Members[], element: ElementInfo, path: string): unknown {
		const merged: unknown[] = [...before];
		const added: unknown[] = [];
		const taken = new Set<number>();
		const changed = given.filter((entry, index) => {
			const same = (one: unknown, at: number) => !taken.has(at) && isSame(one, entry);
			const at = same(before[index], index) ? index : before.findIndex(same);
			if (at >= 0) taken.add(at);
			return at < 0;
		});
		// Where the whole list is given, what is given as it was is not meant by another entry.
		const open = given.length < before.length ? before : before.map((one, at) => (taken.has(at) ? undefined : one));
		const note = this.notes.list(path, before.length);
		for (const entry of changed) {
			const removes = Object.values(entry).includes(null);
			const match = matchEntry(open, entry, element.types, this.settings.today);
			if (match.kind === 'several' || match.kind === 'unknown') throw this.unclear(path, match);
			if (match.kind === 'none') {
				const whole = this.value(undefined, entry, element, path);
				if (whole === undefined || (removes && onlyDescribes(whole))) continue;
				added.push(whole);
				note.added++;
				continue;
			}
			const next = this.value(before[match.at], entry, element, path);
			if (next === before[match.at] && !removes) continue;
			if (taken.has(match.at)) throw this.unclear(path, { kind: 'twice' });
			taken.add(match.at);
			merged[match.at] = removes && onlyDescribes(next) ? undefined : next;
			if (merged[match.at] === undefined) note.removed++;
			else if (next !== before[match.at]) note.changed++;
		}
		const all = [...merged.filter((one) => one !== undefined), ...added];
		return all.length > 0 ? all : undefined;
	}

	/** Of `value[x]` only one may be there. */
	private keepOneChoice(
		merged: Map<string, unknown>,
		given: Members,
		contents: readonly Content[],
		name: string,
		choice: string | undefined,
		path: string,
	): void {
		if (choice === undefined) return;
		for (const other of [...merged.keys()]) {
			const bare = other.startsWith('_') ? other.slice(1) : other;
			if (bare === name || Object.hasOwn(given, bare) || elementOf(contents, bare).choice !== choice) continue;
			merged.delete(other);
			this.notes.choice(joined(path.slice(0, path.lastIndexOf('.') + 1), bare));
		}
	}

	private extensionsOf(merged: Map<string, unknown>, given: Members, name: string, path: string): void {
		const mark = `_${name}`;
		if (!merged.has(mark) || Object.hasOwn(given, mark)) return;
		if (!Array.isArray(merged.get(name))) return this.notes.extensions(path);
		merged.delete(mark);
		this.notes.positions(path);
	}

	private partners(
		merged: Map<string, unknown>,
		before: ReadonlyMap<string, unknown>,
		given: Members,
		changed: ReadonlySet<string>,
		types: readonly string[],
		path: string,
	): void {
		for (const { changed: names, drops = [], doubts = [], unless } of types.flatMap(
			(type) => partnerRules[type] ?? [],
		)) {
			if (unless !== undefined && Object.hasOwn(given, unless)) continue;
			if (!names.some((name) => changed.has(name) && before.has(name))) continue;
			const isLeft = (name: string) => merged.has(name) && !Object.hasOwn(given, name);
			for (const name of drops.filter(isLeft)) {
				this.notes.dropped(joined(path, name));
				merged.delete(name);
				merged.delete(`_${name}`);
			}
			for (const name of doubts.filter(isLeft)) this.notes.doubtful(joined(path, name));
		}
	}

	private unclear(path: string, match: { kind: 'several'; count: number } | { kind: 'unknown' | 'twice' }) {
		const { what, advice } = unclearEntries[match.kind];
		return this.failure(path, what, `${advice} Or choose another value of the option Lists.`);
	}

	private failure(path: string, what: string, advice: string) {
		return inputFailure(`"${this.settings.field}": \`${path}\` ${what}`, advice);
	}
}

/** Lists beside a list of plain values have an extension, or null, for each of them: their positions count. */
function isPositional(path: string): boolean {
	return path.charAt(path.lastIndexOf('.') + 1) === '_';
}

function onlyDescribes(value: unknown): boolean {
	return value === undefined || (isMembers(value) && Object.keys(value).every((name) => describing.has(name)));
}

function joined(path: string, name: string): string {
	return path === '' || path.endsWith('.') ? path + name : `${path}.${name}`;
}
