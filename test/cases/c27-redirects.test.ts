import { outputOf, type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { outcome } from '../engine/support/scripted';
import { type Handler, startServer, type TestServer } from '../servers/httpServer';

const patient = { resourceType: 'Patient', id: '1' };
const fhir = { 'content-type': 'application/fhir+json' };

describe('C27: a redirect', () => {
	let old: TestServer;
	let other: TestServer;
	let location: (url: string) => string;
	let answer: Handler;

	beforeAll(async () => {
		other = await startServer((request, response) => answer(request, response));
		old = await startServer((request, response) => {
			if (request.url?.startsWith('/fhir')) response.writeHead(302, { location: location(request.url) }).end();
			else void answer(request, response);
		});
	});
	afterAll(async () => {
		await old.close();
		await other.close();
	});

	const read = async () =>
		await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'basic',
				resourceType: type('Patient'),
				resourceId: '1',
				options: { retries: 0 },
			},
			credentials: { fhirBasicAuthApi: { baseUrl: `${old.url}/fhir`, user: 'u', password: 'planted-password' } },
		});
	const needsLogin: Handler = ({ headers }, response) => {
		const refusal = outcome('error', 'login', 'Who are you?');
		response
			.writeHead(headers.authorization ? 200 : 401, fhir)
			.end(JSON.stringify(headers.authorization ? patient : refusal));
	};

	it.each([401, 403])(
		'to another host that answers %i says that no login is sent there, and what to enter',
		async (status) => {
			location = (url) => `${other.url}${url.replace('/fhir', '/r4')}`;
			answer = (_request, response) =>
				void response.writeHead(status, fhir).end(JSON.stringify(outcome('error', 'login', 'Who are you?')));
			const { error } = await read();
			expect(error?.message).toContain(`The server redirects to ${other.url}, where no login is sent`);
			expect(error?.message).toContain('Who are you?');
			expect(error?.description).toContain(`${other.url}/r4`);
			expect(error?.description).toContain('as Base URL');
			expect(error?.context?.data).toMatchObject({ redirectedTo: other.url });
			expect(other.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
		},
	);

	it('to another path of the same host says so too', async () => {
		location = (url) => url.replace('/fhir', '/r4');
		answer = needsLogin;
		const { error } = await read();
		expect(error?.message).toContain(`The server redirects to ${old.url}/r4, where no login is sent`);
		expect(error?.description).toContain(`\`${old.url}/r4\``);
	});

	it('to a login page says so', async () => {
		location = () => `${other.url}/signin?return=x`;
		answer = (_request, response) =>
			void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
		const { error } = await read();
		expect(error?.message).toContain(
			`redirects to ${other.url}, where no login is sent: the server's response is a web page`,
		);
		expect(error?.description).toContain('It may be a login page');
		expect(error?.description).not.toContain('return=x');
	});

	it('that leads to the resource without login gives it, with a hint', async () => {
		location = (url) => `${other.url}${url}`;
		answer = (_request, response) => void response.writeHead(200, fhir).end(JSON.stringify(patient));
		const result = await read();
		expect(outputOf(result)).toEqual([patient]);
		expect(result.hints).toEqual([
			`The server redirects to ${other.url}, where no login is sent. To reach it directly, enter \`${other.url}/fhir\` as Base URL.`,
		]);
	});

	it('within the base URL is followed with the login, without a word', async () => {
		const inside = await startServer(({ url = '', headers }, response) => {
			if (url.endsWith('/1')) response.writeHead(301, { location: `${url}/_history/2` }).end();
			else response.writeHead(headers.authorization ? 200 : 401, fhir).end(JSON.stringify(patient));
		});
		const result = await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'basic',
				resourceType: type('Patient'),
				resourceId: '1',
			},
			credentials: { fhirBasicAuthApi: { baseUrl: `${inside.url}/fhir`, user: 'u', password: 'p' } },
		});
		await inside.close();
		expect(outputOf(result)).toEqual([patient]);
		expect(result.hints).toEqual([]);
	});
});
