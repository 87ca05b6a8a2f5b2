import { bounded } from '../../support/text';
import { inputFailure } from '../../transport/errors/failure';
import { type Misfit, misfitsIn } from '../model/elements/check';
import type { Bundle, Resource } from '../model/resource';
import { isMarkedSimplified } from '../model/simplify';
import { nestedResource } from './nestedResource';

/** Names in a message at most. */
const maxNames = 20;

/**
 * Throws an input `Failure` for a resource that is not what it is taken for: with members that no release of FHIR defines,
 * on any level, since most servers drop those in silence; with a plain value where every release has a list or an object;
 * or with a value that JSON cannot hold. `allowUnknown` lets members pass that FHIR does not define. Values are not
 * validated, and a resource of a type that FHIR does not define may have any members.
 */
export function assertKnownElements(resource: Resource | Bundle, field = 'Body', allowUnknown = false): void {
	const misfits = misfitsIn(resource);
	if (misfits.length > 0 && isMarkedSimplified(resource as Resource)) throw simplifiedFailure(field);
	const found = misfits.filter(({ problem }) => !(allowUnknown && problem === 'unknown'));
	if (found.length === 0) return;
	const those = (wanted: Misfit['problem']) => found.filter(({ problem }) => problem === wanted);
	const [unknown, plain, numbers] = [those('unknown'), those('text'), those('number')];
	const [unwritable, failed] = [those('unwritable'), those('failed')];
	const parts = [
		...(unknown.length > 0 ? [`members that FHIR does not define for ${typesOf(unknown)}: ${namesOf(unknown)}`] : []),
		...(plain.length > 0 ? [`plain values where FHIR has lists or objects: ${namesOf(plain)}`] : []),
		...(numbers.length > 0 ? [`numbers that JSON cannot hold (Infinity or NaN): ${namesOf(numbers)}`] : []),
		...(unwritable.length > 0
			? [`values that JSON cannot hold (a BigInt, or objects within objects without end): ${namesOf(unwritable)}`]
			: []),
		...(failed.length > 0 ? [`texts of a failed expression ([object Object], undefined): ${namesOf(failed)}`] : []),
	];
	throw inputFailure(`"${field}" has ${parts.join('; and ')}`, adviceFor(unknown, plain));
}

function adviceFor(unknown: readonly Misfit[], plain: readonly Misfit[]): string {
	if (unknown.length === 0) {
		return plain.length === 0
			? 'Check the expressions that they come from, and that the input item has the values that those use.'
			: 'Write a list in square brackets and an object in braces, e.g. `"name": [{ "family": "Chalmers" }]`. If the resource was read with the output "Simplified", its texts cannot be sent back: read it again with the output "Raw", or change single elements with Update Fields.';
	}
	const within = nestedResource(Object.fromEntries(unknown.map(({ path, value }) => [path, value])));
	if (within !== undefined) {
		return `\`${shown(within)}\` holds a FHIR resource of its own: point the field at that, e.g. \`{{ $json.${shown(within)} }}\`.`;
	}
	const spelling = unknown.flatMap(({ path, meant }) =>
		meant === undefined ? [] : [`\`${shown(path)}\` is written \`${meant}\`.`],
	);
	return [
		...spelling.slice(0, maxNames),
		`Servers drop what they do not know, and Replace deletes what the body lacks (Update Fields does not). Map your fields to elements of ${typesOf(unknown)}, in an Edit Fields node or in the field itself as JSON, e.g. \`"name": [{ "family": "{{ $json.last }}" }]\`.`,
		'For a server with elements of its own, add the option Allow Unknown Elements.',
	].join(' ');
}

function simplifiedFailure(field: string) {
	return inputFailure(
		`"${field}" is a simplified resource, which cannot be sent back: codes, names and extensions would be lost`,
		'Read the resource again with "Raw" in place of "Simplified" under Output (in version 1 of the node, "Resource"), then change and send that. To change single elements, use Update Fields.',
	);
}

function namesOf(misfits: readonly Misfit[]): string {
	const names = misfits.slice(0, maxNames).map(({ path }) => `\`${shown(path)}\``);
	return misfits.length > maxNames ? `${names.join(', ')} and more` : names.join(', ');
}

function typesOf(misfits: readonly Misfit[]): string {
	return [...new Set(misfits.map(({ type }) => type))].slice(0, 3).join(', ');
}

function shown(path: string): string {
	return bounded(path.replace(/[\p{Cc}`]/gu, ' '), 80);
}
