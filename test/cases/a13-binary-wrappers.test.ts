import { decoded } from '../../nodes/Fhir/rest/binary/decodeBinary';
import { bytesOf } from '../engine/support/files';
import { scripted } from '../engine/support/scripted';

// Base64 of these bytes has every character that a serializer may escape.
const file = Buffer.from(Array.from({ length: 3001 }, (_, index) => (index * 251 + 62) % 256));
const data = file.toString('base64');
const extension = [{ url: 'http://h/e', valueString: 'a "quoted" } bracket' }];
const fhir = 'application/fhir+json';

const download = async (body: string, type: string = fhir, parameters: object = {}) =>
	await scripted([{ headers: { 'content-type': type }, body }], {
		resource: 'binary',
		operation: 'download',
		binaryId: '1',
		...parameters,
	});

const json = (...members: Array<[string, unknown]>) => JSON.stringify(Object.fromEntries(members));
const [type, id, contentType, meta] = [
	['resourceType', 'Binary'],
	['id', '1'],
	['contentType', 'application/pdf'],
	['meta', { versionId: '1' }],
] as Array<[string, unknown]> as [[string, unknown], [string, unknown], [string, unknown], [string, unknown]];
const xml = (inside: string) => `<Binary xmlns="http://hl7.org/fhir"><id value="1"/>${inside}</Binary>`;

describe('A13: Binary → Download gives the file that is wrapped in', () => {
	it.each<[string, string, string?]>([
		['JSON with its type last', json(id, ['data', data], meta, contentType, type)],
		['JSON with its data first', json(['data', data], contentType, type)],
		['JSON with its data first, not as FHIR', json(['data', data], contentType, type), 'application/json'],
		['JSON with an extension before the data', json(type, id, ['extension', extension], contentType, ['data', data])],
		['JSON with an extension first', json(['extension', extension], id, contentType, ['data', data], type)],
		[
			'JSON with the extension of a primitive',
			json(type, contentType, ['_contentType', { extension }], ['data', data]),
		],
		['JSON with an element that no release defines', json(type, contentType, ['ward', 'A'], ['data', data])],
		[
			'JSON with a byte order mark and line breaks',
			`\ufeff${JSON.stringify(JSON.parse(json(id, ['data', data], contentType, type)), undefined, 2)}`,
		],
		['JSON with escaped slashes', json(['data', data], contentType, type).replaceAll('/', '\\/')],
		['JSON with base64 for URLs', json(type, contentType, ['data', file.toString('base64url')])],
		['JSON without its type', json(id, ['data', data], contentType)],
		['XML', xml(`<contentType value="application/pdf"/><data value="${data}"/>`), 'application/fhir+xml'],
		['XML with another type', xml(`<contentType value="application/pdf"/><data value="${data}"/>`), 'application/xml'],
		[
			'XML with all that may be around',
			`\ufeff<?xml version="1.0"?>\n<!-- a > b -->\n<f:Binary xmlns:f="http://hl7.org/fhir">\n<f:meta><f:tag><f:code value="data"/></f:tag></f:meta><f:contentType value='application/pdf'/>\n<f:data id="d" value='${data.replace(/.{76}/g, '$&&#10;')}'/></f:Binary>`,
			'text/xml',
		],
		['XML of STU3', xml(`<contentType value="application/pdf"/><content value="${data}"/>`), 'application/fhir+xml'],
	])('%s', async (_what, body, mediaType = fhir) => {
		const { output, error } = await download(body, mediaType);
		expect(error).toBeUndefined();
		expect(await bytesOf(output[0])).toEqual(file);
		expect(output[0]?.binary?.data).toMatchObject({ mimeType: 'application/pdf', fileType: 'pdf' });
		expect(output[0]?.json).toMatchObject({ contentType: 'application/pdf' });
	});

	it('an Attachment', async () => {
		const { output } = await download(json(['data', data], contentType, type), fhir, {
			findBy: 'reference',
			reference: '={{ "Binary/1" }}',
		});
		expect(await bytesOf(output[0])).toEqual(file);
	});

	it('a Binary without a content type, as a file of an unknown type', async () => {
		const { output } = await download(json(type, ['data', data]));
		expect(await bytesOf(output[0])).toEqual(file);
		expect(output[0]?.json).toMatchObject({ contentType: 'application/octet-stream' });
	});
});

