import type { Json } from '../../../nodes/Fhir/rest/model/resource';
import { typedValue } from '../../../nodes/Fhir/rest/request/typedValue';
import { failureOf } from '../support';

describe('typedValue:', () => {
	test.each<[string, unknown, { [name: string]: Json }]>([
		['string', ' a ', { valueString: ' a ' }],
		['string', 5, { valueString: '5' }],
		['date', '1974-12-25', { valueDate: '1974-12-25' }],
		['base64Binary', 'aGk=', { valueBase64Binary: 'aGk=' }],
		['integer64', '9007199254740993', { valueInteger64: '9007199254740993' }],
		['boolean', true, { valueBoolean: true }],
		['boolean', 'false', { valueBoolean: false }],
		['decimal', '7', { valueDecimal: 7 }],
		['decimal', ' -12.25 ', { valueDecimal: -12.25 }],
		['decimal', '+1e10', { valueDecimal: 1e10 }],
		['decimal', '1.5E-12', { valueDecimal: 1.5e-12 }],
		['integer', ' -12 ', { valueInteger: -12 }],
		['integer', 0, { valueInteger: 0 }],
		['positiveInt', '+012', { valuePositiveInt: 12 }],
		['unsignedInt', '0', { valueUnsignedInt: 0 }],
		['Coding', '{"code":"a"}', { valueCoding: { code: 'a' } }],
		['Coding', { code: 'a' }, { valueCoding: { code: 'a' } }],
	])('type %s with %j gives %j', (type, typed, expected) => {
		expect(typedValue(type, typed, 'Value')).toEqual(expected);
	});

	test.each<[string, unknown, RegExp]>([
		['string', '', /^"Value" is empty$/],
		['string', null, /^"Value" is empty$/],
		['string', undefined, /^"Value" is empty$/],
		['string', { a: 1 }, /^"Value" is an object, but its type is string$/],
		['boolean', 'yes', /neither true nor false$/],
		['decimal', '7,2', /is not a number$/],
		['decimal', '.5', /is not a number$/],
		['decimal', 'x1', /is not a number$/],
		['decimal', '1e', /is not a number$/],
		['integer', '1.5', /is not a whole number$/],
		['integer', 'x1', /is not a whole number$/],
		['positiveInt', '0', /is not a whole number above 0$/],
		['unsignedInt', '-1', /is not a whole number of 0 or more$/],
		['Coding', 'a', /^"Value" is not valid JSON/],
		['toString', 'a', /unknown type toString$/],
	])('type %s with %j is rejected', async (type, typed, message) => {
		expect(await failureOf(() => typedValue(type, typed, 'Value'))).toMatchObject({
			kind: 'input',
			message: expect.stringMatching(message),
		});
	});
});
