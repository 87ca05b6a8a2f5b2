import { inputFailure } from '../../transport/errors/failure';
import type { Json } from '../model/resource';
import type { Field, FieldModel } from './fieldModel';
import { siblingId } from './fieldPath';

/** A choice of a field: what a person reads, and the value. */
export interface Choice {
	readonly name: string;
	readonly value: unknown;
}

/**
 * The value of the choice that a text means: the value itself, its code where it is a code with its system, or what a person
 * reads. Undefined where it means none.
 */
export function chosenValue(text: string, choices: readonly Choice[]): string | undefined {
	const wanted = plain(text);
	const found =
		choices.find(({ value }) => String(value) === text) ??
		choices.find(({ value }) => String(value).split('|')[1] === text) ??
		choices.find(({ name }) => plain(name) === wanted);
	return found && String(found.value);
}

/** A code with its system as a text, `system|code` or `system|code|display`. Throws an input `Failure` for anything else. */
export function tokenText(text: string, title: string): string {
	const [system = '', code = ''] = text.split('|');
	if (system.trim() !== '' && code.trim() !== '') return text;
	throw inputFailure(
		`"${title}" has a code that is not known, or has no code system`,
		'Choose one from the list, or write it with its system, and if you like with its name: `http://loinc.org|718-7|Haemoglobin`.',
	);
}

/** The fields of the parts of a code with its system. */
export function tokenParts(field: Field, token: Json, model: FieldModel): Array<readonly [Field, Json]> {
	const [system = '', code = '', ...display] = typeof token === 'string' ? token.split('|') : [];
	const parts = { system, code, display: display.join('|') };
	return Object.entries(parts).flatMap(([name, part]) => {
		const found = model.field(siblingId(field.id, name));
		return found && part.trim() !== '' ? [[found, part.trim()] as const] : [];
	});
}

/** What a person reads, however it is written: "In Progress", "in-progress" and "inprogress" are the same. */
export function plain(text: string): string {
	return text.toLowerCase().replace(/[\s_-]+/g, '');
}
