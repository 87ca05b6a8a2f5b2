import { documentDraft, type DocumentFields } from '../../../nodes/Fhir/rest/binary/documentReference';
import { failureOf } from '../support';

const file = { contentType: 'text/plain', fileName: undefined, size: undefined };
const drafted = (fields: Partial<DocumentFields>) => documentDraft({ status: 'current', ...fields })('7', file);
const bare = {
	resourceType: 'DocumentReference',
	status: 'current',
	content: [{ attachment: { contentType: 'text/plain', url: 'Binary/7' } }],
};

describe('documentDraft:', () => {
	test('leaves out empty fields', () => {
		expect(drafted({})).toStrictEqual(bare);
		expect(drafted({ subject: '', date: '' })).toStrictEqual(bare);
		expect(drafted({ subject: null, date: null })).toStrictEqual(bare);
	});

	test.each<[Partial<DocumentFields>, object]>([
		[{ description: 'A letter' }, { description: 'A letter' }],
		[{ type: 'Letter' }, { type: { text: 'Letter' } }],
		[{ category: 'Note' }, { category: [{ text: 'Note' }] }],
		[{ type: ' http://h | 1 ' }, { type: { coding: [{ system: 'http://h', code: '1' }] } }],
		[{ type: '|1' }, { type: { coding: [{ code: '1' }] } }],
		[{ type: 'http://h|1|a|b' }, { type: { coding: [{ system: 'http://h', code: '1', display: 'a|b' }] } }],
		[{ subject: ' Patient/1 ' }, { subject: { reference: 'Patient/1' } }],
		[{ subject: { reference: 'Patient/1', display: 'A' } }, { subject: { reference: 'Patient/1', display: 'A' } }],
		[{ date: '2026-03-01T09:00:00+01:00' }, { date: '2026-03-01T08:00:00.000Z' }],
	])('the fields %j give %j', (fields, expected) => {
		expect(drafted(fields)).toStrictEqual({ ...bare, ...expected });
	});

	test.each([
		[undefined, 'a.txt', { size: 3, title: 'a.txt' }],
		['Letter', 'a.txt', { size: 3, title: 'Letter' }],
		[undefined, undefined, { size: 3 }],
	])('the attachment with title %s and file name %s', (title, fileName, expected) => {
		const draft = documentDraft({ status: 'current', title })('7', { ...file, fileName, size: 3 });
		const attachment = { contentType: 'text/plain', url: 'Binary/7', ...expected };
		expect(draft).toStrictEqual({ ...bare, content: [{ attachment }] });
	});

	test.each<[Partial<DocumentFields>, string]>([
		[{ type: 'http://h|' }, '"Type" has a code system without a code'],
		[{ category: 'http://h| ' }, '"Category" has a code system without a code'],
		[{ subject: '#p' }, '"Subject" is not a reference to a resource on a server'],
		[{ subject: 'urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e1d' }, '"Subject" is not a reference to a resource'],
		[{ date: '2026-03-01' }, '"Date" has no time of day'],
	])('the fields %j are rejected', async (fields, message) => {
		expect(await failureOf(() => drafted(fields))).toMatchObject({
			kind: 'input',
			message: expect.stringContaining(message),
		});
	});
});
