import { pollJob, type PollOptions } from '../../../nodes/Fhir/rest/jobs/pollJob';
import { shownStatusUrl } from '../../../nodes/Fhir/rest/jobs/statusUrl';
import { closeAfterEach } from '../../helpers/closing';
import type { Handler } from '../../servers/httpServer';
import { failureOf, serverAndClient, testRuntime } from '../support';

const reply =
	(status: number, code?: string, headers: Record<string, string> = {}): Handler =>
	(_request, response) =>
		void response
			.writeHead(status, headers)
			.end(code && JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }));
const done: Handler = (_request, response) => void response.writeHead(200).end('{"resourceType":"Bundle"}');
const broken: Handler = (request) => void request.socket.destroy();
const minutes = 60_000;

/** Polls a job whose status is as the steps say, the last one repeated, with a clock of its own. */
async function polled(steps: Handler[], options: PollOptions = {}) {
	const runtime = testRuntime();
	let count = 0;
	const { server, client } = await serverAndClient(
		(request, response) => steps[Math.min(count++, steps.length - 1)]?.(request, response),
		{ runtime },
	);
	closeAfterEach(server);
	const url = `${server.url}/fhir/job?id=1`;
	return { runtime, server, url, result: pollJob(client, url, { timeoutMs: 120 * minutes, ...options }) };
}

describe('pollJob:', () => {
	test.each<[string, Handler]>([
		['broken connections', broken],
		['a gateway without words', reply(502)],
		['a 500 without words', reply(500)],
		['a transient error', reply(500, 'transient')],
		['a 503, whatever its issue code is', reply(503, 'exception')],
		['408', reply(408, 'timeout')],
	])('%s: given up after ten minutes of nothing else, and not cancelled', async (_what, trouble) => {
		const { runtime, server, url, result } = await polled([reply(202), trouble]);
		expect(await failureOf(result)).toMatchObject({ effect: 'unknown', details: { statusUrl: url } });
		expect(runtime.time).toBeGreaterThanOrEqual(10 * minutes);
		expect(runtime.time).toBeLessThan(11 * minutes);
		expect(runtime.slept.slice(1, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
		expect(server.requests.map(({ method }) => method)).not.toContain('DELETE');
	});

	test('nine minutes of trouble again and again do not end a job that runs in between', async () => {
		const trouble = Array<Handler>(22).fill(reply(502));
		const { runtime, result } = await polled([...trouble, reply(202), ...trouble, reply(202), ...trouble, done]);
		expect((await result).status).toBe(200);
		expect(runtime.time).toBeGreaterThan(25 * minutes);
	});

	test('a 429 is the state of a job that runs, however often it comes', async () => {
		const { runtime, result } = await polled([...Array<Handler>(50).fill(reply(429)), done]);
		expect((await result).status).toBe(200);
		expect(runtime.time).toBeGreaterThan(20 * minutes);
	});

	test("the server's own failure ends the job when five polls in a row say so", async () => {
		const failed = reply(500, 'exception');
		const four = Array<Handler>(4).fill(failed);
		expect((await (await polled([...four, reply(202), ...four, done])).result).status).toBe(200);
		expect((await (await polled([...four, broken, ...four, done])).result).status).toBe(200);
		const { server, result, runtime } = await polled([failed]);
		const failure = await failureOf(result);
		expect(failure.message).toMatch(/^The job failed: /);
		expect(failure).toMatchObject({ status: 500, effect: 'rejected' });
		expect(server.requests).toHaveLength(5);
		expect(runtime.time).toBe(15_000);
	});

	test.each<[string, Handler[], PollOptions, number[]]>([
		['an absurd Retry-After is cut to five minutes', [reply(202, '', { 'retry-after': '99999999' })], {}, [300_000]],
		['a Retry-After of 0 is a second', [reply(202, '', { 'retry-after': '0' })], {}, [1_000]],
		[
			'a date far away is cut to five minutes',
			[reply(202, '', { 'retry-after': 'Fri, 31 Dec 2999 23:59:59 GMT' })],
			{},
			[300_000],
		],
		['a Retry-After that cannot be read does not count', [reply(202, '', { 'retry-after': 'soon' })], {}, [1_000]],
		['a 503 with Retry-After waits as long', [reply(503, '', { 'retry-after': '90' })], {}, [90_000]],
		[
			'the interval takes the place of Retry-After',
			[reply(202, '', { 'retry-after': '120' })],
			{ intervalMs: 5_000 },
			[5_000],
		],
		['an interval above five minutes is kept', [reply(202)], { intervalMs: 15 * minutes }, [15 * minutes]],
		['an interval below a second is a second', [reply(202)], { intervalMs: 10 }, [1_000]],
		[
			'a 429 asks for more than the interval',
			[reply(429, '', { 'retry-after': '60' })],
			{ intervalMs: 5_000 },
			[60_000],
		],
	])('%s', async (_what, steps, options, slept) => {
		const { runtime, result } = await polled([...steps, done], options);
		await result;
		expect(runtime.slept).toEqual(slept);
	});

	test.each([
		['http://user:pw@h/job?id=1#x', 'http://h/job?id=1'],
		['http://h/job/7?x=1&Access_Token=abc&y=a=b', 'http://h/job/7?x=1&Access_Token=[token]&y=a=b'],
		[
			'http://h/job?X-Amz-Signature=ab&X-Amz-Credential=cd',
			'http://h/job?X-Amz-Signature=[token]&X-Amz-Credential=[token]',
		],
		['http://h/job?eyJhbGciOiJIUzI1NiJ9.e30.abc', 'http://h/job?[token]'],
		['http://h/job/eyJhbGciOiJIUzI1NiJ9.e30.abc', 'http://h/job/[token]'],
		['http://h/job?_jobId=0b1c-2d', 'http://h/job?_jobId=0b1c-2d'],
	])('an error shows the status URL %s as %s', (url, shown) => {
		expect(shownStatusUrl(url)).toBe(shown);
	});
});
