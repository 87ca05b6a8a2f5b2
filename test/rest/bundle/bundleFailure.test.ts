import { entryFailures, type FailedBundle } from '../../../nodes/Fhir/rest/bundle/bundleFailure';
import type { BundleEntry } from '../../../nodes/Fhir/rest/model/resource';
import { type Effect, Failure } from '../../../nodes/Fhir/transport/errors/failure';

const put = (url: string): BundleEntry => ({ request: { method: 'PUT', url } });
const entries = [put('Patient/a'), put('Patient/b'), { request: { method: 'GET' as const, url: 'Patient/c' } }];
const failureBy = (effect: Effect, issues?: unknown[], advice?: string) =>
	new Failure({
		kind: 'http',
		status: 400,
		code: 'invalid',
		message: 'Went wrong',
		advice,
		effect,
		details: { request: 'POST [base]', ...(issues && { issues }) },
	});
const failed = (type: FailedBundle['type'], failure: Failure, some: readonly BundleEntry[] = entries) =>
	entryFailures({ type, failure, entries: some, items: some.map((_, position) => position + 4) });

describe('entryFailures:', () => {
	test.each<[FailedBundle['type'], Effect, Effect, RegExp, RegExp]>([
		['batch', 'rejected', 'rejected', /^Went wrong$/, /batch with items 4–6: nothing .* carried out\. Advice$/],
		['batch', 'unknown', 'unknown', /^It is not known .*: Went wrong$/, /items 4–6: any of them .* Advice$/],
		['batch', 'applied', 'unknown', /^It is not known .*: Went wrong$/, /items 4–6: any of them .* Advice$/],
		['batch', 'notSent', 'notSent', /^Went wrong$/, /^Advice$/],
		['transaction', 'rejected', 'rejected', /^Nothing .* was written: Went wrong$/, /send them as a batch.* Advice$/],
		['transaction', 'unknown', 'unknown', /^It is not known .*: Went wrong$/, /all of them or none.* Advice$/],
		['transaction', 'applied', 'applied', /^Went wrong$/, /^Advice$/],
		['transaction', 'notSent', 'notSent', /^Went wrong$/, /^Advice$/],
	])('in a %s with effect %s, a write has effect %s', (type, effect, ofEntry, message, advice) => {
		const whole = failureBy(effect, undefined, 'Advice');
		const [first] = failed(type, whole);
		expect(first).toMatchObject({ kind: 'http', status: 400, code: 'invalid', effect: ofEntry, cause: whole });
		expect(first?.message).toMatch(message);
		expect(first?.advice).toMatch(advice);
		expect(first?.details).toEqual({ request: 'POST [base]', bundle: type, items: '4–6' });
	});

	test('for a read in a Bundle with unknown effect, only the response is lost', () => {
		const [write, , read] = failed('batch', failureBy('unknown'));
		expect(write?.message).toMatch(/^It is not known/);
		expect(read?.message).toMatch(/^The response for this item was lost: Went wrong$/);
		expect(failed('batch', failureBy('unknown'), [{}])[0]?.message).toMatch(/^It is not known/);
	});

	test('the advice of the whole Bundle is kept, and is empty if there is none', () => {
		expect(failed('batch', failureBy('notSent'))[0]?.advice).toBe('');
		expect(failed('batch', failureBy('rejected'))[0]?.advice).toMatch(/carried out\.$/);
	});

	test.each([
		[[7], 'with no other item', '7'],
		[[0, 1], 'with items 0–1', '0–1'],
		[[0, 2], 'with items 0, 2', '0, 2'],
		[[0, 1, 2, 5, 8, 9], 'with items 0–2, 5, 8–9', '0–2, 5, 8–9'],
	])('items %j are listed in short in advice and details', (items, words, list) => {
		const some = items.map(() => put('Patient/a'));
		const [first] = entryFailures({ type: 'batch', entries: some, items, failure: failureBy('rejected') });
		expect(first?.advice).toContain(words);
		expect(first?.details.items).toBe(list);
	});

	test('a long message and a long list of items are cut', () => {
		const failure = new Failure({ kind: 'http', message: 'x'.repeat(700) });
		const items = Array.from({ length: 300 }, (_, place) => 2 * place);
		const [first] = entryFailures({ type: 'batch', entries: [put('Patient/a')], items, failure });
		expect(first?.message).toHaveLength(600);
		expect(first?.details.items).toHaveLength(200);
	});
});

