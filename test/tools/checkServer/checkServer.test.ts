import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { groups } from '../../../nodes/Fhir/actions/registry';
import { startHospital } from '../../engine/support/fixtures';
import { closeAfterEach } from '../../helpers/closing';
import { awsKey, startHealthLake } from '../../servers/aws/healthLake';
import { type FhirServer, startFhirServer } from '../../servers/fhirServer';
import { type ReceivedRequest, startServer } from '../../servers/httpServer';
import { checks } from './checks';
import { run } from './fixtures';
import { titleOf } from './runChecks';

type Respond = (request: ReceivedRequest, response: ServerResponse) => boolean;

/** A FHIR server in front of which a gateway responds to some requests by itself. */
async function behind(gateway: Respond): Promise<{ baseUrl: string; server: FhirServer }> {
	const server = closeAfterEach(await startFhirServer());
	const front = closeAfterEach(
		await startServer(async (request, response) => {
			if (gateway(request, response)) return;
			const { method, headers, body, url } = request;
			const { 'content-length': _length, connection: _connection, ...sent } = headers;
			const answer = await fetch(`${server.url}${url}`, {
				method,
				headers: sent as Record<string, string>,
				...(body.length > 0 && { body: new Uint8Array(body) }),
			});
			const { 'content-encoding': _encoding, 'content-length': _size, ...kept } = Object.fromEntries(answer.headers);
			response.writeHead(answer.status, kept).end(Buffer.from(await answer.arrayBuffer()));
		}),
	);
	return { baseUrl: `${front.url}/fhir`, server };
}

const outcome = (code: string, diagnostics: string) =>
	JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] });
const reply = (response: ServerResponse, status: number, body: string) => {
	response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(body);
	return true;
};

// Each run executes the node a hundred times.
jest.setTimeout(120_000);

