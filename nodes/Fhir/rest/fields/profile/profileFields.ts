import { everydayFields } from '../everyday';
import type { DefinedStep, Field, FieldModel } from '../fieldModel';
import { type FormField, formFields, shapeOf } from '../formFields';
import { fieldId } from '../fieldPath';
import { endingOf, titleOf, words } from '../titles';
import { fixedSlices, ofSlice, type Place, slicesOf, within } from './place';
import { profileIds } from './profileIds';
import type { ProfileNode } from './profileNode';
import { type Verdict, verdictOf } from './verdict';

/** A field of a profile as the form offers it. */
export interface ProfileField extends FormField {
	readonly mustSupport: boolean;
	readonly isExtension: boolean;
	/** See `Verdict`. */
	readonly isConceptRequired: boolean;
	/** Where its codes come from. */
	readonly codes: Verdict['codes'];
}

/**
 * The fields that the form offers of a type, as a profile narrows them: without those that it does not allow, with those of its
 * slices and extensions, and with what it fixes. In no particular order.
 */
export function profileFields(model: FieldModel, profile: ProfileNode): ProfileField[] {
	const root: Place = [profile];
	const base = new Map(formFields(model).map((field) => [field.id, field]));
	const own = profileIds(model, root);
	const ids = new Set([
		...[...base.keys()].flatMap((id) => inSlices(id, model, root)),
		...own.fixed,
		...own.extensions,
	]);
	const keys = new Keys(model);
	const extensions = new Set(own.extensions);
	const found: ProfileField[] = [];
	for (const id of ids) {
		const field = model.fieldOfFirst(id);
		const verdict = field && verdictOf(field, root, (step) => keys.standsFor(step));
		if (!field || !verdict) continue;
		const offered = base.get(field.id);
		const isOwn = verdict.slice !== undefined || extensions.has(id);
		const title = extensions.has(id) ? extensionTitle(field, root) : titleOf(field, verdict.slice);
		const isShown = offered?.shown ?? false;
		const shown = keys.isEveryday(id) && !isOwn ? isShown : verdict.mustSupport || isShown;
		found.push({
			...(offered ?? shapeOf(field)),
			title: isOwn ? title : (offered?.title ?? title),
			required: verdict.isRequired,
			shown: verdict.isRequired || (shown && !keys.isCovered(field)),
			mustSupport: verdict.mustSupport && !keys.isCovered(field),
			isExtension: extensions.has(id),
			isConceptRequired: verdict.isConceptRequired,
			codes: verdict.codes,
			...(verdict.fixed !== undefined && { fixed: verdict.fixed }),
		});
	}
	return found;
}

/** The lists of a type of which the form offers entries by what they are, such as a phone. */
class Keys {
	private readonly everyday: ReadonlySet<string>;
	/** The first key of each list, by the name of the list. */
	private readonly first = new Map<string, string>();

	constructor(model: FieldModel) {
		const everyday = everydayFields(model.type);
		this.everyday = new Set(everyday.map(({ id }) => id));
		for (const { id } of everyday) {
			const [step] = model.fieldOfFirst(id)?.steps ?? [];
			if (typeof step?.entry === 'string' && !this.first.has(step.name)) this.first.set(step.name, step.entry);
		}
	}

	isEveryday(id: string): boolean {
		return this.everyday.has(id);
	}

	/** Is it the entry that the form offers for the whole list? */
	standsFor({ name, entry }: DefinedStep): boolean {
		return entry === (this.first.get(name) ?? 0);
	}

	/** Is there another field for what this one, an entry by its position, would mostly be used for? */
	isCovered({ steps: [step] }: Field): boolean {
		return typeof step?.entry === 'number' && this.first.has(step.name);
	}
}

/** The field in each of the slices that the list has at the beginning of its path; the field itself where it has none. */
function inSlices(id: string, model: FieldModel, root: Place): string[] {
	const field = model.fieldOfFirst(id);
	const [first, ...rest] = field?.steps ?? [];
	if (!first || first.entry !== 0) return [id];
	const slices = fixedSlices(within(root, first.element));
	return slices.length === 0 ? [id] : slices.map((_, entry) => fieldId([{ ...first, entry }, ...rest]));
}

/** "Race: Text", and what is inside the value. */
function extensionTitle({ steps }: Field, root: Place): string {
	const titles: string[] = [];
	let place = root;
	for (const [index, step] of steps.entries()) {
		const { name, entry, element } = step;
		const list = within(place, element);
		if (element.type !== 'Extension' || typeof entry !== 'string') {
			if (titles.length === 0 || element.choice === undefined) {
				titles.push(words(name.replace(/^_/, '')));
				place = list;
				continue;
			}
			return titles.join(': ') + endingOf(step, steps.slice(index + 1));
		}
		place = slicesOf(list).includes(entry) ? ofSlice(list, entry) : list;
		titles.push(words(place.at(-1)?.title || name));
	}
	return titles.join(': ');
}
