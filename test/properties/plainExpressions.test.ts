import fc from 'fast-check';
import type { Resource } from '../../nodes/Fhir/rest/model/resource';
import { compileExpression, plainValuesOf } from '../../nodes/Fhir/rest/view/expression';
import { rootFocus } from '../../nodes/Fhir/rest/view/focus';
import { type FhirPathLibrary, loadFhirPath } from '../../nodes/Fhir/rest/view/library';
import { readyViews } from '../../nodes/Fhir/rest/view/ready/views';
import { exactNumber, ExactNumber } from '../../nodes/Fhir/support/exactNumber';
import { exampleTexts } from '../servers/fhir/examples';

let library: FhirPathLibrary;
beforeAll(async () => (library = await loadFhirPath('r4')));

/** Expressions that were compiled once. */
const compiled = new Map<string, ReturnType<typeof compileExpression>>();

/** What both ways find; `plain` is undefined where it is left to the library. */
function both(text: string, resource: Resource): { plain: unknown; library: unknown } {
	const expression = compiled.get(text) ?? compileExpression(text, 'place', { library, constants: new Set() });
	compiled.set(text, expression);
	const focus = rootFocus(resource, {}, library);
	const shown = (values: readonly unknown[]) =>
		values
			.map(library.valueOf)
			.filter((value) => value !== null && value !== undefined)
			.map((value) => (value instanceof ExactNumber ? `number ${value.text}` : value));
	const plain = plainValuesOf(expression, focus);
	let found: unknown;
	try {
		found = shown(expression.evaluate(focus.nodes(), focus.environment()));
	} catch (error) {
		found = error;
	}
	return { plain: plain && shown(plain.values), library: found };
}

/** The expressions of the ready views, with those of rows for each element as paths from the resource. */
const ready = readyViews.flatMap(({ resource, columns, forEach }) => [
	...columns.map(([, path]) => [resource, path] as const),
	...(forEach?.columns ?? []).map(([, path]) => [resource, `${forEach?.path ?? ''}.select(${path})`] as const),
]);
const usual: ReadonlyArray<readonly [string, string]> = [
	['Patient', "name.where(use = 'official').family"],
	['Patient', "name.where(use = 'official').first().given.join(' ')"],
	['Patient', 'name[1].given[0]'],
	['Patient', "(telecom.where(system = 'phone').value).first()"],
	['Patient', "extension.where(url = 'http://example.org/x').value.ofType(Coding).code"],
	['Patient', 'contact.name.family'],
	['Patient', 'contact.where(name.exists()).telecom.value'],
	['Patient', 'multipleBirth.ofType(integer)'],
	['Patient', 'deceased.exists()'],
	['Patient', 'link.other.getReferenceKey()'],
	['Observation', "code.coding.where(system = 'http://loinc.org').code"],
	['Observation', 'referenceRange.low'],
	['Observation', 'component.referenceRange.low.value'],
	['Observation', 'value.ofType(Quantity)'],
	['Observation', 'value'],
	['Observation', 'value.ofType(integer).toString()'],
	['Condition', 'onset.ofType(Age).value'],
	['Condition', 'stage.summary.coding.display.join()'],
];

const examples = [...exampleTexts([...ready, ...usual].map(([type]) => type))].map(
	([, text]) => JSON.parse(text) as Resource,
);

test('an expression of a ready view needs no library, and finds what the library finds in the examples of the specification', () => {
	let compared = 0;
	for (const [type, text] of [...ready, ...usual]) {
		for (const resource of examples.filter(({ resourceType }) => resourceType === type)) {
			const { plain, library: expected } = both(text, resource);
			expect({ text, found: plain }).toEqual({ text, found: expected });
			compared++;
		}
	}
	expect(compared).toBeGreaterThan(2_000);
});

/** Names that begin somewhere in these types, also such as lead nowhere. */
const names = (
	'name given family use telecom value system code coding text display active birthDate deceased identifier contact ' +
	'component effective subject reference id extension url meta lastUpdated start end period category interpretation ' +
	'onset referenceRange low multipleBirth status period maritalStatus link other'
).split(' ');
const types =
	'Quantity CodeableConcept string boolean integer dateTime Period instant Range Age Coding decimal code'.split(' ');
const literal = fc.constantFrom("'official'", "'phone'", "'a'", "'1'", "'2020-01-01'", "''", "'\\u0041'");
const name = fc.constantFrom(...names);

