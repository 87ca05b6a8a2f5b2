import fc from 'fast-check';
import { isResourceType, nearestResourceType, resourceTypes } from '../../../nodes/Fhir/rest/model/resourceTypes';
import {
	compartmentPath,
	historyPath,
	operationPath,
	resourceId,
	resourcePath,
	resourceType,
	restPath,
} from '../../../nodes/Fhir/rest/request/path';
import { failureOf } from '../support';

describe('Resource types:', () => {
	test('the types of STU3, R4, R4B and R5 are known, without duplicates', () => {
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
	])('nearestResourceType: %s gives %s', (typed, nearest) => {
		expect(nearestResourceType(typed)).toBe(nearest);
	});

	test('the error for what cannot be a type names the field and suggests a similar name', async () => {
		const failure = await failureOf(() => resourceType('pateint'));
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(failure.message).toContain('"Resource Type"');
		expect(failure.advice).toContain('`Patient`');
	});

	test('resourceType trims spaces and says that an empty field is empty', () => {
		expect(resourceType(' Patient\n')).toBe('Patient');
		expect(() => resourceType(' ')).toThrow('"Resource Type" is empty');
	});

	test('a type that FHIR does not define may be one of the server', () => {
		expect(resourceType('AidboxQuery')).toBe('AidboxQuery');
		expect(resourceType('Pateint')).toBe('Pateint');
	});

	test('a wrong type is shown on one line with at most 40 characters', () => {
		expect(() => resourceType('Pa\ntient')).toThrow('"Resource Type" is "Pa tient", which');
		expect(() => resourceType('x'.repeat(40))).toThrow(`"${'x'.repeat(40)}"`);
		expect(() => resourceType('x'.repeat(41))).toThrow(`"${'x'.repeat(40)}…"`);
	});

	test.each(['', ' ', 'patient', 'Patient/1', 'Patient?x', '../Patient', '__proto__', 'constructor'])(
		'resourceType: "%s" is rejected',
		(typed) => {
			expect(() => resourceType(typed)).toThrow('"Resource Type"');
		},
	);
});

describe('resourceId:', () => {
	test.each([
		'',
		'.',
		'..',
		'a/b',
		'a?b',
		'a#b',
		'a b',
		'ä',
		'a\nb',
		'a%2Fb',
		'%2e%2e',
		'1;v=2',
		'1&x=2',
		'$expunge',
		'_history',
		'*',
		'1234\r\nHost: evil',
	])('%j is rejected and not shown', async (typed) => {
		const failure = await failureOf(() => resourceId(typed));
		expect(failure.kind).toBe('input');
		expect(failure.message).toContain('"Resource ID"');
		if (typed.length > 2) expect(failure.message).not.toContain(typed);
	});

	test('the error says what is wrong with an ID', () => {
		expect(() => resourceId(' ')).toThrow('"Resource ID" is empty');
		expect(() => resourceId('Patient/1')).toThrow('"Resource ID" contains a slash');
		expect(() => resourceId('a b')).toThrow('"Resource ID" is not a FHIR ID');
	});

	test('spaces are trimmed and a valid ID is returned unchanged', () => {
		expect(resourceId(' a-1.B ')).toBe('a-1.B');
		for (const id of ['x'.repeat(70), 'a_b', 'urn:oid:1.2', '~a', 'MTcw==', 'a+b@c!$,', '_a']) {
			expect(resourceId(id)).toBe(id);
		}
		fc.assert(
			fc.property(
				fc.stringMatching(/^[A-Za-z0-9\-._~:]{1,100}$/).filter((id) => !/^_(history|search)$/.test(id)),
				(id) => {
					if (id === '.' || id === '..') expect(() => resourceId(id)).toThrow();
					else expect(resourceId(id)).toBe(id);
				},
			),
		);
	});

	test('an accepted ID is always one path segment of the same resource', () => {
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

describe('Paths:', () => {
	test('resourcePath and historyPath give the path of a type, resource, version or history', () => {
		expect(resourcePath('Patient')).toBe('Patient');
		expect(resourcePath('Patient', '1')).toBe('Patient/1');
		expect(resourcePath('Patient', '1', '2')).toBe('Patient/1/_history/2');
		expect(historyPath()).toBe('_history');
		expect(historyPath('Patient')).toBe('Patient/_history');
		expect(historyPath('Patient', '1')).toBe('Patient/1/_history');
	});

	test('an empty ID is an error and never means the whole type', () => {
		expect(() => resourcePath('Patient', '')).toThrow('"Resource ID" is empty');
		expect(() => resourcePath('Patient', '1', '')).toThrow('"Version ID" is empty');
	});

	test('operationPath: the error says what is wrong with the name of the operation', () => {
		expect(operationPath(' everything ')).toBe('$everything');
		expect(() => operationPath(' ')).toThrow('"Operation" is empty');
		expect(() => operationPath('$a/b')).toThrow('"Operation" is not the name of an operation');
	});

	test('operationPath accepts names with and without $', () => {
		expect(operationPath('everything', 'Patient', '1')).toBe('Patient/1/$everything');
		expect(operationPath('$validate-code', 'ValueSet')).toBe('ValueSet/$validate-code');
		expect(operationPath('$hapi.fhir.replace-references')).toBe('$hapi.fhir.replace-references');
	});

	test.each(['', '$', '$a/b', '$a?b', '../$x', '$ä', '1'])('operationPath: the name %j is rejected', (name) => {
		expect(() => operationPath(name)).toThrow('"Operation"');
	});

	test('compartmentPath gives the path of one type or of all types', () => {
		expect(compartmentPath('Patient', '1', 'Observation')).toBe('Patient/1/Observation');
		expect(compartmentPath('Patient', '1')).toBe('Patient/1/*');
		expect(() => compartmentPath('Patient', 'a/b')).toThrow('"Compartment ID"');
	});

	test('restPath encodes each segment once, and no segment can change the path', () => {
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
