import { gzipSync } from 'node:zlib';
import { toJson } from '../../../nodes/Fhir/support/exactNumber';
import { exactValues } from '../../../nodes/Fhir/rest/ndjson/exactValues';
import { countLines, type Line, readLines } from '../../../nodes/Fhir/rest/ndjson/lines';
import { invalidLine } from '../../../nodes/Fhir/rest/ndjson/parseLine';
import { peeked, unzipped } from '../../../nodes/Fhir/rest/ndjson/unzip';
import { writeLines } from '../../../nodes/Fhir/rest/ndjson/writeLines';
import { gunzip } from '../../../nodes/Fhir/transport/node/decompression';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) {
		await Promise.resolve();
		yield bytes.subarray(at, at + size);
	}
}

async function linesOf(text: string | Uint8Array, size = 7, limit?: number): Promise<Line[]> {
	const found: Line[] = [];
	for await (const lines of readLines(inChunks(Buffer.from(text), size), { limit })) found.push(...lines);
	return found;
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}

describe('NDJSON is read line by line:', () => {
	const text = '{"a":"ä€𝄞"}\r\n\n   \n{"b":2.50}\n{"c":"\\n"}';
	const lines = [
		{ number: 1, text: '{"a":"ä€𝄞"}' },
		{ number: 4, text: '{"b":2.50}' },
		{ number: 5, text: '{"c":"\\n"}' },
	];

	it.each([1, 2, 3, 5, 8, 1_000])('whatever the chunks are, here of %d bytes', async (size) => {
		expect(await linesOf(text, size)).toEqual(lines);
	});

	it('a byte order mark is skipped', async () => {
		expect(await linesOf(`\ufeff${text}`)).toEqual(lines);
	});

	it('an empty file and a file of blank lines have no lines', async () => {
		expect(await linesOf('')).toEqual([]);
		expect(await linesOf('\n \r\n')).toEqual([]);
	});

	it('a line beyond the limit is an error that names it', async () => {
		await expect(linesOf(`{}\n${'x'.repeat(100)}`, 10, 50)).rejects.toThrow(/^Line 2 of the file is longer than/);
	});

	it('no more is held than the line that is not complete', async () => {
		const line = `{"resourceType":"Patient","id":"${'7'.repeat(1_000)}"}\n`;
		// What is held is what the limit is compared with.
		expect(await linesOf(line.repeat(5_000), 65_536, line.length - 1)).toHaveLength(5_000);
	});
});

describe('The values of NDJSON', () => {
	const valuesOf = async (text: string) => {
		const found: unknown[] = [];
		let error: unknown;
		try {
			for await (const group of exactValues(inChunks(Buffer.from(text), 5), invalidLine)) found.push(...group);
		} catch (thrown) {
			error = thrown;
		}
		return { json: toJson(found), error };
	};

	it('keep their numbers as they are written', async () => {
		expect(await valuesOf('{"a":2.50}\r\n\n{"b":1e400}')).toEqual({
			json: '[{"a":2.50},{"b":1e400}]',
			error: undefined,
		});
	});

	it('are all there before the line that is not JSON, which the error names', async () => {
		const { json, error } = await valuesOf('{"a":1}\n\n{"b":2}\n{"secret');
		expect(json).toBe('[{"a":1},{"b":2}]');
		expect((error as Error).message).toBe('Line 4 is not valid JSON');
	});
});

describe('Lines are counted while a file passes through:', () => {
	it.each([
		['', 0],
		['{}', 1],
		['{}\n', 1],
		['{}\n\n {}\r\n', 2],
		['\n\r\n', 0],
	])('%j has %d', async (text, expected) => {
		for (const size of [1, 3, 100]) {
			const counted = countLines(inChunks(Buffer.from(text), size));
			expect((await bytesOf(counted.content)).toString()).toBe(text);
			expect(counted.lines()).toBe(expected);
		}
	});
});

describe('gzip is undone by the first bytes of a file:', () => {
	const text = '{"a":1}\n{"b":2}\n';
	const undone = async (bytes: Uint8Array, size = 4) =>
		(await bytesOf(unzipped(inChunks(bytes, size), gunzip))).toString();

	it.each<[string, Uint8Array]>([
		['plain text', Buffer.from(text)],
		['gzip', gzipSync(text)],
		['gzip in gzip, as a compressed file that is compressed on its way', gzipSync(gzipSync(text))],
		['several members in a row', Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"b":2}\n')])],
	])('%s', async (_what, bytes) => {
		expect(await undone(bytes)).toBe(text);
		expect(await undone(bytes, 1)).toBe(text);
	});

	it.each([1, 4])('and seen whatever the chunks are, here of %d bytes', async (size) => {
		for (const [bytes, expected] of [
			[gzipSync(text), true],
			[Buffer.from(text), false],
		] as const) {
			const { content, isGzip } = await peeked(inChunks(bytes, size));
			expect(isGzip).toBe(expected);
			expect((await bytesOf(content)).equals(bytes)).toBe(true);
		}
	});

	it.each([0, 1])('a file of %d bytes', async (size) => {
		expect(await undone(Buffer.from('{').subarray(0, size))).toBe('{'.slice(0, size));
	});

	it('what is cut off fails', async () => {
		await expect(undone(gzipSync(text).subarray(0, 20))).rejects.toThrow(/unexpected end of file/);
	});

	it('a reader that stops early ends the source', async () => {
		let ended = false;
		async function* source() {
			try {
				for (;;) yield await Promise.resolve(Buffer.from('{}\n'));
			} finally {
				ended = true;
			}
		}
		const reader = unzipped(source(), gunzip);
		await reader.next();
		await reader.return(undefined);
		expect(ended).toBe(true);
	});
});

test('NDJSON is written in chunks, a line break after each line', async () => {
	const texts = Array.from({ length: 10_000 }, (_, index) => `{"id":"${index}"}`);
	const chunks: Uint8Array[] = [];
	for await (const chunk of writeLines(texts)) chunks.push(chunk);
	expect(Buffer.concat(chunks).toString()).toBe(texts.map((text) => `${text}\n`).join(''));
	expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(70_000);
});
