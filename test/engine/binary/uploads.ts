import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { startServer, type Handler, type TestServer } from '../../servers/httpServer';
import { useFileStore } from '../support/files';
import { runNode, type RunResult } from '../support/n8n';

/** A file with bytes that are no text. */
export const pdf = Buffer.from('%PDF-1.7 \xff\x00\x80 Entlassbrief', 'latin1');

/** A server that answers uploads as told, and a node that uploads to it. */
export interface UploadPlace {
	readonly server: TestServer;
	/** What it has received, byte by byte. */
	bodies(): readonly Buffer[];
	/** The usual answer: 201 with a Location. */
	readonly created: Handler;
	/** A file as an earlier node would have left it. */
	file(bytes?: Buffer, mimeType?: string): Promise<IBinaryData>;
	/** Uploads a file with these parameters on top; `answer` is what the server does. */
	upload(parameters: IDataObject, answer?: Handler, bytes?: Buffer, mimeType?: string): Promise<RunResult>;
	/** Empties the record. */
	forget(): void;
	close(): Promise<void>;
}

/** Starts one, with n8n's files on disk. */
export async function startUploadPlace(): Promise<UploadPlace> {
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
		upload: async (parameters, answer = created, bytes = pdf, mimeType = 'application/pdf') => {
			handler = answer;
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
		forget: () => {
			server.requests.length = 0;
			bodies.length = 0;
		},
		close: async () => {
			await Promise.all([store.close(), server.close()]);
		},
	};
}
