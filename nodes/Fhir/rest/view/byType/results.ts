import { isObject } from '../../../support/json';
import { listMember, textMember } from '../../../support/jsonMembers';
import type { Resource } from '../../model/resource';
import { readableText } from './codes';
import { type Cell, joinedTexts, type Kind, numberOf, textOf } from './kind';
import { foundAt, pathOf } from './found';

/** The number of a quantity or an amount of money, or a number that stands alone. */
export const quantity: Kind = {
	type: 'decimal',
	read: (values) =>
		firstNumber(values.map((value) => (isObject(value) ? numberOf(value.value) : undefined) ?? numberOf(value))),
};

function firstNumber(numbers: ReadonlyArray<ReturnType<typeof numberOf>>): Cell {
	return numbers.find((one) => one !== undefined) ?? null;
}

/** A text beside the number of a quantity: the first member of these that it has. */
function beside(...names: readonly string[]): Kind {
	return {
		type: 'string',
		read: (values) => {
			const own = values.find((value) => isObject(value) && numberOf(value.value) !== undefined);
			for (const name of names) {
				const found = textMember(own, name);
				if (found !== undefined) return found;
			}
			return null;
		},
	};
}

export const unit: Kind = beside('unit', 'code');
export const comparator: Kind = beside('comparator');
export const currency: Kind = beside('currency', 'code');

const value = pathOf('value[x]');

/** The parts of a result in one text: `Systolic blood pressure: 107 mm[Hg]; …`. */
export const components: Kind = {
	type: 'string',
	read: (parts, resource) =>
		joinedTexts(
			parts.map((part) => {
				if (!isObject(part)) return undefined;
				const name = readableText(part.code, resource);
				const own = foundAt(part, value)[0] ?? part.dataAbsentReason;
				return together(name, own === undefined ? undefined : readableText(own, resource));
			}),
		),
};

/** The number of the part of a result that has this LOINC code. */
export function component(loinc: string): Kind {
	const isMeant = (coding: unknown) =>
		textMember(coding, 'code') === loinc && textMember(coding, 'system') === 'http://loinc.org';
	return {
		type: 'decimal',
		read: (parts) => {
			const part = parts.find((one) => isObject(one) && listMember(one.code, 'coding').some(isMeant));
			const own = isObject(part) ? part.valueQuantity : undefined;
			return (isObject(own) ? numberOf(own.value) : undefined) ?? null;
		},
	};
}

/** Reference ranges: as they are written, or from low to high. */
export const ranges: Kind = {
	type: 'string',
	read: (entries, resource) => joinedTexts(entries.map((entry) => rangeText(entry, resource))),
};

function rangeText(entry: unknown, resource: Resource): string | undefined {
	const written = textMember(entry, 'text');
	if (written !== undefined || !isObject(entry)) return written;
	const [low, high] = [entry.low, entry.high].map((limit) =>
		limit === undefined ? undefined : readableText(limit, resource),
	);
	if (low !== undefined && high !== undefined) return `${low} – ${high}`;
	return low !== undefined ? `≥ ${low}` : high !== undefined ? `≤ ${high}` : undefined;
}

/** How to take a medicine: as it is written, or dose, frequency and route. */
export const dosage: Kind = {
	type: 'string',
	read: (dosages, resource) => joinedTexts(dosages.map((one) => dosageText(one, resource))),
};

function dosageText(one: unknown, resource: Resource): string | undefined {
	const written = textMember(one, 'text');
	if (written !== undefined || !isObject(one)) return written;
	const [doseAndRate] = listMember(one, 'doseAndRate');
	const rate = isObject(doseAndRate) ? doseAndRate : one;
	const timing = isObject(one.timing) ? one.timing.code : undefined;
	const parts = [rate.doseQuantity ?? rate.doseRange ?? rate.dose, timing, one.route];
	const shown = parts.map((part) => (part === undefined ? undefined : readableText(part, resource)));
	return shown.filter((part) => part !== undefined).join(', ') || undefined;
}

/** Amounts of several kinds in one text. */
export const amounts: Kind = {
	type: 'string',
	read: (entries, resource) =>
		joinedTexts(
			entries.map((entry) =>
				isObject(entry)
					? together(readableText(entry.category, resource), readableText(entry.amount, resource))
					: undefined,
			),
		),
};

/** The answers of a questionnaire in one text, with the questions where the resource has them. */
export const answers: Kind = {
	type: 'string',
	read: (items, resource) => joinedTexts(items.flatMap((item) => answersOf(item, resource))),
};

function answersOf(item: unknown, resource: Resource): Array<string | undefined> {
	const given = listMember(item, 'answer');
	const shown = given.map((one) => (isObject(one) ? readableText(foundAt(one, value)[0], resource) : undefined));
	const question = textMember(item, 'text') ?? textMember(item, 'linkId');
	const own = shown.filter((one) => one !== undefined).join(', ');
	const inner = [...given, item].flatMap((one) => listMember(one, 'item'));
	return [own === '' ? undefined : together(question, own), ...inner.flatMap((one) => answersOf(one, resource))];
}

function together(name: string | undefined, shown: string | undefined): string | undefined {
	if (name === undefined || shown === undefined) return shown ?? name;
	return `${name}: ${textOf(shown)}`;
}