describe('A13: Binary → Download fails, and says what came, for', () => {
	it.each<[string, string, RegExp, string?]>([
		['content that HAPI keeps elsewhere', json(type, id, contentType, ['_data', { extension }]), /without its content/],
		['the same with its type last', json(id, ['_data', { extension }], contentType, type), /without its content/],
		[
			'the same in XML',
			xml('<contentType value="a/b"/><data><extension url="http://h/e"><valueString value="x"/></extension></data>'),
			/without its content/,
			'application/fhir+xml',
		],
		[
			'an OperationOutcome',
			json(
				['resourceType', 'OperationOutcome'],
				['issue', [{ severity: 'error', code: 'exception', diagnostics: 'Gone away' }]],
			),
			/OperationOutcome in place of the file: Gone away/,
		],
		[
			'an OperationOutcome in XML',
			'<OperationOutcome xmlns="http://hl7.org/fhir"/>',
			/OperationOutcome/,
			'application/xml',
		],
		['data that is not base64', json(['data', 'Entlassbrief: gut!'], contentType, type), /not base64/],
	])('%s', async (_what, body, message, mediaType = fhir) => {
		const { output, error } = await download(body, mediaType);
		expect(error?.message).toMatch(message);
		expect(error?.context?.data).toMatchObject({ kind: 'response' });
		expect(output).toEqual([]);
	});
});

describe('A13: Binary → Download gives other JSON and XML as they are:', () => {
	it.each([
		['a file with data of its own', json(id, ['data', data]), 'application/json'],
		['another resource', json(['resourceType', 'Bundle'], ['data', data]), fhir],
		[
			'a clinical document',
			'<ClinicalDocument xmlns="urn:hl7-org:v3"><data value="x"/></ClinicalDocument>',
			'text/xml',
		],
		['XML with an element of the same name', '<Binary><data value="x"/></Binary>', 'application/xml'],
		['XML that breaks off', '<Binary xmlns="http://hl7.org/', 'application/xml'],
	])('%s', async (_what, body, mediaType = fhir) => {
		const { output } = await download(body, mediaType);
		expect((await bytesOf(output[0])).toString()).toBe(body);
		expect(output[0]?.json).toMatchObject({ contentType: mediaType });
	});
});

describe('A13: a Binary of 40 MB whose type comes after its data', () => {
	const size = 40 * 1024 * 1024;
	const chunk = Buffer.alloc(64 * 1024, 'QUJD');

	const source = { sent: 0 };

	async function* body(start: string, end: string) {
		yield Buffer.from(start);
		for (source.sent = 0; source.sent < size; source.sent += chunk.length) yield chunk;
		yield Buffer.from(end);
	}

	/** How much was decoded, and how far the source was ahead of it at most. */
	async function read(start: string, end: string, isFhir: boolean) {
		let length = 0;
		let ahead = 0;
		const found = await decoded(body(start, end), isFhir);
		for await (const part of found.content) {
			length += part.length;
			ahead = Math.max(ahead, source.sent - (length / 3) * 4);
		}
		return { length, ahead, contentType: found.lateContentType?.() };
	}

	it.each([
		['sent as FHIR', true],
		['sent as JSON', false],
	])('is decoded as it arrives, %s', async (_how, isFhir) => {
		const end = '","meta":{"tag":[{"code":"x"}]},"contentType":"image/png","resourceType":"Binary"}';
		const { length, ahead, contentType: late } = await read('{"id":"1","data":"', end, isFhir);
		expect(length).toBe((size / 4) * 3);
		expect(late).toBe('image/png');
		expect(ahead).toBeLessThan(2 * 1024 * 1024);
	});

	it('fails in the end where it turns out to be something else', async () => {
		await expect(read('{"id":"1","data":"', '","resourceType":"Patient"}', true)).rejects.toThrow(
			/looks like a Binary but is not/,
		);
		await expect(read('{"id":"1","data":"', '"}', false)).rejects.toThrow(/looks like a Binary but is not/);
	});

	it('is other JSON where its data is not base64', async () => {
		const { content, isDecoded } = await decoded(body('{"id":"1","data":"Not: base64! ', '"}'), false);
		expect(isDecoded).toBe(false);
		let length = 0;
		for await (const part of content) length += part.length;
		expect(length).toBeGreaterThan(size);
	});
});
