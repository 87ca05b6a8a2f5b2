import { isObject } from '../../../support/json';
import { elementText } from './codes';
import { joinedTexts, type Kind, textOf } from './kind';

/** When something began: a date or time, the start of a period, or the first time of a schedule. */
export const start: Kind = { type: 'dateTime', read: (values) => firstText(values.map(startOf)) };

/** When something that lasts was over. */
export const end: Kind = {
	type: 'dateTime',
	read: (values) => firstText(values.map((value) => (isObject(value) ? textOf(value.end) : undefined))),
};

/** When something that has an end of its own was over: that date or time, or the end of its period. */
export const over: Kind = {
	type: 'dateTime',
	read: (values) => firstText(values.map((value) => (isObject(value) ? textOf(value.end) : startOf(value)))),
};

/** A date or a time. */
export const moment: Kind = { type: 'dateTime', read: (values) => firstText(values.map(textOf)) };

export const day: Kind = { ...moment, type: 'date' };

/** A time that is not a date: an age, a range of ages, a text. */
export const otherTime: Kind = {
	type: 'string',
	read: (values) => joinedTexts(values.map((value) => (startOf(value) === undefined ? elementText(value) : undefined))),
};

const isDate = /^\d{4}(?:-|$)/;

function startOf(value: unknown): string | undefined {
	if (typeof value === 'string') return isDate.test(value) ? value : undefined;
	if (!isObject(value)) return undefined;
	const { event, repeat } = value;
	const bounds = isObject(repeat) && isObject(repeat.boundsPeriod) ? repeat.boundsPeriod.start : undefined;
	return textOf(value.start) ?? textOf(Array.isArray(event) ? event[0] : undefined) ?? textOf(bounds);
}

function firstText(texts: ReadonlyArray<string | undefined>): string | null {
	return texts.find((one) => one !== undefined) ?? null;
}
