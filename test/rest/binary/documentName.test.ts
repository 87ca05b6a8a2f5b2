import { documentName } from '../../../nodes/Fhir/rest/binary/documentName';

describe('The name of a document’s file', () => {
	test.each<[what: string, title: string, contentType: string, name: string | undefined]>([
		['has the extension of the content type', 'Discharge letter', 'application/pdf', 'Discharge letter.pdf'],
		['keeps the extension that it has', 'brief.PDF', 'application/pdf', 'brief.pdf'],
		['keeps another extension of the type', 'scan.jpeg', 'image/jpeg', 'scan.jpeg'],
		['keeps that of a kind of plain text', 'results.csv', 'text/plain', 'results.csv'],
		['does not believe the extension of another type', 'letter.exe', 'application/pdf', 'letter.exe.pdf'],
		['takes a version for no extension', 'Letter v1.2', 'application/pdf', 'Letter v1.2.pdf'],
		['has none for a type that is not known', 'Slices', 'application/x-unknown', 'Slices'],
		['has no path', '../../etc/passwd', 'text/plain', '-..-etc-passwd.txt'],
		['has no path of Windows', 'C:\\Windows\\a', 'text/plain', 'C--Windows-a.txt'],
		['is not hidden', '.profile', 'text/plain', 'profile.txt'],
		['has no line breaks and no blanks at its ends', ' Befund\r\nMüller . ', 'text/html', 'Befund Müller.html'],
		['does not turn around', 'letter\u202Efdp.exe', 'application/pdf', 'letter fdp.exe.pdf'],
		['is as long as a file system allows', '😀'.repeat(500), 'application/pdf', `${'😀'.repeat(60)}.pdf`],
		['is missing where the title has only dots', '..', 'application/pdf', undefined],
		['is missing where the title is only an extension', ' .pdf', 'application/pdf', 'pdf.pdf'],
	])('%s: %s', (_what, title, contentType, name) => {
		expect(documentName(title, contentType)).toBe(name);
	});
});
