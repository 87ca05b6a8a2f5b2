import { applyPatch, type Operation } from '@medplum/core';
import { isDeepStrictEqual } from 'node:util';
import { loadElements } from '../../nodes/Fhir/rest/model/elements/content';
import type { Resource } from '../../nodes/Fhir/rest/model/resource';
import { contentsOfType, elementOf } from '../../nodes/Fhir/rest/updateFields/elements';
import { patchSteps } from '../../nodes/Fhir/rest/updateFields/difference';
import { type ListMode, mergeElements } from '../../nodes/Fhir/rest/updateFields/merge';
import { withExactNumbers } from '../../nodes/Fhir/support/exactNumber';
import { parseJson } from '../../nodes/Fhir/support/json';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { exampleTexts } from '../servers/fhir/examples';

const modes: readonly ListMode[] = ['merge', 'append', 'replace'];
let examples: Resource[];

beforeAll(async () => {
	await loadElements();
	examples = [...exampleTexts(true)].map(([, text]) => withExactNumbers(text, parseJson) as Resource);
}, 120_000);

const merge = (current: Resource, given: object, lists: ListMode) =>
	mergeElements(current, given as Record<string, unknown>, { lists, field: 'Body', today: '2026-01-31' }).resource;

/** The elements of a resource, without what says which one it is. */
function elementsOf({ resourceType: _type, id: _id, meta: _meta, ...elements }: Resource): Record<string, unknown> {
	return elements;
}

/** For each example of the specification, an element of the next example of its type: what a user may give for it. */
function* changes(): Generator<{ current: Resource; name: string; value: unknown }> {
	const latest = new Map<string, Resource>();
	for (const [index, current] of examples.entries()) {
		// Some have thousands of entries, and nobody changes elements of a Bundle.
		if (current.resourceType === 'Bundle') continue;
		const other = latest.get(current.resourceType);
		latest.set(current.resourceType, current);
		const given = Object.entries(other ? elementsOf(other) : {});
		const [name, value] = given[index % given.length] ?? [];
		if (name !== undefined) yield { current, name, value };
	}
}

/** The merge, or undefined where it refuses since it is not clear what is meant. */
function tried(current: Resource, given: object, lists: ListMode): Resource | undefined {
	try {
		return merge(current, given, lists);
	} catch (error) {
		if (error instanceof Failure && error.kind === 'input') return undefined;
		throw error;
	}
}

test('A resource of the specification merged into itself is left as it is', () => {
	const changed = examples.filter((one) => merge(one, structuredCloneOf(one), 'merge') !== one);
	expect(changed.map(({ resourceType, id }) => `${resourceType}/${id}`)).toEqual([]);
	expect(examples.length).toBeGreaterThan(5_000);
}, 120_000);

test.each(modes)(
	'Lists → %s: an element of another resource is merged, and nothing else is touched',
	(lists) => {
		const counts = { merged: 0, refused: 0 };
		const repeated: string[] = [];
		for (const { current, name, value } of changes()) {
			const next = tried(current, { [name]: value }, lists);
			if (next === undefined) {
				counts.refused++;
				continue;
			}
			counts.merged++;
			const touched = Object.keys({ ...current, ...next }).filter((other) => next[other] !== current[other]);
			const { choice } = elementOf(contentsOfType(current.resourceType), name);
			const mayBe = (other: string) =>
				other === name ||
				other === `_${name}` ||
				(choice !== undefined &&
					elementOf(contentsOfType(current.resourceType), other.replace('_', '')).choice === choice);
			if (!touched.every(mayBe))
				throw new Error(`${current.resourceType}/${current.id}: ${name} touched ${touched.join()}`);
			if (tried(next, { [name]: value }, lists) !== next)
				repeated.push(`${current.resourceType}/${current.id} ${name}`);
		}
		expect(repeated).toEqual([]);
		expect(counts.merged).toBeGreaterThan(4_500);
		expect(counts.refused).toBeLessThan(lists === 'merge' ? 300 : 1);
	},
	120_000,
);

test.each([true, false])(
	'The JSON Patch of a merge makes the same of the resource (with all tests: %s)',
	(testAll) => {
		const wrong: string[] = [];
		for (const { current, name, value } of changes()) {
			const next = tried(current, { [name]: value, language: null }, 'merge');
			if (next === undefined) continue;
			const patched = plain(current);
			const steps = plain(patchSteps(current, next, testAll)) as unknown as Operation[];
			const failed = applyPatch(patched, steps).filter(Boolean);
			if (failed.length > 0 || !isDeepStrictEqual(patched, plain(next)))
				wrong.push(`${current.resourceType}/${current.id} ${name}`);
		}
		expect(wrong).toEqual([]);
	},
	120_000,
);

function plain<Value extends object>(value: Value): Value {
	return JSON.parse(JSON.stringify(value)) as Value;
}

/** Another object with the same values; numbers that are kept as they were written stay the same objects. */
function structuredCloneOf(resource: Resource): Record<string, unknown> {
	return { ...elementsOf(resource) };
}
