import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { type Handler, startServer, type TestServer } from '../../servers/httpServer';
import { useFileStore } from '../support/files';
import { runNode, type RunResult } from '../support/n8n';

/** A file with bytes that are not valid text. */
export const pdf = Buffer.from('%PDF-1.7 \xff\x00\x80 Entlassbrief', 'latin1');

/** A scripted server for uploads, and a node that uploads to it. */
export interface UploadTarget {
	readonly server: TestServer;
	/** The bodies of the requests that it has received. */
	bodies(): readonly Buffer[];
	/** The default response: 201 with a Location. */
	readonly created: Handler;
	/** Stores a file as an earlier node would. */
	file(bytes?: Buffer, mimeType?: string): Promise<IBinaryData>;
	/** Uploads a file with the given parameters; `respond` is how the server responds. */
	upload(parameters: IDataObject, respond?: Handler, bytes?: Buffer, mimeType?: string): Promise<RunResult>;
	/** Clears the recorded requests. */
	clear(): void;
	close(): Promise<void>;
}

/** Starts an upload target, with n8n's files on disk. */
export async function startUploadTarget(): Promise<UploadTarget> {
	const store = await useFileStore();
	const bodies: Buffer[] = [];
	const created: Handler = ({ url = '' }, response) =>
		void response.writeHead(201, { location: `${server.url}${url}/7/_history/1` }).end();
	let handler = created;
	const server = await startServer(async (request, response) => {
		bodies.push(request.body);
		await handler(request, response);
	});
	const file = async (bytes: Buffer = pdf, mimeType = 'application/pdf') =>
		await store.put(bytes, 'brief.pdf', mimeType);
	return {
		server,
		bodies: () => bodies,
		created,
		file,
		upload: async (parameters, respond = created, bytes = pdf, mimeType = 'application/pdf') => {
			handler = respond;
			return await runNode({
				binary: [{ data: await file(bytes, mimeType) }],
				parameters: {
					resource: 'binary',
					operation: 'upload',
					authentication: 'none',
					baseUrl: `${server.url}/fhir`,
					...parameters,
					options: { retries: 0, ...(parameters.options as IDataObject | undefined) },
				},
			});
		},
		clear: () => {
			server.requests.length = 0;
			bodies.length = 0;
		},
		close: async () => {
			await Promise.all([store.close(), server.close()]);
		},
	};
}
