import { fromHttpDate } from '../../../nodes/Fhir/rest/request/instant';

describe('fromHttpDate:', () => {
	test.each([
		['an HTTP date', 'Mon, 01 Jan 2024 00:00:00 GMT', '2024-01-01T00:00:00.000Z'],
		['an older HTTP date', 'Monday, 01-Jan-24 00:00:00 GMT', '2024-01-01T00:00:00.000Z'],
		['a date without a day of the week', '01 Jan 2024 00:00:00 GMT', '2024-01-01T00:00:00.000Z'],
		['an instant, as it is', '2024-01-01T01:00:00+01:00', '2024-01-01T01:00:00+01:00'],
		['anything else, as it is', 'yesterday', 'yesterday'],
		['nothing', '', ''],
	])('%s', (_what, text, expected) => {
		expect(fromHttpDate(text)).toBe(expected);
	});
});
