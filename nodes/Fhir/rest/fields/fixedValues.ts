import { type Failure, inputFailure } from '../../transport/errors/failure';
import type { OfferedField } from './columns';
import type { Field, FieldModel } from './fieldModel';
import { fieldId } from './fieldPath';

/** Is what the form holds for a field only what the profile says, as the form shows it? Then it need not be read. */
export function isFixed(typed: unknown, offer: OfferedField | undefined): boolean {
	return offer?.fixed !== undefined && typed === offer.fixed;
}

/** The input `Failure` for a value that the profile does not allow. */
export function notAllowedFailure(title: string, fixed: string): Failure {
	return inputFailure(
		`"${title}" has a value that the profile does not allow`,
		`The profile says \`${fixed}\`. Leave the field empty, or choose another profile.`,
	);
}

/**
 * What the profile fixes, as far as it is to be sent: in a whole resource, what has to be there, and what stands by itself and is
 * in the form; of all else, what belongs to a value that is given, such as the unit of a quantity. `isPartial`: is only a part
 * of a resource given?
 */
export function fixedFields(
	offered: readonly OfferedField[],
	given: Iterable<Field>,
	model: FieldModel,
	isPartial: boolean,
): Array<{ readonly field: Field; readonly fixed: string }> {
	const ids = [...given].map(({ id }) => id);
	return offered.flatMap(({ id, fixed, required, removed }) => {
		const field = fixed === undefined ? undefined : model.field(id);
		if (!field || fixed === undefined) return [];
		const owner = ownerOf(field);
		const isOwned = owner !== '' && ids.some((one) => one.startsWith(owner));
		const isWhole = !isPartial && (required === true || (owner === '' && removed !== true));
		return isOwned || isWhole ? [{ field, fixed }] : [];
	});
}

/** Where what the field says something about begins, without the concept that a code is in; empty for the resource itself. */
function ownerOf({ steps }: Field): string {
	const around = steps.slice(0, -1);
	while (/^(Coding|CodeableConcept|Meta)$/.test(around.at(-1)?.element.type ?? '')) around.pop();
	return around.length === 0 ? '' : `${fieldId(around)}.`;
}

/** Has the form been filled for this profile? */
export function isOfProfile(offered: readonly OfferedField[], profile: string): boolean {
	return offered.some(({ id, fixed }) => id === profileFieldId && fixed === profile);
}

/** The field that holds the URL of the profile. */
export const profileFieldId = 'meta.profile[0]';
