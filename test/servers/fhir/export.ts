import type { Group } from '@medplum/fhirtypes';
import type { FhirCall, FhirResponse } from './application';
import type { Store, Stored } from './store';

/** Resources in one file of an export. */
const linesInFile = 1_000;

interface Job {
	readonly request: string;
	readonly time: string;
	readonly files: Array<{ readonly type: string; readonly lines: readonly string[] }>;
	polls: number;
}

/** Bulk export (Bulk Data Access §2.4) of the whole server, all patients, a group or one patient: a job is done with its second poll. */
export class BulkExports {
	private readonly jobs = new Map<string, Job>();
	private started = 0;

	constructor(private readonly store: Store) {}

	/** The response to a request of an export; undefined for any other. */
	respond({ method, url, base, headers, body }: FhirCall): FhirResponse | undefined {
		const [path = '', query = ''] = url.split('?');
		const [, name, number, file] = /^(export-job|export-file)\/(\d+)(?:\/(\d+))?$/.exec(path) ?? [];
		if (name === 'export-file') return this.file(number, Number(file));
		if (name === 'export-job') return method === 'DELETE' ? this.remove(number) : this.poll(number, base);
		const [, type, id] = /^(?:(Patient|Group)(?:\/([^/]+))?\/)?\$export$/.exec(path) ?? [];
		if (!path.endsWith('$export') || (type === 'Group' && id === undefined)) return undefined;
		if (!/respond-async/.test(String(headers.prefer))) return text(400, 'An export needs Prefer: respond-async');
		const parameters = method === 'POST' ? inBody(body) : new URLSearchParams(query);
		const job = this.start(`${base}/${url}`, this.covered(type, id), parameters);
		const key = String(++this.started);
		this.jobs.set(key, job);
		return { status: 202, headers: { 'content-location': `${base}/export-job/${key}` } };
	}

	private covered(type: string | undefined, id: string | undefined): Set<Stored> | undefined {
		if (type === undefined) return undefined;
		if (type === 'Patient' && id === undefined)
			return this.ofPatients([...this.store.all('Patient')].map((one) => one.id));
		if (type === 'Patient') return this.ofPatients([id ?? '']);
		const group = this.store.get('Group', id ?? '') as Group | undefined;
		const members = (group?.member ?? []).map(({ entity }) => entity.reference?.replace('Patient/', '') ?? '');
		return this.ofPatients(members);
	}

	private ofPatients(ids: readonly string[]): Set<Stored> {
		const found = new Set<Stored>();
		for (const id of ids) {
			const patient = this.store.get('Patient', id);
			if (patient) found.add(patient);
			for (const one of this.store.index.referringTo(`Patient/${id}`)) found.add(one);
		}
		return found;
	}

	private start(request: string, covered: Set<Stored> | undefined, parameters: URLSearchParams): Job {
		const types = parameters.get('_type')?.split(',');
		const since = Date.parse(parameters.get('_since') ?? '') || 0;
		const byType = new Map<string, string[]>();
		for (const resource of covered ?? this.living()) {
			const { resourceType, meta } = resource;
			if ((types && !types.includes(resourceType)) || Date.parse(meta?.lastUpdated ?? '') < since) continue;
			const lines = byType.get(resourceType);
			if (lines) lines.push(JSON.stringify(resource));
			else byType.set(resourceType, [JSON.stringify(resource)]);
		}
		const files = [...byType].flatMap(([type, lines]) => {
			const parts = [];
			for (let first = 0; first < lines.length; first += linesInFile)
				parts.push({ type, lines: lines.slice(first, first + linesInFile) });
			return parts;
		});
		return { request, time: new Date().toISOString(), files, polls: 0 };
	}

	private *living(): Generator<Stored> {
		for (const type of new Set(this.store.log.map((version) => version.type))) yield* this.store.all(type);
	}

	private poll(key = '', base: string): FhirResponse {
		const job = this.jobs.get(key);
		if (!job) return text(404, 'Unknown export');
		if (job.polls++ === 0) return { status: 202, headers: { 'retry-after': '1', 'x-progress': 'in progress' } };
		const output = job.files.map(({ type, lines }, index) => ({
			type,
			url: `${base}/export-file/${key}/${index}`,
			count: lines.length,
		}));
		const { time: transactionTime, request } = job;
		const body = JSON.stringify({ transactionTime, request, requiresAccessToken: true, output, error: [] });
		return { status: 200, headers: { 'content-type': 'application/json' }, body };
	}

	private remove(key = ''): FhirResponse {
		return this.jobs.delete(key) ? { status: 202, headers: {} } : text(404, 'Unknown export');
	}

	private file(key = '', index: number): FhirResponse {
		const lines = this.jobs.get(key)?.files[index]?.lines;
		if (!lines) return text(404, 'Unknown file');
		const body = Buffer.from(lines.map((line) => `${line}\n`).join(''));
		return { status: 200, headers: { 'content-type': 'application/fhir+ndjson' }, body };
	}
}

function inBody(body: Buffer): URLSearchParams {
	const { parameter = [] } = JSON.parse(body.toString()) as { parameter?: Array<Record<string, string>> };
	return new URLSearchParams(
		parameter.map(({ name = '', valueString, valueInstant }): [string, string] => [
			name,
			valueString ?? valueInstant ?? '',
		]),
	);
}

function text(status: number, diagnostics: string): FhirResponse {
	const issue = [{ severity: 'error', code: 'processing', diagnostics }];
	const body = JSON.stringify({ resourceType: 'OperationOutcome', issue });
	return { status, headers: { 'content-type': 'application/fhir+json' }, body };
}
