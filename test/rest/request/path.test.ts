import fc from 'fast-check';
import {
	compartmentPath,
	historyPath,
	operationPath,
	resourceId,
	resourcePath,
	resourceType,
	restPath,
} from '../../../nodes/Fhir/rest/request/path';
import { isResourceType, nearestResourceType, resourceTypes } from '../../../nodes/Fhir/rest/model/resourceTypes';
import { failureOf } from '../support';

describe('resource types', () => {
	test('those of R4, R4B, R5 and STU3 are known, each once', () => {
		for (const type of ['Patient', 'SubscriptionTopic', 'ActorDefinition', 'ProcedureRequest', 'MolecularSequence']) {
			expect(isResourceType(type)).toBe(true);
		}
		expect(new Set(resourceTypes).size).toBe(resourceTypes.length);
		for (const type of resourceTypes) expect(type).toMatch(/^[A-Z][A-Za-z]{1,63}$/);
	});

	test.each([
		['patient', 'Patient'],
		['Patients', 'Patient'],
		['Observaton', 'Observation'],
		['medicationrequest', 'MedicationRequest'],
		['xyzzy', undefined],
	])('%s is nearest to %s', (typed, nearest) => {
		expect(nearestResourceType(typed)).toBe(nearest);
	});

	test('an unknown type names its field and suggests the nearest name', async () => {
		const failure = await failureOf(() => resourceType('Pateint'));
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(failure.message).toContain('"Resource Type"');
		expect(failure.advice).toContain('`Patient`');
	});

	test('blanks around a type are trimmed, and an empty one is called that', () => {
		expect(resourceType(' Patient\n')).toBe('Patient');
		expect(() => resourceType(' ')).toThrow('"Resource Type" is empty');
	});

	test('a wrong type is shown on one line, and no longer than 40 characters', () => {
		expect(() => resourceType('Pa\ntient')).toThrow('"Resource Type" is "Pa tient", which');
		expect(() => resourceType('x'.repeat(40))).toThrow(`"${'x'.repeat(40)}"`);
		expect(() => resourceType('x'.repeat(41))).toThrow(`"${'x'.repeat(40)}…"`);
	});

	test.each(['', ' ', 'patient', 'Patient/1', 'Patient?x', '../Patient', '__proto__', 'constructor'])(
		'"%s" is refused',
		(typed) => {
			expect(() => resourceType(typed)).toThrow('"Resource Type"');
		},
	);
});

describe('ids', () => {
	test.each(['', '.', '..', 'a/b', 'a?b', 'a#b', 'a b', 'ä', 'a\nb', 'x'.repeat(65), '1234\r\nHost: evil'])(
		'%j is refused and nothing of it is shown',
		async (typed) => {
			const failure = await failureOf(() => resourceId(typed));
			expect(failure.kind).toBe('input');
			expect(failure.message).toContain('"Resource ID"');
			if (typed.length > 2) expect(failure.message).not.toContain(typed);
		},
	);

	test('what is wrong with an id is said', () => {
		expect(() => resourceId(' ')).toThrow('"Resource ID" is empty');
		expect(() => resourceId('Patient/1')).toThrow('"Resource ID" holds a slash');
		expect(() => resourceId('a b')).toThrow('"Resource ID" is no FHIR id');
	});

	test('blanks around an id are trimmed; what is within the rules is kept as it is', () => {
		expect(resourceId(' a-1.B ')).toBe('a-1.B');
		fc.assert(
			fc.property(fc.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/), (id) => {
				if (id === '.' || id === '..') expect(() => resourceId(id)).toThrow();
				else expect(resourceId(id)).toBe(id);
			}),
		);
	});

	test('whatever is typed, an accepted id is one path segment of the same resource', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 70 }), (typed) => {
				let path: string;
				try {
					path = resourcePath('Patient', typed);
				} catch {
					return;
				}
				const url = new URL(`https://h/fhir/${path}`);
				expect(url.href).toBe(`https://h/fhir/Patient/${typed.trim()}`);
			}),
		);
	});
});

describe('paths', () => {
	test('of a type, a resource, a version, a history', () => {
		expect(resourcePath('Patient')).toBe('Patient');
		expect(resourcePath('Patient', '1')).toBe('Patient/1');
		expect(resourcePath('Patient', '1', '2')).toBe('Patient/1/_history/2');
		expect(historyPath()).toBe('_history');
		expect(historyPath('Patient')).toBe('Patient/_history');
		expect(historyPath('Patient', '1')).toBe('Patient/1/_history');
	});

	test('an empty id is an error and never the type', () => {
		expect(() => resourcePath('Patient', '')).toThrow('"Resource ID" is empty');
		expect(() => resourcePath('Patient', '1', '')).toThrow('"Version ID" is empty');
	});

	test('what is wrong with the name of an operation is said', () => {
		expect(operationPath(' everything ')).toBe('$everything');
		expect(() => operationPath(' ')).toThrow('"Operation" is empty');
		expect(() => operationPath('$a/b')).toThrow('"Operation" is no operation name');
	});

	test('of operations, with and without their $', () => {
		expect(operationPath('everything', 'Patient', '1')).toBe('Patient/1/$everything');
		expect(operationPath('$validate-code', 'ValueSet')).toBe('ValueSet/$validate-code');
		expect(operationPath('$hapi.fhir.replace-references')).toBe('$hapi.fhir.replace-references');
	});

	test.each(['', '$', '$a/b', '$a?b', '../$x', '$ä', '1'])('operation name %j is refused', (name) => {
		expect(() => operationPath(name)).toThrow('"Operation"');
	});

	test('of compartments', () => {
		expect(compartmentPath('Patient', '1', 'Observation')).toBe('Patient/1/Observation');
		expect(compartmentPath('Patient', '1')).toBe('Patient/1/*');
		expect(() => compartmentPath('Patient', 'a/b')).toThrow('"Compartment ID"');
	});

	test('segments are encoded once, and none can leave its place', () => {
		expect(restPath('Patient', '1', '$everything')).toBe('Patient/1/$everything');
		expect(restPath('a b', 'c/d?e#f%')).toBe('a%20b/c%2Fd%3Fe%23f%25');
		for (const segment of ['', '.', '..', 'a\u0000', '\ud800']) expect(() => restPath('Patient', segment)).toThrow();
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 }),
				(segments) => {
					let path: string;
					try {
						path = restPath(...segments);
					} catch {
						return;
					}
					const { pathname, search, hash } = new URL(`https://h/fhir/${path}`);
					expect(pathname.slice('/fhir/'.length).split('/').map(decodeURIComponent)).toEqual(segments);
					expect(search + hash).toBe('');
				},
			),
		);
	});
});
