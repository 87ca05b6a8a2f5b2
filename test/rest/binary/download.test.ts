import { brokenDownload, download, fileRequest } from '../../../nodes/Fhir/rest/binary/download';
import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { answeringServer, failureOf } from '../support';

describe('fileRequest:', () => {
	const request = (typed: string) => fileRequest(typed, parseBaseUrl('https://h.example/r4/fhir'), 'Reference');

	test.each([
		['Binary/1', 'Binary/1', 'https://h.example/r4/fhir/Binary/1'],
		['/Binary/1', 'Binary/1', 'https://h.example/r4/fhir/Binary/1'],
		['Binary/1/_history/2', 'Binary/1/_history/2', 'https://h.example/r4/fhir/Binary/1/_history/2'],
		['https://h.example/r4/fhir/Binary/1', 'Binary/1', 'https://h.example/r4/fhir/Binary/1'],
		['https://h.example/r4/fhir', '', 'https://h.example/r4/fhir'],
		['Binary/1#page=2', 'Binary/1', 'https://h.example/r4/fhir/Binary/1'],
		['Binary/1?at=urn:x', 'Binary/1', 'https://h.example/r4/fhir/Binary/1?at=urn:x'],
		['Binary/1?as=data:x', 'Binary/1', 'https://h.example/r4/fhir/Binary/1?as=data:x'],
	])('%s on the server of the base URL is requested with credentials', (typed, path, url) => {
		expect(request(typed)).toStrictEqual({ interaction: 'read', method: 'GET', path, url });
	});

	test.each([
		['https://files.example/a.pdf?key=1#page=2', 'https://files.example/a.pdf?key=1'],
		['HTTP://files.example/a.pdf', 'http://files.example/a.pdf'],
		['https://h.example/r4/fhirs/Binary/1', 'https://h.example/r4/fhirs/Binary/1'],
	])('%s on another server is requested without credentials', (typed, url) => {
		expect(request(typed)).toStrictEqual({ interaction: 'read', method: 'GET', path: '', url, authorization: 'none' });
	});

	test.each([
		['', 'is empty'],
		['data:text/plain;base64,AAAA', 'contains the file itself'],
		['DATA:,x', 'contains the file itself'],
		['ftp://h.example/a', 'neither a reference nor a web address'],
		['xhttps://h.example/a', 'neither a reference nor a web address'],
		['urn:uuid:1', 'neither a reference nor a web address'],
		['https://', 'neither a reference nor a web address'],
		['https://user@h.example/a', 'contains a user name or a password'],
		['https://:secret@h.example/a', 'contains a user name or a password'],
	])('"%s" is rejected', async (typed, message) => {
		const failure = await failureOf(() => request(typed));
		expect(failure).toMatchObject({ kind: 'input', message: expect.stringContaining(message) });
		expect(failure.message).toContain('"Reference"');
	});
});

