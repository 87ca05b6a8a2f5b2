import { linesOf } from '../../nodes/Fhir/support/lines';

async function lines(...chunks: Uint8Array[]): Promise<string[]> {
	const found: string[] = [];
	for await (const group of linesOf(
		(async function* () {
			yield* chunks;
		})(),
	))
		found.push(...group);
	return found;
}
const bytes = (text: string) => new TextEncoder().encode(text);

describe('The lines of a stream', () => {
	test.each<[string, string, string[]]>([
		['a last line without an end', 'a\nb', ['a', 'b']],
		['a last line with an end', 'a\nb\n', ['a', 'b']],
		['ends of Windows', 'a\r\nb\r\n', ['a', 'b']],
		['empty lines', '\n\na\n', ['', '', 'a']],
		['nothing', '', []],
	])('%s', async (_what, text, expected) => {
		expect(await lines(bytes(text))).toEqual(expected);
	});

	it('are the same wherever the stream is cut, also within a character', async () => {
		const all = bytes('äöü\r\n{"a":"😀"}\n\nlast');
		for (let cut = 0; cut <= all.length; cut++) {
			expect(await lines(all.slice(0, cut), all.slice(cut))).toEqual(['äöü', '{"a":"😀"}', '', 'last']);
		}
	});
});
