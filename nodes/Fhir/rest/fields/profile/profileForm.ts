import type { FieldModel } from '../fieldModel';
import { codeId, isTokenId, siblingId, tokenId } from '../fieldPath';
import type { FormField } from '../formFields';
import type { ProfileField } from './profileFields';

/** A code of a value set. */
export interface ProfileCode {
	readonly system: string;
	readonly code: string;
	readonly display: string;
}

/** The value sets whose codes the form can offer: of what people fill in, where FHIR's own codes are not all. */
export function wantedValueSets(fields: readonly ProfileField[]): string[] {
	const urls = fields.filter(isWorthCodes).flatMap(({ codes }) => codes?.valueSet ?? []);
	return [...new Set(urls)];
}

/**
 * The fields of a profile in the order of the form: required ones, those that the profile wants to be supported, its
 * extensions, what else is shown, what it fixes, and the rest. A code has its system with it where the profile fixes both, or
 * `codesOf` knows the codes of its value set.
 */
export function profileForm(
	fields: readonly ProfileField[],
	model: FieldModel,
	codesOf: (valueSet: string) => readonly ProfileCode[] | undefined,
): FormField[] {
	const byId = new Map(fields.map((field) => [field.id, field]));
	for (const field of fields) {
		const codes = isWorthCodes(field) && field.codes ? codesOf(field.codes.valueSet) : undefined;
		if (field.id.endsWith('.code') && model.fieldOfFirst(tokenId(field.id))) withToken(field, byId, codes);
		else if (codes && field.codes?.strict)
			byId.set(field.id, { ...field, kind: 'options', options: codes.map(plainChoice) });
	}
	const places = new Map(fields.map(({ id }, index) => [id, index]));
	const placeOf = ({ id }: ProfileField) => places.get(isTokenId(id) ? codeId(id) : id) ?? 0;
	const inOrder = [...byId.values()].sort((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b));
	const titles = new Set<string>();
	return inOrder.map(({ codes: _, isConceptRequired: __, isExtension, mustSupport: ___, ...field }) => {
		const title = titles.has(field.title) ? `${field.title} [${field.id}]` : field.title;
		titles.add(title);
		const isFilled = isExtension && (field.kind === 'options' || /\.value[A-Z][A-Za-z]*$/.test(field.id));
		return { ...field, title, shown: field.shown || (isFilled && field.fixed === undefined) };
	});
}

/** Puts one field for a code and its system in the place of several. */
function withToken(
	field: ProfileField,
	byId: Map<string, ProfileField>,
	codes: readonly ProfileCode[] | undefined,
): void {
	const id = tokenId(field.id);
	const inside = ['system', 'display'].flatMap((name) => byId.get(siblingId(field.id, name)) ?? []);
	const system = inside.find((one) => one.id.endsWith('.system'))?.fixed;
	const title = field.title.replace(/: Code$| Code$/, '');
	if (field.fixed !== undefined && system !== undefined) {
		for (const one of [field, ...inside]) byId.delete(one.id);
		byId.set(id, { ...field, id, title, kind: 'string', options: undefined, fixed: `${system}|${field.fixed}` });
	} else if (codes && field.fixed === undefined) {
		for (const one of [field, ...inside]) {
			if (field.codes?.strict) byId.delete(one.id);
			else byId.set(one.id, { ...one, shown: false, required: false, mustSupport: false, isExtension: false });
		}
		const required = field.required || field.isConceptRequired;
		byId.set(id, { ...field, id, title, required, shown: true, kind: 'options', options: codes.map(tokenChoice) });
	}
}

function isWorthCodes({
	codes,
	fixed,
	kind,
	required,
	mustSupport,
	isExtension,
	isConceptRequired,
	id,
}: ProfileField): boolean {
	if (!codes || fixed !== undefined || kind === 'options') return false;
	const isCode = /(^|\.)(code|valueCode)$/.test(id) || codes.strict;
	return (
		isCode &&
		!/\.(system|display|unit|value)$/.test(id) &&
		(required || mustSupport || isExtension || isConceptRequired)
	);
}

function rankOf({ required, mustSupport, isExtension, shown, fixed }: ProfileField): number {
	if (fixed !== undefined) return 5;
	if (required) return 0;
	if (mustSupport && shown) return 1;
	if (isExtension) return 2;
	if (shown) return 3;
	return mustSupport ? 4 : 6;
}

function plainChoice({ code, display }: ProfileCode) {
	return { name: display || code, value: code };
}

function tokenChoice({ system, code, display }: ProfileCode) {
	return { name: display || code, value: [system, code, ...(display ? [display] : [])].join('|') };
}
