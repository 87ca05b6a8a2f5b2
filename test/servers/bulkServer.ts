import type { ServerResponse } from 'node:http';
import { type BulkFile, sendFile } from './bulkFile';
import { type Handler, startServer, type TestServer, type TlsOption } from './httpServer';
import { capabilityOf, tableResult } from './tableResult';

/** How a bulk server behaves; changed between tests. */
export interface BulkBehaviour {
	files: BulkFile[];
	/** Polls that say that the job is running; Infinity: for ever. */
	running: number;
	retryAfter?: string;
	progress?: string;
	/** Polls that fail first, each with this status. */
	failingPolls: number[];
	/** The end of the job, in place of a manifest. */
	failure?: { status: number; code: string; text: string };
	/** Kick-off requests that are turned away first, with 429. */
	busy: number;
	requiresAccessToken?: unknown;
	/** Pages of the manifest, if there are several. */
	pages: number;
	message?: string;
	/** Members of the manifest beside those. */
	more?: object;
	/** The operations that its CapabilityStatement lists, e.g. `sql-export`, or `ViewDefinition/export`; undefined: it has none. */
	operations?: string[];
	/** How the job ends: with a manifest (default), with the Parameters of an export of tables, or with 303 and those. */
	result?: 'manifest' | 'parameters' | 'seeOther';
	/** Parameters of that result beside the outputs; `bare`: in place of everything else. */
	parameter?: object[];
	bare?: boolean;
	/** The status with which an export is refused. */
	refused?: number;
	/** Deletions of jobs that are refused first, each with this status. */
	refusedDeletes?: number[];
	/** In the query of status URLs. */
	jobQuery?: string;
	/** What can be read, by its path below the base. */
	resources?: Record<string, object>;
}

/** A FHIR server with bulk export, and the storage that some of its files are in. */
export interface BulkServer {
	readonly server: TestServer;
	readonly storage: TestServer;
	readonly baseUrl: string;
	/** That of the first job since `reset`; the IDs of others end in other numbers. */
	readonly statusUrl: string;
	readonly behaviour: BulkBehaviour;
	/** Restores the behaviour of the start, with these changes, and forgets the requests. */
	reset(changes?: Partial<BulkBehaviour>): void;
	/** Requests to the FHIR server by their paths: `kickOff`, `status`, `delete`, `result` or `file`. */
	calls(kind: 'kickOff' | 'status' | 'delete' | 'result' | 'file'): TestServer['requests'];
	close(): Promise<void>;
}

export const transactionTime = '2026-03-01T08:00:00.000Z';

/** Resources of a type, as lines. */
export function lines(type: string, count: number, first = 0): string[] {
	return Array.from({ length: count }, (_, index) =>
		JSON.stringify({ resourceType: type, id: `${type.toLowerCase()}-${first + index}`, language: 'de' }),
	);
}

const start = (): BulkBehaviour => ({
	files: [
		{ type: 'Patient', lines: lines('Patient', 3) },
		{ type: 'Observation', lines: lines('Observation', 2) },
	],
	running: 1,
	failingPolls: [],
	busy: 0,
	requiresAccessToken: true,
	pages: 1,
});

