import { type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { startServer, type TestServer } from '../servers/httpServer';

describe('C28: a refusal of the token endpoint', () => {
	let server: TestServer;
	let status = 401;
	let body: object;
	let count = 0;
	beforeAll(async () => {
		server = await startServer(
			(_request, response) =>
				void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
		);
	});
	afterAll(async () => await server.close());

	const errorOf = async (httpStatus: number, answer: object) => {
		status = httpStatus;
		body = answer;
		const { error } = await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'oAuth2',
				resourceType: type('Patient'),
				resourceId: '1',
				options: { retries: 0 },
			},
			credentials: {
				fhirOAuth2Api: {
					baseUrl: `${server.url}/fhir`,
					tokenUrl: `${server.url}/token`,
					clientId: `n8n-${count++}`,
					clientAuthentication: 'secretBody',
					clientSecret: 'planted-secret-1',
				},
			},
		});
		return error;
	};

	it("by unauthorized_client says that ID or secret is wrong, or the grant is not allowed, with the server's words", async () => {
		const words = 'Invalid client or Invalid client credentials';
		const error = await errorOf(401, { error: 'unauthorized_client', error_description: words });
		expect(error?.message).toBe(
			'The token endpoint does not accept this client: its ID or secret is wrong, or the client credentials grant is not allowed for it',
		);
		expect(error?.description).toContain('Enter "Client ID" and "Client Secret"');
		expect(error?.description).toContain('client credentials grant');
		expect(error?.description).toContain(`The server says: ${words}`);
	});

	it.each([
		[
			400,
			{ error: 'unauthorized_client', error_description: 'Client not enabled to retrieve service account' },
			'Client not enabled to retrieve service account',
		],
		[400, { error: 'invalid_scope', error_description: 'No such scope' }, 'No such scope'],
		[401, { error: 'invalid_client' }, 'invalid_client'],
		[400, { error: 'a_new_error', error_description: 'Something else' }, 'Something else'],
		[403, { error: { code: 403, message: 'Service disabled' } }, 'Service disabled'],
		[401, { errorCode: 'E0000011', errorSummary: 'Invalid token provided' }, 'Invalid token provided'],
		[400, { type: 'about:blank', title: 'Bad Request', detail: 'The realm is closed' }, 'The realm is closed'],
	])('%i %j shows the words of the server', async (httpStatus, answer, words) => {
		const error = await errorOf(httpStatus, answer);
		expect(error?.description).toContain(`The server says: ${words}`);
	});
});
