import { STATUS_CODES } from 'node:http';
import { entryStatus } from '../../../nodes/Fhir/rest/bundle/entryStatus';

describe('entryStatus reads', () => {
	it.each<[string, unknown, number]>([
		['the number and the phrase', '201 Created', 201],
		['the number alone', '204', 204],
		['a JSON number', 200, 200],
		['a status line', 'HTTP/1.1 412 Precondition Failed', 412],
		['spaces around it', '  200 OK', 200],
		['the phrase alone', 'Created', 201],
		['the name that .NET gives it', 'NoContent', 204],
		['a name with underscores', 'UNPROCESSABLE_ENTITY', 422],
		['nothing', undefined, 0],
		['words that are no status', 'constructor', 0],
		['an object', { code: 200 }, 0],
	])('%s', (_what, status, expected) => {
		expect(entryStatus(status)).toBe(expected);
	});

	it('the phrases of the statuses that servers give for entries, as Node writes them', () => {
		for (const status of [200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 409, 410, 412, 413, 422, 429, 500, 503]) {
			expect(entryStatus(STATUS_CODES[status])).toBe(status);
		}
	});
});