describe('check-server:', () => {
	it('has a check for each operation of the node', () => {
		const all = groups.flatMap(({ value, operations }) => operations.map(({ choice }) => `${value}:${choice.value}`));
		const checked = new Set(checks.map(({ operation }) => operation));
		expect(all.filter((operation) => !checked.has(operation))).toEqual([]);
		expect([...checked].filter((operation) => !all.includes(operation))).toEqual([]);
		expect(new Set(checks.map(titleOf)).size).toBe(checks.length);
	});

	it('has its output in the README, with a row for each check', () => {
		const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
		const output = readme.split('<!-- check-server -->')[1]?.split('<!-- /check-server -->')[0] ?? '';
		const rows = [...output.matchAll(/^\| (.+?) \| ([a-z ]+) \|/gm)].slice(1).map(([, title]) => title);
		expect(rows).toEqual(checks.map(titleOf));
		expect(output).toMatch(/ 0 fail, /);
	});

	it('with --write nothing fails on a server with login and internal CA, and everything is removed', async () => {
		const hospital = closeAfterEach(await startHospital());
		const { server, ca } = hospital;
		const result = await run([server.baseUrl, '--user', 'integration', '--ca', 'ca.pem', '--write'], {
			environment: { FHIR_PASSWORD: 'pass-Wörd:1' },
			file: () => ca.certificate,
		});
		expect(result.output).toMatch(/^Server: n8n-nodes-fhir test server 1, FHIR 4\.0\.1\nAddress: https:\/\/localhost:/);
		expect(result.output).toMatch(/^\| Any Resource → Get Many +\| works +\| \|$/m);
		expect(result.output).toMatch(/^\| Terminology → Look Up Code +\| not offered +\| .* \|$/m);
		expect(result.output).toMatch(/^\d+ work, \d+ works? by a fallback, \d+ not offered, 0 fail, 2 not tried\.$/m);
		expect(result.code).toBe(0);
		expect(server.count()).toBe(0);
	});

	it('with a token and with an AWS key the requests carry the login', async () => {
		const { baseUrl } = await behind(
			({ headers }, response) =>
				headers.authorization !== 'Bearer t0ken-9Lk3Z' && reply(response, 401, outcome('login', 'No')),
		);
		const lake = closeAfterEach(await startHealthLake());
		const environment = { FHIR_TOKEN: 't0ken-9Lk3Z', AWS_SECRET_ACCESS_KEY: awsKey.secretAccessKey };
		for (const args of [
			[baseUrl, '--token', '-'],
			[lake.baseUrl, '--aws-key-id', awsKey.accessKeyId, '--aws-region', 'eu-west-1'],
		]) {
			const { json, all } = await run([...args, '--json'], { environment });
			expect(json().checks.find(({ operation }) => operation === 'resource:getAll')).toMatchObject({ result: 'works' });
			expect(all).not.toMatch(/t0ken-9Lk3Z|EXAMPLEKEY/);
		}
		expect(lake.requests.every(({ headers }) => headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))).toBe(true);
	});

	it('without --write it changes nothing', async () => {
		const server = closeAfterEach(await startFhirServer());
		const { code, json } = await run([server.baseUrl, '--json']);
		// A job of its own export is no data of the server.
		const writes = server.requests.filter(
			({ method, url }) => method !== 'GET' && !/_search|\$|fhir$|\/export-job\//.test(url),
		);
		expect(writes).toEqual([]);
		expect(json().checks.find(({ operation }) => operation === 'resource:create')).toMatchObject({
			result: 'not tried',
			words: 'Needs --write',
		});
		expect(code).toBe(0);
	});

	it('says what fails in the words of the server, without the IDs of patients', async () => {
		const { baseUrl, server } = await behind(({ url = '' }, response) => {
			const id = /Patient\/([^/?]+)\/_history/.exec(url)?.[1];
			return id !== undefined && reply(response, 500, outcome('exception', `No | table for Patient/${id}`));
		});
		const { code, output } = await run([baseUrl, '--write']);
		expect(output).toMatch(/^\| Any Resource → Get History +\| fails +\| .*No \\\| table for Patient\/\[id\] \|$/m);
		expect(code).toBe(1);
		expect(server.count()).toBe(0);
	});

	it.each([
		['a server that repeats the login in its errors', ['--user', 'integration']],
		['a server that repeats a header in its errors', ['--header', 'x-api-key: k3y/with+chars=']],
		['a server that repeats a client secret in its errors', ['--client-id', 'app', '--token-url', '{base}/token']],
	])('prints no secret: %s', async (_what, options) => {
		const password = 'tr0ub4dor&3|é';
		const server = closeAfterEach(
			await startServer(({ headers, body }, response) => {
				const echo = [headers.authorization, headers['x-api-key'], body, password, encodeURIComponent(password)];
				reply(response, 400, outcome('invalid', `You sent ${echo.join(' and ')}`));
			}),
		);
		const args = options.map((option) => option.replace('{base}', server.url));
		for (const format of [[], ['--json']]) {
			const environment = { FHIR_PASSWORD: password, FHIR_CLIENT_SECRET: password };
			const { all, code } = await run([`${server.url}/fhir`, ...args, '--write', ...format], { environment });
			for (const secret of [password, 'k3y/with+chars=', encodeURIComponent(password), 'tr0ub4dor']) {
				expect(all).not.toContain(secret);
				expect(all).not.toContain(Buffer.from(`integration:${secret}`).toString('base64'));
			}
			expect(all).toContain('fails');
			expect(code).toBe(1);
		}
	});

	it('removes what it has created when it is stopped, and says that it was stopped', async () => {
		let stop = () => {};
		const { baseUrl, server } = await behind(({ method }) => {
			if (method === 'PATCH') setTimeout(() => stop(), 5);
			return false;
		});
		const { code, output } = await run([baseUrl, '--write'], { onStop: (listener) => (stop = listener) });
		expect(code).toBe(130);
		expect(output).toMatch('The run was stopped before its end.');
		expect(output).toMatch(/^\| Bundle → Send, transaction +\| not tried +\| Stopped before \|$/m);
		expect(server.requests.some(({ method }) => method === 'DELETE')).toBe(true);
		expect(server.count()).toBe(0);
	});

	it('removes also what it does not know of: the response to the create was lost', async () => {
		const { baseUrl, server } = await behind(() => false);
		let lost = false;
		const front = closeAfterEach(
			await startServer(async ({ method, url, headers, body }, response) => {
				const { 'content-length': _length, connection: _connection, ...sent } = headers;
				const answer = await fetch(`${baseUrl.replace(/\/fhir$/, '')}${url}`, {
					method,
					headers: sent as Record<string, string>,
					...(body.length > 0 && { body: new Uint8Array(body) }),
				});
				const text = await answer.text();
				if (method === 'POST' && url === '/fhir/Patient' && !lost) {
					lost = true;
					return void response.destroy();
				}
				response.writeHead(answer.status, { 'content-type': 'application/fhir+json' }).end(text);
			}),
		);
		const { output } = await run([`${front.url}/fhir`, '--write']);
		expect(lost).toBe(true);
		expect(output).toMatch(/^\| Any Resource → Create +\| fails/m);
		expect(server.count('Patient')).toBe(0);
	});

	it('names what it could not remove', async () => {
		const { baseUrl } = await behind(
			({ method }, response) => method === 'DELETE' && reply(response, 403, outcome('forbidden', 'Deletion is off')),
		);
		const { code, json, output } = await run([baseUrl, '--write', '--json']);
		expect(code).toBe(1);
		expect(json().leftovers.length).toBeGreaterThan(5);
		expect(output).toContain('Deletion is off');
	});

	it('does not write by criteria where the server ignores them, and removes nothing that is not its own', async () => {
		const { baseUrl, server } = await behind((request) => {
			// A server that ignores all search criteria.
			if (request.method === 'GET') request.url = request.url?.replace(/(identifier|_tag)=[^&]*/, '_count=50');
			return false;
		});
		await fetch(`${server.baseUrl}/Patient/other`, {
			method: 'PUT',
			headers: { 'content-type': 'application/fhir+json' },
			body: '{"resourceType":"Patient","id":"other","active":true}',
		});
		const { json } = await run([baseUrl, '--write', '--json']);
		const words = json().checks.filter(({ title }) => /by criteria|only if none exists/.test(title));
		expect(words).toHaveLength(4);
		for (const check of words) expect(check).toMatchObject({ result: 'not tried', words: /finds other patients/ });
		expect(await (await fetch(`${server.baseUrl}/Patient/other`)).json()).toMatchObject({ active: true });
		expect(server.count()).toBe(1);
	});

	it('says that a condition is not offered where the server ignores it', async () => {
		const { baseUrl } = await behind(({ headers }) => {
			delete headers['if-none-exist'];
			delete headers['if-match'];
			return false;
		});
		const { output } = await run([baseUrl, '--write']);
		expect(output).toMatch(/^\| Any Resource → Create, only if none exists +\| not offered +\| The server created it/m);
		expect(output).toMatch(
			/^\| Any Resource → Replace, of an old version is refused +\| not offered +\| The server did not/m,
		);
	});
});
