import { LruMap } from '../../support/lruMap';
import { type Binding, type ElementDefinitions, type Elements, type ElementDefinition } from '../definitions/elements';
import { elementOf, isPrimitive } from './elementOf';
import { codeId, type FieldStep, fieldId, fieldSteps, isTokenId, tokenId } from './fieldPath';
import { impliedBy } from './keyedEntries';

/** A step of a field with the element that it leads to. */
export interface DefinedStep extends FieldStep {
	readonly element: ElementDefinition;
}

/** A field of a resource type: one value, somewhere in the resource. */
export interface Field {
	/** With all positions: `name[0].family`. */
	readonly id: string;
	readonly steps: readonly DefinedStep[];
	/** The primitive data type of the value, such as `string` or `dateTime`; `token` for a code with its system. */
	readonly type: string;
	/** What each release that has the field binds it to; empty where it is free. */
	readonly bindings: readonly Binding[];
	/** The only codes that it may have; undefined where it may have others. */
	readonly codes: readonly string[] | undefined;
}

/** The fields of one resource type. */
export class FieldModel {
	/** Columns of items may have any names; null for an ID that leads to no value. */
	private readonly fields = new LruMap<string, Field | null>(5_000);

	/** `releases` are looked up in this order: what the first does not define, the next may. */
	constructor(
		readonly type: string,
		private readonly releases: readonly ElementDefinitions[],
	) {}

	/** The elements of the type with the release that defines them; undefined for a type that none defines. */
	get elements(): { readonly elements: Elements; readonly definitions: ElementDefinitions } | undefined {
		for (const definitions of this.releases) {
			const elements = definitions.resource(this.type);
			if (elements) return { elements, definitions };
		}
		return undefined;
	}

	/** The field with this ID in any of the releases; undefined for an ID that leads to no value. */
	field(id: string): Field | undefined {
		const known = this.fields.get(id);
		if (known !== undefined) return known ?? undefined;
		const found = this.find(id, this.releases);
		// `name.family` and `name[0].family` are one field.
		const field = found && found.id !== id ? this.field(found.id) : found;
		this.fields.set(id, field ?? null);
		return field;
	}

	/** The same in the release that defines the type. */
	fieldOfFirst(id: string): Field | undefined {
		const found = this.elements;
		return found && this.find(id, [found.definitions]);
	}

	private find(id: string, releases: readonly ElementDefinitions[]): Field | undefined {
		const steps = fieldSteps(isTokenId(id) ? codeId(id) : id);
		if (!steps) return undefined;
		const found = releases.flatMap((definitions) => {
			const elements = definitions.resource(this.type);
			const defined = elements && resolve(steps, elements, definitions);
			return defined ? [defined] : [];
		});
		const [first] = found;
		const last = first?.at(-1)?.element;
		if (!first || last?.type === undefined) return undefined;
		if (isTokenId(id)) {
			if (first.at(-2)?.element.type !== 'Coding') return undefined;
			return { id: tokenId(fieldId(first)), steps: first, type: 'token', bindings: [], codes: undefined };
		}
		const bindings = found.map(bindingOf);
		const bound = bindings.filter((binding) => binding !== undefined);
		const isBound = bindings.every((binding) => binding?.strict);
		const codes = isBound ? [...new Set(bound.flatMap(({ systems }) => [...systems.values()].flat()))] : undefined;
		return { id: fieldId(first), steps: first, type: last.type, bindings: bound, codes };
	}
}

/** The steps with their elements; undefined where they do not lead to a single value. */
function resolve(
	steps: readonly FieldStep[],
	elements: Elements,
	definitions: ElementDefinitions,
): DefinedStep[] | undefined {
	const defined: DefinedStep[] = [];
	let inside: Elements | undefined = elements;
	for (const { name, entry } of steps) {
		const element: ElementDefinition | undefined = elementOf(inside, name);
		if (!element) return undefined;
		if (!element.list && entry !== undefined && entry !== 0) return undefined;
		if (typeof entry === 'string' && !impliedBy(element.type, entry)) return undefined;
		defined.push({ name, element, entry: element.list ? (entry ?? 0) : undefined });
		inside = definitions.within(element);
	}
	const last = defined.at(-1)?.element;
	return last && isPrimitive(last) ? defined : undefined;
}

/** The codes of a Coding are those that it, or the CodeableConcept around it, is bound to. */
function bindingOf(steps: readonly DefinedStep[]): Binding | undefined {
	const [last, coding, around] = steps.map(({ element }) => element).reverse();
	if (last?.name !== 'code' || coding?.type !== 'Coding') return last?.binding;
	return coding.binding ?? (around?.type === 'CodeableConcept' ? around.binding : undefined);
}
