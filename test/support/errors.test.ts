import { inspect } from 'node:util';
import { causeOf, codeOf, messageOf, nameOf, withinCauses } from '../../nodes/Fhir/support/errors';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { clientOf, failureOf, serve } from '../transport/support';

const everything = (error: unknown) => inspect(error, { depth: 10, showHidden: true, maxStringLength: null });

/** This error as the cause of another, that one of a third, and so on. */
function under(count: number, error: unknown): unknown {
	return count === 0 ? error : under(count - 1, new Error(`around ${count}`, { cause: error }));
}

function depthOf(error: unknown): number {
	return error === undefined ? 0 : 1 + depthOf(causeOf(error));
}

describe('Cause of a failure:', () => {
	it('name, message, code and stack of an error and its causes are kept', () => {
		const first = Object.assign(new TypeError('first'), { code: 'E_FIRST' });
		const failure = new Failure({ kind: 'network', message: 'It broke', cause: new Error('second', { cause: first }) });
		const { cause } = failure as { cause?: Error };
		expect(cause?.message).toBe('second');
		expect(cause?.cause).toMatchObject({ name: 'TypeError', message: 'first', code: 'E_FIRST', stack: first.stack });
	});

	it('other members of an error are not kept', () => {
		const error = Object.assign(new Error('broken'), {
			data: 'Chalmers',
			input: 'http://user:pw@proxy',
			headers: ['pw'],
		});
		const failure = new Failure({ kind: 'network', message: 'It broke', cause: error });
		expect(everything(failure)).not.toMatch(/Chalmers|pw/);
	});

	it('another failure is kept as it is; anything else that is not an error is dropped', () => {
		const first = new Failure({ kind: 'tls', message: 'first', details: { host: 'h' } });
		expect(new Failure({ kind: 'tls', message: 'second', cause: first }).cause).toBe(first);
		expect('cause' in new Failure({ kind: 'tls', message: 'alone' })).toBe(false);
		expect('cause' in new Failure({ kind: 'tls', message: 'alone', cause: 'a text' })).toBe(false);
	});

	it('a circular chain of causes ends', () => {
		const error: Error = new Error('round');
		error.cause = error;
		expect(new Failure({ kind: 'network', message: 'It broke', cause: error }).message).toBe('It broke');
	});

	it('at most eight further causes are kept', () => {
		const failure = new Failure({ kind: 'network', message: 'It broke', cause: under(20, new Error('first')) });
		expect(depthOf(failure.cause)).toBe(9);
	});

	it('an error without a code gets none, and an invalid stack is replaced', () => {
		const thrown = { message: 'no Error', stack: 5 };
		const { cause } = new Failure({ kind: 'network', message: 'It broke', cause: thrown });
		expect(cause).toMatchObject({ name: 'Error', message: 'no Error', stack: expect.stringContaining('no Error') });
		expect(cause).not.toHaveProperty('code');
	});

	it("bytes of a response that is not HTTP are dropped from undici's parser error", async () => {
		const server = await serve(({ socket }) => void socket.end('Chalmers, Peter\r\n\r\n'));
		const failure = await failureOf(clientOf(server.url).send({ method: 'GET', url: `${server.url}/x?name=Levin` }));
		expect(failure.cause).toMatchObject({ name: 'HTTPParserError' });
		expect(everything(failure)).not.toMatch(/Chalmers|Levin/);
	});
});

describe('Error code:', () => {
	const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
	const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

	test.each<[string, unknown, string | undefined]>([
		['of the error itself', reset, 'ECONNRESET'],
		['of the error rather than of its cause', Object.assign(new Error('', { cause: refused }), reset), 'ECONNRESET'],
		['of the cause', new Error('outer', { cause: reset }), 'ECONNRESET'],
		['of the cause if its own is a number', Object.assign(new Error('', { cause: reset }), { code: 5 }), 'ECONNRESET'],
		['of the eighth cause', under(8, reset), 'ECONNRESET'],
		['none for the ninth cause', under(9, reset), undefined],
		[
			'of the first error with a code in an AggregateError',
			new AggregateError([new Error('none'), refused, reset]),
			'ECONNREFUSED',
		],
		[
			'of the cause rather than of an error in an AggregateError',
			new AggregateError([refused], '', { cause: reset }),
			'ECONNRESET',
		],
		['none if `errors` is not a list', { errors: 'text' }, undefined],
		['none for an error without a code', new Error('none'), undefined],
		['none for null', null, undefined],
		['none for a text', 'ECONNRESET', undefined],
		['none for undefined', undefined, undefined],
	])('%s', (_what, error, code) => {
		expect(codeOf(error)).toBe(code);
	});
});

describe('Thrown value:', () => {
	test.each<[unknown, string, string, unknown]>([
		[new TypeError('wrong', { cause: 'x' }), 'TypeError', 'wrong', 'x'],
		[{ name: 'Own', message: 'no Error' }, 'Own', 'no Error', undefined],
		[{ name: 1, message: ['list'], cause: null }, '', '', null],
		['a text', '', '', undefined],
		[null, '', '', undefined],
		[undefined, '', '', undefined],
	])('%p has the name %j, the message %j and the cause %j', (thrown, name, message, cause) => {
		expect([nameOf(thrown), messageOf(thrown), causeOf(thrown)]).toEqual([name, message, cause]);
	});

	test.each([
		[0, true],
		[8, true],
		[9, false],
	])('a failure below %i causes is found: %s', (count, found) => {
		const failure = new Failure({ kind: 'policy', message: 'Not allowed' });
		expect(withinCauses(under(count, failure), Failure)).toBe(found ? failure : undefined);
	});
});
