import type { IDataObject } from 'n8n-workflow';
import { locator } from '../engine/support/fixtures';
import { type ReceivedRequest, startServer, type TestServer } from '../servers/httpServer';

/** Three types, two of them FHIR's. */
export const statement = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [
		{
			mode: 'server',
			resource: [
				{ type: 'Ward', searchParam: [{ name: 'floor', type: 'number' }] },
				{ type: 'Specimen' },
				{
					type: 'Patient',
					searchInclude: ['*', 'Patient:organization'],
					searchRevInclude: ['Specimen:subject', 'Observation:subject'],
					searchParam: [
						{ name: '_has', type: 'string' },
						{ name: '_id', type: 'token', documentation: 'The ID' },
						{
							name: 'birthdate',
							type: 'date',
							documentation:
								'Multiple Resources: \r\n\r\n* [Person](person.html): Wrong\r\n* [Patient](patient.html): Day of birth\r\n',
						},
						{ name: 'nickname', type: 'string', documentation: 'What friends say' },
					],
				},
			],
		},
	],
};

/** A response of the server, which a test may change. */
export interface StatementResponse {
	status: number;
	body: string;
}

/** A server that returns a CapabilityStatement, and the forms of nodes that are about it. */
export interface StatementServer {
	readonly server: TestServer;
	/** Called with each response before it is sent, and its request. */
	respond: (response: StatementResponse, request: ReceivedRequest) => Promise<void> | void;
	/** The fields of a form without a login, for this server. */
	form(parameters?: IDataObject): IDataObject;
}

/** Starts the server. */
export async function startStatementServer(): Promise<StatementServer> {
	const server = await startServer(async (request, response) => {
		const reply: StatementResponse = { status: 200, body: JSON.stringify(statement) };
		await started.respond(reply, request);
		response.writeHead(reply.status, { 'content-type': 'application/fhir+json' }).end(reply.body);
	});
	const started: StatementServer = {
		server,
		respond: () => undefined,
		form: (parameters) => ({
			...fields,
			authentication: 'none',
			baseUrl: `${server.url}/fhir`,
			...parameters,
		}),
	};
	return started;
}

const fields: IDataObject = { resource: 'resource', operation: 'getAll', resourceType: locator('Patient') };

/** The fields of a form in which no credential is chosen yet. */
export const offline = (parameters: IDataObject = {}): IDataObject => ({
	...fields,
	authentication: 'basic',
	...parameters,
});