describe('entryFailures, the culprit of a rejected transaction:', () => {
	const issue = (text: string, place?: string, severity = 'error') => ({ severity, code: 'invalid', text, place });
	const because = (issues: unknown[], some?: readonly BundleEntry[]) =>
		failed('transaction', failureBy('rejected', issues), some)[0]?.details.because;
	const many = Array.from({ length: 13 }, (_, place) => put(`Patient/${place}.x`));

	test.each<[string, unknown[], string[] | undefined]>([
		['by FHIRPath, counted from 0', [issue('Bad Patient', 'Bundle.entry[1].resource')], ['item 5 (PUT Patient/b)']],
		['by XPath, counted from 1', [issue('Bad Patient', '/f:Bundle/f:entry[1]/f:resource')], ['item 4 (PUT Patient/a)']],
		['by a path in the text', [issue('Bad Patient in Bundle.entry[2]')], ['item 6 (GET Patient/c)']],
		[
			'by the place rather than the text',
			[issue('Bad Patient in entry[0]', 'Bundle.entry[1]')],
			['item 5 (PUT Patient/b)'],
		],
		['by an address', [issue("Failed on 'PUT' for the url '/Patient/b'")], ['item 5 (PUT Patient/b)']],
		['by an address at the end of a sentence', [issue('Failed on Patient/b.')], ['item 5 (PUT Patient/b)']],
		['by a fatal issue', [issue('Bad Patient', 'Bundle.entry[1]', 'fatal')], ['item 5 (PUT Patient/b)']],
		[
			'two entries with issues',
			[issue('Patient A', 'entry[1]'), issue('Patient B', 'entry[0]')],
			['item 5 (PUT Patient/b)', 'item 4 (PUT Patient/a)'],
		],
		[
			'one entry with two issues',
			[issue('Patient A', 'entry[1]'), issue('Patient B', 'entry[1]')],
			['item 5 (PUT Patient/b)'],
		],
		['none by a warning', [issue('Bad', 'Bundle.entry[1]', 'warning')], undefined],
		['none by addresses of two entries', [issue('Patient/a and Patient/b')], undefined],
		['none by an address that no entry has', [issue('Patient/x')], undefined],
		['none by a text without an address', [issue('Bad')], undefined],
		['none by the position of an entry that was not sent', [issue('Bad', 'Bundle.entry[3]')], undefined],
		['none without issues', [], undefined],
		['by the type in the path', [issue('Bad', 'Bundle.entry[1].resource.ofType(Patient)')], ['item 5 (PUT Patient/b)']],
		[
			"by HAPI's ID in the path",
			[issue('Bad', 'Bundle.entry[1].resource/*Patient/b*/.name')],
			['item 5 (PUT Patient/b)'],
		],
		['by the ID in the text', [issue('b is bad', 'Bundle.entry[1]')], ['item 5 (PUT Patient/b)']],
		['by an address rather than a position', [issue('Patient/a is bad', 'entry[1]')], ['item 4 (PUT Patient/a)']],
		['none by a position alone', [issue('Bad', 'Bundle.entry[1]')], undefined],
		['none by a position with the type of another entry', [issue('Bad Observation', 'Bundle.entry[1]')], undefined],
		['none by a part of a word', [issue('Bad PatientRecord', 'Bundle.entry[1]')], undefined],
	])('%s', (_what, issues, expected) => {
		expect(because(issues)).toEqual(expected);
	});

	test('the numbers that only the server understands are shown without blaming an item', () => {
		const issues = [issue('Bad', 'Bundle.entry[2]'), issue('Worse', 'Bundle.entry[0]')];
		const all = failed('transaction', failureBy('rejected', issues));
		for (const { message, advice, details } of all) {
			expect(message).toBe("Nothing in this item's transaction was written: Went wrong");
			expect(advice).toMatch(/The server names entries 0, 2 of the transaction, in its own order/);
			expect(details).toMatchObject({ entriesNamed: [0, 2] });
			expect(details).not.toHaveProperty('because');
		}
	});

	test('is found among many entries, also if some have no request', () => {
		expect(because([issue('Bad Patient', 'Bundle.entry[12]')], many)).toEqual(['item 16 (PUT Patient/12.x)']);
		expect(because([issue('Failed on Patient/3.x')], many)).toEqual(['item 7 (PUT Patient/3.x)']);
		expect(because([issue('Failed on Patient/3.x')], [{}, ...many])).toEqual(['item 8 (PUT Patient/3.x)']);
		expect(because([issue('Bad')], [{}])).toBeUndefined();
	});

	test('its own message has the reason, and those of the other entries name it', () => {
		const [other, own] = failed('transaction', failureBy('rejected', [issue('Too bad Patient.', 'Bundle.entry[1]')]));
		expect(own?.message).toMatch(/because of this item: Too bad Patient$/);
		expect(own?.advice).toMatch(/items 4–6: nothing in it was written\.$/);
		expect(other?.message).toMatch(/because the server rejected item 5 \(PUT Patient\/b\): Too bad Patient$/);
		expect(other?.advice).toMatch(/items 4–6\.$/);
	});

	test('the first of several culprits is named, with the number of the others', () => {
		const issues = [issue('Patient A', 'entry[1]'), issue('Patient B', 'entry[2]')];
		const [first] = failed('transaction', failureBy('rejected', issues));
		expect(first?.message).toMatch(/rejected item 5 \(PUT Patient\/b\) and 1 more: Patient A$/);
	});

	test.each<[FailedBundle['type'], Effect]>([
		['batch', 'rejected'],
		['transaction', 'unknown'],
		['transaction', 'applied'],
	])('is not looked for in a %s with effect %s', (type, effect) => {
		const [first] = failed(type, failureBy(effect, [issue('Bad', 'Bundle.entry[0]')]));
		expect(first?.details).not.toHaveProperty('because');
	});
});