/** Starts a bulk server whose behaviour a test can change while it runs. Jobs and files are beside its base path. */
export async function startBulkServer({ tls }: { tls?: TlsOption } = {}): Promise<BulkServer> {
	let behaviour = start();
	let polls = 0;
	let manifests = 0;
	let deleted = false;
	let jobs = 0;

	const status: Handler = (request, response) => {
		const page = Number(new URL(request.url ?? '', 'http://host').searchParams.get('page') ?? 1);
		if (request.method === 'DELETE') {
			const refusal = behaviour.refusedDeletes?.shift();
			if (refusal !== undefined) return outcome(response, refusal, 'processing', 'Not this job');
			deleted = true;
			return void response.writeHead(202).end();
		}
		if (deleted) return outcome(response, 404, 'not-found', 'Unknown job');
		const failing = behaviour.failingPolls.shift();
		if (failing !== undefined) return outcome(response, failing, 'transient', 'Try again later');
		if (polls++ < behaviour.running) {
			const { retryAfter, progress } = behaviour;
			return void response
				.writeHead(202, {
					...(retryAfter && { 'retry-after': retryAfter }),
					...(progress && { 'x-progress': progress }),
				})
				.end();
		}
		if (behaviour.result === 'seeOther') {
			return void response.writeHead(303, { location: `${server.url}/results/7?id=result-1` }).end();
		}
		result(response, page);
	};

	function result(response: ServerResponse, page: number): void {
		const { failure, parameter = [], bare } = behaviour;
		if (failure) return outcome(response, failure.status, failure.code, failure.text);
		if (behaviour.result !== undefined && behaviour.result !== 'manifest') {
			manifests++;
			const outputs = behaviour.files.map((one, index) => ({ name: one.table ?? 'table', url: urlOf(one, index) }));
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			return void response.end(JSON.stringify(tableResult(outputs, parameter, bare)));
		}
		response.writeHead(200, { 'content-type': 'application/json', expires: 'Wed, 21 Oct 2026 07:28:00 GMT' });
		response.end(JSON.stringify(manifest(page)));
	}

	function urlOf(one: BulkFile, index: number): string {
		const host = one.place === 'storage' ? storage.url : server.url;
		return `${host}/files/${index}?link=${manifests}&signature=sig-secret`;
	}

	function manifest(page: number): object {
		if (page === 1) manifests++;
		const { files, pages, requiresAccessToken, message, more } = behaviour;
		const entries = (kind: string) =>
			files.flatMap((file, index): object[] => {
				if ((file.kind ?? 'output') !== kind || index % pages !== page - 1) return [];
				const count = file.count === undefined ? file.lines.length : file.count;
				const url = urlOf(file, index);
				if (file.table !== undefined) return [{ name: file.table, url }];
				return [{ type: file.type ?? 'Patient', url, ...(count !== null && { count }) }];
			});
		return {
			transactionTime,
			request: `${server.url}/fhir/$export`,
			requiresAccessToken,
			output: entries('output'),
			...(files.some(({ kind }) => kind === 'deleted') && { deleted: entries('deleted') }),
			error: entries('error'),
			...(message && { message }),
			...(page < pages && { link: [{ relation: 'next', url: `${server.url}/jobs/7?page=${page + 1}` }] }),
			...more,
		};
	}

	const file: Handler = async (request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
		const asked = behaviour.files[Number(pathname.split('/').at(-1))];
		if (!asked) return outcome(response, 404, 'not-found', 'No such file');
		if (asked.expired !== undefined && Number(searchParams.get('link')) <= asked.expired) {
			return outcome(response, asked.expiredStatus ?? 410, 'expired', 'The link has expired');
		}
		if (asked.place === 'redirected' && request.headers.host === new URL(server.url).host) {
			return void response.writeHead(307, { location: `${storage.url}${request.url}` }).end();
		}
		await sendFile(asked, request.headers, response);
	};

	const handler: Handler = async (request, response) => {
		const path = request.url ?? '';
		if (path.startsWith('/files/')) return await file(request, response);
		if (path.startsWith('/jobs/')) return await status(request, response);
		if (path.startsWith('/results/')) return result(response, 1);
		const { operations, resources, refused } = behaviour;
		const [, asked = ''] = /^\/fhir\/([^?]*)/.exec(path) ?? [];
		const resource = asked === 'metadata' && operations ? capabilityOf(operations) : resources?.[asked];
		if (resource) {
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			return void response.end(JSON.stringify(resource));
		}
		if (!/\$[a-z]*-?export/.test(path)) return outcome(response, 404, 'not-found', 'Not known');
		if (refused !== undefined) return outcome(response, refused, 'not-supported', 'Not for this view');
		if (behaviour.busy-- > 0) {
			response.setHeader('retry-after', '0');
			return outcome(response, 429, 'throttled', 'A job is running already');
		}
		[polls, deleted] = [0, false];
		const { jobQuery } = behaviour;
		const query = `id=job-${++jobs}${jobQuery ? `&${jobQuery}` : ''}`;
		response.writeHead(202, { 'content-location': `${server.url}/jobs/7?${query}` }).end();
	};

	const server: TestServer = await startServer(handler, { tls });
	const storage: TestServer = await startServer(file);
	return {
		server,
		storage,
		baseUrl: `${server.url}/fhir`,
		statusUrl: `${server.url}/jobs/7?id=job-1`,
		get behaviour() {
			return behaviour;
		},
		reset(changes = {}) {
			behaviour = { ...start(), ...changes };
			[polls, manifests, jobs, deleted] = [0, 0, 0, false];
			server.requests.length = storage.requests.length = 0;
		},
		calls: (kind) => server.requests.filter(({ method, url }) => kind === kindOf(method, url)),
		close: async () => {
			await Promise.all([server.close(), storage.close()]);
		},
	};
}

function kindOf(method: string, url: string): string {
	if (url.startsWith('/files/')) return 'file';
	if (url.startsWith('/results/')) return 'result';
	if (!url.startsWith('/jobs/')) return url.includes('$') ? 'kickOff' : 'read';
	return method === 'DELETE' ? 'delete' : 'status';
}

function outcome(response: ServerResponse, status: number, code: string, diagnostics: string): void {
	response.writeHead(status, { 'content-type': 'application/fhir+json' });
	response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }));
}