const expression = fc.letrec<{ path: string; criterion: string; any: string; call: string }>((tie) => ({
	call: fc.oneof(
		name,
		name,
		name,
		fc.constantFrom(
			'first()',
			'exists()',
			'count()',
			'getReferenceKey()',
			'getReferenceKey(Patient)',
			'join()',
			'toString()',
		),
		literal.map((text) => `join(${text})`),
		fc.constantFrom(...types).map((type) => `ofType(${type})`),
		tie('criterion').map((criterion) => `where(${criterion})`),
		tie('any').map((any) => `select(${any})`),
		tie('any').map((any) => `combine(${any})`),
	),
	path: fc.oneof(
		{ depthSize: 'medium', withCrossShrink: true },
		name,
		fc.tuple(tie('path'), tie('call')).map(([path, call]) => `${path}.${call}`),
		fc.tuple(tie('path'), fc.nat(2)).map(([path, index]) => `${path}[${index}]`),
		tie('path').map((path) => `(${path})`),
	),
	criterion: fc.oneof(
		tie('path').map((path) => `${path}.exists()`),
		fc.tuple(tie('path'), literal).map(([path, text]) => `${path} = ${text}`),
	),
	any: fc.oneof(
		tie('path'),
		fc.tuple(tie('criterion'), tie('path'), tie('path')).map(([test, yes, no]) => `iif(${test}, ${yes}, ${no})`),
		fc.tuple(tie('criterion'), tie('path')).map(([test, yes]) => `iif(${test}, ${yes})`),
		fc.constantFrom('true', 'getResourceKey()'),
	),
})).any;

const primitive = fc.oneof(
	fc.constantFrom(
		'official',
		'phone',
		'a',
		'1',
		'',
		'A',
		'2020-01-01',
		'2020-01-01T10:00:00Z',
		'Patient/p',
		'urn:uuid:1',
	),
	fc.constantFrom<unknown>(1, 2.5, true, false, null),
	fc.constantFrom('2.50', '12345678901234567890').map(exactNumber),
);
const members = [
	...names,
	...['_given', '_family', '_use', '_birthDate', '_text', '_valueString'],
	...['Quantity', 'String', 'Boolean', 'Integer', 'CodeableConcept', 'DateTime', 'Period', 'Coding', 'Age'].map(
		(type) => `value${type}`,
	),
	...['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'deceasedBoolean', 'deceasedDateTime'],
	...['onsetAge', 'onsetDateTime', 'onsetString', 'multipleBirthInteger', 'multipleBirthBoolean'],
];
const element = fc.letrec<{ value: unknown; object: object }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		primitive,
		tie('object'),
		fc.array(tie('object'), { maxLength: 3 }),
		fc.array(primitive, { maxLength: 3 }),
	),
	object: fc.dictionary(fc.constantFrom(...members), tie('value'), { maxKeys: 8, noNullPrototype: true }),
})).object;
const invented = fc
	.tuple(fc.constantFrom('Patient', 'Observation', 'Condition', 'Unknown'), element)
	.map(([resourceType, rest]) => ({ resourceType, id: 'r', ...rest }));

/** An example of the specification with some members in other places, or with other values. */
const changed = fc
	.tuple(
		fc.constantFrom(...examples.filter((one) => /^(Patient|Observation|Condition)$/.test(one.resourceType))),
		fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...members), fc.oneof(primitive, element)), { maxLength: 4 }),
	)
	.map(([example, changes]) => {
		const copy = structuredClone(example);
		for (const [place, member, value] of changes) {
			const objects = objectsIn(copy);
			const object = objects[place % objects.length];
			if (object) object[member] = value;
		}
		return copy;
	});

function objectsIn(value: unknown): Array<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return [];
	const own = Array.isArray(value) ? [] : [value as Record<string, unknown>];
	return [...own, ...Object.values(value).flatMap(objectsIn)];
}

test('what is found without the library is what the library finds, for any expression and resource, also an invalid one', () => {
	let compared = 0;
	fc.assert(
		fc.property(
			expression,
			fc.array(fc.oneof(invented, changed), { minLength: 8, maxLength: 8 }),
			(text, resources) => {
				for (const one of resources) {
					const { plain, library: expected } = both(text, one);
					if (plain === undefined) continue;
					if ((plain as unknown[]).length > 0) compared++;
					expect({ text, one, found: plain }).toEqual({ text, one, found: expected });
				}
			},
		),
		{ numRuns: Number(process.env.RUNS ?? 500) },
	);
	// Enough of them found something.
	expect(compared).toBeGreaterThan(250);
});
