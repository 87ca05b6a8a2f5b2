import { sealOf } from '../../nodes/Fhir/support/sealed';

describe('sealOf:', () => {
	const text = 'https://fhir.example.org/job?id=ä';

	test('what is sealed is opened with the same secret, purpose and context, also by another process', async () => {
		const sealed = (await sealOf('secret', 'node')).close(text, 'context');
		expect(sealed).not.toContain('fhir');
		expect((await sealOf('secret', 'node')).open(sealed, 'context')).toBe(text);
	});

	test.each([
		['secret', 'other', 'node', 'context'],
		['purpose', 'secret', 'other', 'context'],
		['context', 'secret', 'node', 'other'],
	])('what is sealed is not opened with another %s', async (_what, secret, purpose, context) => {
		const sealed = (await sealOf('secret', 'node')).close(text, 'context');
		expect((await sealOf(secret, purpose)).open(sealed, context)).toBeUndefined();
	});

	test('what is sealed is not opened where a byte was changed, cut off or made up', async () => {
		const seal = await sealOf('secret', 'node');
		const sealed = seal.close(text, '');
		for (const wrong of ['', 'made-up', 'A'.repeat(80), sealed.slice(0, -4), `AAAA${sealed.slice(4)}`]) {
			expect(seal.open(wrong, '')).toBeUndefined();
		}
	});

	test('the same text is sealed in another way each time', async () => {
		const seal = await sealOf('secret', 'node');
		expect(seal.close(text, '')).not.toBe(seal.close(text, ''));
	});
});
