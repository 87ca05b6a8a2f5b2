import { inspect } from 'node:util';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { clientOf, failureOf, serve } from './support';

const everything = (error: unknown) => inspect(error, { depth: 10, showHidden: true, maxStringLength: null });

describe('The cause of a failure', () => {
	it('keeps name, message, code and stack of an error, and of its causes', () => {
		const first = Object.assign(new TypeError('first'), { code: 'E_FIRST' });
		const failure = new Failure({ kind: 'network', message: 'It broke', cause: new Error('second', { cause: first }) });
		const { cause } = failure as { cause?: Error };
		expect(cause?.message).toBe('second');
		expect(cause?.cause).toMatchObject({ name: 'TypeError', message: 'first', code: 'E_FIRST', stack: first.stack });
	});

	it('keeps nothing else of it', () => {
		const error = Object.assign(new Error('broken'), {
			data: 'Chalmers',
			input: 'http://user:pw@proxy',
			headers: ['pw'],
		});
		const failure = new Failure({ kind: 'network', message: 'It broke', cause: error });
		expect(everything(failure)).not.toMatch(/Chalmers|pw/);
	});

	it('is another failure as it is, and nothing where there was none', () => {
		const first = new Failure({ kind: 'tls', message: 'first', details: { host: 'h' } });
		expect(new Failure({ kind: 'tls', message: 'second', cause: first }).cause).toBe(first);
		expect('cause' in new Failure({ kind: 'tls', message: 'alone' })).toBe(false);
		expect('cause' in new Failure({ kind: 'tls', message: 'alone', cause: 'a text' })).toBe(false);
	});

	it('ends where a chain bites its own tail', () => {
		const error: Error = new Error('round');
		error.cause = error;
		expect(new Failure({ kind: 'network', message: 'It broke', cause: error }).message).toBe('It broke');
	});

	it("has no bytes of an answer that is no HTTP: undici's parser error does", async () => {
		const server = await serve(({ socket }) => void socket.end('Chalmers, Peter\r\n\r\n'));
		const failure = await failureOf(clientOf(server.url).send({ method: 'GET', url: `${server.url}/x?name=Levin` }));
		expect(failure.cause).toMatchObject({ name: 'HTTPParserError' });
		expect(everything(failure)).not.toMatch(/Chalmers|Levin/);
	});
});
