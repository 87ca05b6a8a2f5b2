import { withOffset } from '../../nodes/Fhir/support/timeZone';

test.each([
	['2026-03-01T08:00:00', 'Europe/Amsterdam', '2026-03-01T08:00:00+01:00'],
	['2026-07-01T08:00', 'Europe/Amsterdam', '2026-07-01T08:00+02:00'],
	['2026-07-01T08:00:00.5', 'America/New_York', '2026-07-01T08:00:00.5-04:00'],
	['2026-07-01T08:00:00', 'Asia/Kolkata', '2026-07-01T08:00:00+05:30'],
	['2026-07-01T08:00:00', 'UTC', '2026-07-01T08:00:00+00:00'],
	// The clock was put forward at 2:00, and is put back at 3:00.
	['2026-03-29T01:30:00', 'Europe/Amsterdam', '2026-03-29T01:30:00+01:00'],
	['2026-03-29T03:30:00', 'Europe/Amsterdam', '2026-03-29T03:30:00+02:00'],
	['2026-10-25T01:30:00', 'Europe/Amsterdam', '2026-10-25T01:30:00+02:00'],
	['2026-10-25T02:30:00', 'Europe/Amsterdam', '2026-10-25T02:30:00+02:00'],
	['2026-10-25T03:30:00', 'Europe/Amsterdam', '2026-10-25T03:30:00+01:00'],
])('%s in %s is %s', (text, zone, expected) => {
	expect(withOffset(text, zone)).toBe(expected);
});

test.each(['2026-03-01', '2026-03-01T08:00:00Z', '2026-03-01T08:00:00+01:00', '2026-13-41T08:00:00', 'yesterday', ''])(
	'"%s" stays as it is',
	(text) => {
		expect(withOffset(text, 'Europe/Amsterdam')).toBe(text);
	},
);

test('a time in a zone that does not exist stays as it is', () => {
	expect(withOffset('2026-03-01T08:00:00', 'Mars/Olympus')).toBe('2026-03-01T08:00:00');
});
