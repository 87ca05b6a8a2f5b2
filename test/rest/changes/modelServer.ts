/** How a model server errs; by default it does nothing wrong. */
export interface ModelFaults {
	/** It keeps whole seconds of times. */
	readonly seconds?: boolean;
	/** It returns results in the order of their creation, whatever `_sort` asks for. */
	readonly ignoresSort?: boolean;
	/** It refuses a search that is sorted by more than so many parameters. */
	readonly maxSorts?: number;
	/** Resources with one time come in another order in each search, unless `_sort` also names `_id`. */
	readonly shufflesTies?: boolean;
	/** It ignores `_lastUpdated`. */
	readonly ignoresFilter?: boolean;
	/** It responds from its cache for a minute, unless the request says that it must not. */
	readonly caches?: boolean;
	/** It finds resources first and loads them then: those that were changed meanwhile have a later time than their place. */
	readonly loadsLate?: boolean;
	/** Its responses have no `Date`. */
	readonly noDate?: boolean;
	/** Its `Date` is wrong by so many milliseconds. */
	readonly dateSkew?: number;
	/** Its history does not say when a resource was deleted. */
	readonly noDeletionTimes?: boolean;
	/** Its version IDs do not count. */
	readonly opaqueVersions?: boolean;
	/** Entries on a page at most. */
	readonly maxPage?: number;
}

/** A version of a resource. */
export interface ModelVersion {
	readonly type: string;
	readonly id: string;
	readonly version: number;
	/** As the server shows it. */
	readonly time: number;
	readonly visibleAt: number;
	readonly deleted: boolean;
	readonly place: number;
}

/** A request as a model server takes it. */
export interface ModelRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, unknown>>;
}

/** What it responds. */
export interface ModelResponse {
	readonly status: number;
	readonly headers: Record<string, string>;
	readonly body: string;
}

/** A FHIR server for the reading of changes, in memory: searches by `_lastUpdated` and histories of types, by offset paging. */
export class ModelServer {
	/** Milliseconds; only the test moves it. */
	clock = Date.parse('2026-03-01T08:00:00.000Z');
	/** Called before each response: somebody may write between two pages. */
	onRequest: () => void = () => undefined;
	readonly requests: string[] = [];
	private readonly versions: ModelVersion[] = [];
	private readonly byType = new Map<string, ModelVersion[]>();
	private readonly latest = new Map<string, ModelVersion>();
	private readonly cache = new Map<string, { until: number; response: ModelResponse }>();
	private searches = 0;

	constructor(private readonly faults: ModelFaults = {}) {}

	/** All versions ever written. */
	get log(): readonly ModelVersion[] {
		return this.versions;
	}

	/** The latest version of each resource. */
	get resources(): ModelVersion[] {
		return [...this.latest.values()];
	}

	/** Does the resource exist, for those who see all? */
	lives(type: string, id: string): boolean {
		return this.latest.get(`${type}/${id}`)?.deleted === false;
	}

	/** Writes a version that readers see only after so many milliseconds. `skew`: the clock of the node that writes it. */
	write(type: string, id: string, { delay = 0, skew = 0, deleted = false } = {}): ModelVersion {
		const before = this.latest.get(`${type}/${id}`);
		const exact = this.clock + skew;
		const time = this.faults.seconds ? Math.floor(exact / 1000) * 1000 : exact;
		const version: ModelVersion = {
			type,
			id,
			version: (before?.version ?? 0) + 1,
			time,
			visibleAt: this.clock + delay,
			deleted,
			place: this.versions.length,
		};
		this.versions.push(version);
		const ofType = this.byType.get(type);
		if (ofType) ofType.push(version);
		else this.byType.set(type, [version]);
		this.latest.set(`${type}/${id}`, version);
		return version;
	}

	respond({ url, headers }: ModelRequest): ModelResponse {
		this.onRequest();
		this.requests.push(url);
		const cached = this.cache.get(url);
		if (this.faults.caches && headers['cache-control'] !== 'no-cache' && cached && cached.until > this.clock)
			return cached.response;
		const response = this.compute(new URL(url, 'http://model.test'));
		this.cache.set(url, { until: this.clock + 60_000, response });
		return response;
	}