describe('download:', () => {
	const server = answeringServer();
	const wrapped = JSON.stringify({ resourceType: 'Binary', contentType: 'Image/PNG', data: 'aGk=' });
	const untyped = JSON.stringify({ contentType: 'image/png', data: 'aGk=' });
	const at = (path: string): FhirRequest => ({
		interaction: 'read',
		method: 'GET',
		path,
		url: `${server.url()}/fhir/${path}`,
	});
	const get = (path = 'Binary/1', maxBytes = 1000) => download(server.client(), at(path), { maxBytes });
	const content = async (file: Promise<{ content: AsyncIterable<unknown> }>) => {
		const chunks: Buffer[] = [];
		for await (const chunk of (await file).content) chunks.push(chunk as Buffer);
		return Buffer.concat(chunks).toString();
	};

	test('sends Accept with any type, or with the type that is requested', async () => {
		server.answering(200, {}, 'hi');
		await content(get());
		await content(download(server.client(), at('Binary/1'), { accept: 'image/png', maxBytes: 10 }));
		expect(server.requests().map(({ headers }) => headers.accept)).toEqual(['*/*', 'image/png']);
	});

	test.each([
		['Text/Plain; charset=utf-8', 'hi', 'text/plain', 'hi'],
		['text/plain ;charset=utf-8', 'hi', 'text/plain', 'hi'],
		[undefined, 'hi', 'application/octet-stream', 'hi'],
		['', 'hi', 'application/octet-stream', 'hi'],
		['application/fhir+json', wrapped, 'image/png', 'hi'],
		['application/json', wrapped, 'image/png', 'hi'],
		[undefined, wrapped, 'image/png', 'hi'],
		['application/fhir+json', untyped, 'image/png', 'hi'],
		['application/json', untyped, 'application/json', untyped],
		['text/plain', wrapped, 'text/plain', wrapped],
		['application/json-seq', wrapped, 'application/json-seq', wrapped],
		['application/xjson', wrapped, 'application/xjson', wrapped],
	])('content type %s with the body %s gives a file of type %s', async (type, body, mimeType, text) => {
		server.answering(200, type === undefined ? {} : { 'content-type': type }, body);
		const file = get();
		expect((await file).mimeType).toBe(mimeType);
		expect(await content(file)).toBe(text);
	});

	test.each<[string, string | undefined, object]>([
		['Binary/1', undefined, { type: 'Binary', id: '1' }],
		['Binary/1?key=1', 'W/"3"', { type: 'Binary', id: '1', versionId: '3' }],
		['Binary/1', '"no version"', { type: 'Binary', id: '1' }],
		['Binary/1/_history/2', 'W/"3"', { type: 'Binary', id: '1', versionId: '2' }],
		['files/a.pdf', 'W/"3"', {}],
	])('%s with the ETag %s gives type, id and version', async (path, etag, named) => {
		server.answering(200, etag === undefined ? {} : { etag }, 'hi');
		const file = await get(path);
		await content(Promise.resolve(file));
		expect(file.resource).toStrictEqual(named);
		expect(file.url).toBe(`${server.url()}/fhir/${path.replace('?key=1', '')}`);
	});

	test.each([
		['attachment; filename=a.pdf', 'a.pdf'],
		['attachment;filename="a b.pdf"', 'a b.pdf'],
		['attachment;  FileName = a.pdf ; size=3', 'a.pdf'],
		['attachment; filename="a \\"b\\".pdf"', 'a "b".pdf'],
		["attachment; filename=a.pdf; filename*=UTF-8''%E2%82%AC.pdf", '€.pdf'],
		["attachment;  filename* = utf-8'en'%41.pdf", 'A.pdf'],
		["attachment;filename*=UTF-8''a.pdf;size=3", 'a.pdf'],
		["attachment; filename*=UTF-8''100%.pdf", '100%.pdf'],
		['attachment; filename="../../etc/x.pdf"', 'x.pdf'],
		['attachment; filename="C:\\\\x.pdf"', 'x.pdf'],
		['attachment; filename="a\tb.pdf"', 'ab.pdf'],
		['attachment; filename=".."', 'scan.pdf'],
		['attachment; filename="."', 'scan.pdf'],
		['attachment; filename="x/"', 'scan.pdf'],
		['attachment', 'scan.pdf'],
	])('Content-Disposition %s gives the file name %s', async (disposition, name) => {
		server.answering(200, { 'content-disposition': disposition }, 'hi');
		const file = await get('files/scan.pdf');
		await content(Promise.resolve(file));
		expect(file.fileName).toBe(name);
	});

	test.each([
		['Binary/1', '1'],
		['Binary/1/_history/20', '1'],
		['Binary/1/_history/20/x', 'x'],
		['files/a%20b.pdf?key=1', 'a b.pdf'],
		['files/100%.pdf', '100%.pdf'],
		['DocumentReference/1/$binary-access-read', undefined],
		['files/US$', 'US$'],
		['files/', undefined],
	])('%s without Content-Disposition gives the file name %s', async (path, name) => {
		server.answering(200, {}, 'hi');
		const file = await get(path);
		await content(Promise.resolve(file));
		expect(file.fileName).toBe(name);
	});
});

describe('download failures:', () => {
	const server = answeringServer();
	const get = (settings: Partial<FhirRequest>, maxBytes: number) =>
		download(server.client(), { interaction: 'read', method: 'GET', path: 'Binary/1', ...settings }, { maxBytes });

	test('a Content-Length above the limit fails at once, one at the limit does not', async () => {
		server.answering(200, { 'content-type': 'text/plain', 'content-length': '2097153' }, 'x'.repeat(2_097_153));
		expect(await failureOf(get({}, 2_097_152))).toMatchObject({
			kind: 'response',
			status: 200,
			effect: 'applied',
			message: 'The file is larger than 2 MB',
			details: { limit: 2_097_152 },
		});
		await (await get({}, 2_097_153)).content[Symbol.asyncIterator]().return?.();
	});

	test('a rejected request without credentials mentions the missing login', async () => {
		server.answering(401, {});
		const own = await failureOf(get({}, 10));
		const elsewhere = await failureOf(get({ authorization: 'none' }, 10));
		expect(elsewhere).toMatchObject({ status: 401, message: own.message });
		expect(elsewhere.advice).toContain('without login');
		expect(own.advice).not.toContain('without login');
		server.answerBy((_request, response) => void response.destroy());
		expect((await failureOf(get({ authorization: 'none' }, 10))).advice).not.toContain('without login');
	});

	test('brokenDownload describes a file that is too large and returns other errors unchanged', () => {
		const limit = new Failure({ kind: 'response', message: 'x', status: 200, details: { limit: 1024 * 1024 } });
		expect(brokenDownload(limit)).toMatchObject({ message: 'The file is larger than 1 MB', status: 200 });
		for (const other of [new Failure({ kind: 'network', message: 'x' }), new Error('x'), undefined]) {
			expect(brokenDownload(other)).toBe(other);
		}
	});
});
