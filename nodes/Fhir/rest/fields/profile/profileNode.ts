import { listMember, member, textMember, withoutUndefined } from '../../../support/jsonMembers';
import type { Json, Resource } from '../../model/resource';

/** What a profile says about an element (R4 ElementDefinition); what is absent is as in FHIR itself. */
export interface Constraint {
	readonly min?: number;
	/** `0` for an element that must not be there. */
	readonly max?: string;
	readonly mustSupport?: boolean;
	/** Of `fixed[x]` or `pattern[x]`. */
	readonly fixed?: Json;
	/** The data types that it may have. */
	readonly types?: readonly string[];
	/** The definitions of an extension. */
	readonly profiles?: readonly string[];
	readonly valueSet?: string;
	/** Of the binding: `required`, `extensible` … */
	readonly strength?: string;
}

/** An element in a profile, with what is in it. */
export class ProfileNode {
	/** By the name in the profile: `value[x]`, where the element has that name. */
	readonly children = new Map<string, ProfileNode>();
	readonly slices = new Map<string, ProfileNode>();
	constraint: Constraint = {};
	/** What the profile calls an extension. */
	title = '';

	/** The node at the ID of an element, `Observation.component:systolic.code`; it is made where there is none yet. */
	at(id: string): ProfileNode {
		const [, ...segments] = id.split('.');
		return segments.reduce<ProfileNode>((node, segment) => {
			const [name = '', slice] = segment.split(':');
			const child = madeIn(node.children, name);
			return slice === undefined ? child : madeIn(child.slices, slice);
		}, this);
	}
}

function madeIn(nodes: Map<string, ProfileNode>, name: string): ProfileNode {
	const node = nodes.get(name) ?? new ProfileNode();
	nodes.set(name, node);
	return node;
}

/**
 * A profile as a tree. `definitions` are its StructureDefinition and, as far as that has no snapshot, those that it is derived
 * from, the first of them at the start.
 */
export function profileTree(definitions: readonly Resource[]): ProfileNode {
	const root = new ProfileNode();
	for (const element of definitions.flatMap(elementsOf)) {
		const node = root.at(textMember(element, 'id') ?? textMember(element, 'path') ?? '');
		node.constraint = { ...node.constraint, ...constraintOf(element) };
	}
	return root;
}

/** Does a StructureDefinition say all, so that those that it is derived from are not needed? */
export function hasSnapshot(definition: Resource): boolean {
	return listMember(definition.snapshot, 'element').length > 0;
}

function elementsOf(definition: Resource): unknown[] {
	return listMember(hasSnapshot(definition) ? definition.snapshot : definition.differential, 'element');
}

function constraintOf(element: unknown): Constraint {
	const [, fixed] = Object.entries(element as object).find(([name]) => /^(fixed|pattern)[A-Z]/.test(name)) ?? [];
	const types = listMember(element, 'type');
	const profiles = types.flatMap((type) => listMember(type, 'profile')).filter((url) => typeof url === 'string');
	const codes = types.flatMap((type) => textMember(type, 'code') ?? []);
	const min = member(element, 'min');
	const mustSupport = member(element, 'mustSupport');
	const binding = member(element, 'binding');
	return withoutUndefined({
		min: typeof min === 'number' ? min : undefined,
		max: textMember(element, 'max'),
		mustSupport: typeof mustSupport === 'boolean' ? mustSupport : undefined,
		fixed: fixed as Json | undefined,
		types: codes.length > 0 ? codes : undefined,
		profiles: profiles.length > 0 ? profiles : undefined,
		valueSet: textMember(binding, 'valueSet'),
		strength: textMember(binding, 'strength'),
	});
}
