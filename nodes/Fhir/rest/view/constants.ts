import { ExactNumber } from '../../support/exactNumber';
import { isObject } from '../../support/json';
import { viewFailure } from './failure';
import type { Environment, FhirPathLibrary } from './library';

/** Types of constants (`ViewDefinition.constant.value[x]`) whose values are written as literals of FHIRPath. */
const temporal: Readonly<Record<string, (value: string) => string>> = {
	Date: (value) => `@${value}`,
	DateTime: (value) => (value.includes('T') ? `@${value}` : `@${value}T`),
	Instant: (value) => `@${value}`,
	Time: (value) => `@T${value}`,
};
const texts = ['Base64Binary', 'Canonical', 'Code', 'Id', 'Markdown', 'Oid', 'String', 'Uri', 'Url', 'Uuid'];
const numbers = ['Decimal', 'Integer', 'Integer64', 'PositiveInt', 'UnsignedInt'];

/** What SQL, FHIRPath and spreadsheets all accept as a name (`sql-name` of SQL on FHIR). */
export const sqlName = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The constants of a view by name. Throws an input `Failure` for one without a name or with a value of another type. */
export function constantsOf(list: readonly unknown[], library: FhirPathLibrary): Environment {
	const constants: Record<string, unknown> = {};
	for (const [index, constant] of list.entries()) {
		const place = `constant[${index}]`;
		const { name } = isObject(constant) ? constant : { name: undefined };
		if (!isObject(constant) || typeof name !== 'string' || !sqlName.test(name)) {
			throw viewFailure(
				`${place}.name`,
				'it is missing or not a name',
				'Begin with a letter, e.g. `use` or `min_age`.',
			);
		}
		if (Object.hasOwn(constants, name)) throw viewFailure(place, `\`${name}\` is defined twice`, 'Rename one of them.');
		constants[name] = valueOf(constant, place, library);
	}
	return constants;
}

function valueOf(constant: Readonly<Record<string, unknown>>, place: string, library: FhirPathLibrary): unknown {
	const [member, second] = Object.keys(constant).filter((name) => name.startsWith('value'));
	if (member === undefined || second !== undefined) {
		throw viewFailure(place, 'it needs one value', 'Add one member such as `"valueString": "official"`.');
	}
	const [type, value] = [member.slice('value'.length), constant[member]];
	const literal = temporal[type];
	if (literal && typeof value === 'string') {
		try {
			return library.compile(literal(value))([], {})[0];
		} catch {
			throw viewFailure(`${place}.${member}`, 'it is not a valid date or time', 'Write e.g. `2026-03-01`.');
		}
	}
	if (type === 'Boolean' && typeof value === 'boolean') return value;
	if (texts.includes(type) && typeof value === 'string') return value;
	if (numbers.includes(type)) {
		const text = value instanceof ExactNumber ? value.text : String(value);
		if (type !== 'Decimal' && /^-?\d{1,15}$/.test(text)) return Number(text);
		if (type === 'Decimal' && text !== '' && Number.isFinite(Number(text))) return library.decimal(text);
	}
	throw viewFailure(
		`${place}.${member}`,
		'it is not a value of this type',
		`A constant is a text, a number, a boolean, a date or a time: ${[
			...texts,
			...numbers,
			...Object.keys(temporal),
			'Boolean',
		]
			.map((name) => `value${name}`)
			.sort()
			.join(', ')}.`,
	);
}