	private compute(url: URL): ModelResponse {
		const [, , type = '', kind] = url.pathname.split('/');
		const query = url.searchParams;
		const sorts = (query.get('_sort') ?? '').split(',').filter(Boolean);
		if (sorts.length > (this.faults.maxSorts ?? 9)) return this.response(400, outcome('Too many sort parameters'));
		const found = kind === '_history' ? this.history(type, query) : this.search(type, query, sorts);
		const count = Math.min(Number(query.get('_count') ?? 20), this.faults.maxPage ?? 200);
		const offset = Number(query.get('_offset') ?? 0);
		const next = new URL(url);
		next.searchParams.set('_offset', String(offset + count));
		if (this.faults.loadsLate) this.onRequest();
		return this.response(200, {
			resourceType: 'Bundle',
			type: kind === '_history' ? 'history' : 'searchset',
			link: offset + count < found.length ? [{ relation: 'next', url: next.href }] : [],
			entry: found
				.slice(offset, offset + count)
				.map((one) => (kind === '_history' ? this.historyEntry(one) : { resource: this.resource(this.loaded(one)) })),
		});
	}

	private search(type: string, query: URLSearchParams, sorts: readonly string[]): ModelVersion[] {
		const from = this.faults.ignoresFilter ? NaN : Date.parse((query.get('_lastUpdated') ?? '').replace('ge', ''));
		const visible = new Map<string, ModelVersion>();
		for (const one of this.byType.get(type) ?? []) {
			if (one.visibleAt > this.clock) continue;
			const other = visible.get(one.id);
			if (!other || other.version < one.version) visible.set(one.id, one);
		}
		const found = [...visible.values()].filter(({ deleted, time }) => !deleted && !(time < from));
		if (sorts.length === 0 || this.faults.ignoresSort) return found;
		const sign = sorts[0]?.startsWith('-') ? -1 : 1;
		const byId = sorts.includes('_id');
		const salt = this.faults.shufflesTies && !byId ? ++this.searches : 0;
		return found.sort(
			(a, b) => sign * (a.time - b.time) || (salt ? shuffle(a, salt) - shuffle(b, salt) : compare(a.id, b.id)),
		);
	}

	/** The version that is shown of a resource that was found. */
	private loaded(found: ModelVersion): ModelVersion {
		const latest = this.latest.get(`${found.type}/${found.id}`);
		return this.faults.loadsLate && latest && !latest.deleted && latest.visibleAt <= this.clock ? latest : found;
	}

	private history(type: string, query: URLSearchParams): ModelVersion[] {
		const from = Date.parse(query.get('_since') ?? '');
		return (this.byType.get(type) ?? [])
			.filter((one) => one.visibleAt <= this.clock && !(one.time < from))
			.sort((a, b) => b.time - a.time || b.place - a.place);
	}

	private resource({ type, id, version, time }: ModelVersion): object {
		const versionId = this.faults.opaqueVersions ? `v-${id}-${version}` : String(version);
		return { resourceType: type, id, meta: { versionId, lastUpdated: new Date(time).toISOString() } };
	}

	private historyEntry(one: ModelVersion): object {
		const { type, id, version, time, deleted } = one;
		if (!deleted) {
			const request = version === 1 ? { method: 'POST', url: type } : { method: 'PUT', url: `${type}/${id}` };
			return { resource: this.resource(one), request, response: { status: version === 1 ? '201' : '200' } };
		}
		const lastModified = this.faults.noDeletionTimes ? undefined : new Date(time).toISOString();
		const url = `${type}/${id}/_history/${version}`;
		return { request: { method: 'DELETE', url }, response: { status: '204', etag: `W/"${version}"`, lastModified } };
	}

	private response(status: number, body: object): ModelResponse {
		const { noDate, dateSkew = 0 } = this.faults;
		const date = new Date(this.clock + dateSkew).toUTCString();
		return {
			status,
			headers: { 'content-type': 'application/fhir+json', ...(!noDate && { date }) },
			body: JSON.stringify(body),
		};
	}
}

function outcome(text: string): object {
	return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', diagnostics: text }] };
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function shuffle({ place }: ModelVersion, salt: number): number {
	return (place * 7919 + salt * 104_729) % 1013;
}
