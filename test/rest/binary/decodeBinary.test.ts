import { decoded } from '../../../nodes/Fhir/rest/binary/decodeBinary';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { allOf } from '../support';

// Base64 of these bytes has every character that a serializer may escape.
const file = Buffer.from(Array.from({ length: 1001 }, (_, index) => (index * 251 + 62) % 256));
const base64 = file.toString('base64');

/** The text in chunks of this many bytes, and whether the source was closed in the end. */
function inPieces(text: string | Buffer, length: number) {
	const source = { ended: false };
	async function* pieces() {
		const bytes = Buffer.from(text);
		try {
			for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
		} finally {
			source.ended = true;
		}
	}
	return { stream: pieces(), source };
}

async function taken(text: string | Buffer, isFhir = true, length = 7) {
	const { stream, source } = inPieces(text, length);
	const { content, contentType } = await decoded(stream, isFhir);
	const chunks: Buffer[] = [];
	for await (const chunk of content) chunks.push(chunk as Buffer);
	expect(source.ended).toBe(true);
	return { bytes: Buffer.concat(chunks), contentType };
}

const hapi = {
	resourceType: 'Binary',
	id: '1',
	meta: { versionId: '1', tag: [{ code: 'a "quoted" } bracket' }] },
	contentType: 'application/pdf',
	data: base64,
};

describe('decoded, a file in a Binary resource:', () => {
	it.each([1, 2, 3, 4, 5, 64, 100_000])('is decoded from chunks of %i bytes', async (length) => {
		expect(await taken(JSON.stringify(hapi), true, length)).toEqual({ bytes: file, contentType: 'application/pdf' });
	});

	it.each<[string, string]>([
		['with spaces and line breaks', JSON.stringify(hapi, undefined, 2)],
		['with a byte order mark', `\ufeff${JSON.stringify(hapi)}`],
		['with escaped slashes', JSON.stringify(hapi).replaceAll('/', '\\/')],
		['with escaped plus signs', JSON.stringify(hapi).replaceAll('+', '\\u002B')],
		['with lines of 76 characters', JSON.stringify({ ...hapi, data: base64.replace(/.{76}/g, '$&\r\n') })],
		['with members after the data', JSON.stringify({ ...hapi, securityContext: { reference: 'Patient/1' } })],
		[
			'with its members in alphabetical order',
			JSON.stringify({ contentType: 'application/pdf', data: base64, id: '1', resourceType: 'Binary' }),
		],
		['of STU3', JSON.stringify({ resourceType: 'Binary', contentType: 'application/pdf', content: base64 })],
	])('is decoded %s', async (_what, text) => {
		for (const length of [1, 3, 100_000]) {
			expect(await taken(text, true, length)).toEqual({ bytes: file, contentType: 'application/pdf' });
		}
	});

	it('is decoded under any JSON media type if the resource names its type', async () => {
		expect((await taken(JSON.stringify(hapi), false)).bytes).toEqual(file);
	});

	it('an empty file, or one without data, is decoded', async () => {
		const empty = { resourceType: 'Binary', contentType: 'text/plain' };
		expect(await taken(JSON.stringify(empty))).toEqual({ bytes: Buffer.alloc(0), contentType: 'text/plain' });
		expect((await taken(JSON.stringify({ ...empty, data: '' }))).bytes).toHaveLength(0);
	});

	it.each<[string, string, RegExp]>([
		['is not base64', JSON.stringify({ ...hapi, data: 'Entlassbrief: gut!' }), /not base64/],
		['breaks off', JSON.stringify(hapi).slice(0, 500), /in the middle/],
	])('throws a Failure if it %s', async (_what, text, says) => {
		await expect(taken(text)).rejects.toThrow(says);
		await expect(taken(text)).rejects.toBeInstanceOf(Failure);
	});

	it('passes on the failure of the response stream', async () => {
		async function* broken() {
			yield Buffer.from(JSON.stringify(hapi).slice(0, 300));
			throw new Failure({ kind: 'network', message: 'The answer broke off' });
		}
		const { content } = await decoded(broken(), true);
		await expect(allOf(content)).rejects.toThrow('The answer broke off');
	});
});

describe('decoded, other content is returned unchanged:', () => {
	it.each<[string, string, boolean]>([
		['another resource', JSON.stringify({ resourceType: 'Bundle', type: 'document', data: 'x' }), true],
		['members that Binary does not have', JSON.stringify({ id: '1', name: 'x', data: base64 }), true],
		['data without a type, if the response is not FHIR', JSON.stringify({ contentType: 'a/b', data: base64 }), false],
		['data that is an object', JSON.stringify({ id: '1', data: { resourceType: 'Binary' } }), true],
		['a list', '[{"resourceType":"Binary"}]', true],
		['a number', '42', true],
		['nothing', '', true],
		['spaces', '   ', true],
		['a header that breaks off', '{"resourceType":"Bin', true],
		['not JSON', 'PK\u0003\u0004 {"resourceType":"Binary","data":"eA=="}', true],
		['a header that is too long', `{"id":"${'x'.repeat(100_000)}","data":"eA=="}`, true],
	])('%s', async (_what, text, isFhir) => {
		for (const length of [1_000, 100_000]) {
			expect(await taken(text, isFhir, length)).toEqual({ bytes: Buffer.from(text), contentType: undefined });
		}
	});
});
