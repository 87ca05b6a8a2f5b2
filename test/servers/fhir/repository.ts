import {
	applyPatch,
	badRequest,
	created,
	fhirpathPatchTypedValue,
	gone,
	normalizeOperationOutcome,
	notFound,
	type Operation,
	OperationOutcomeError,
	Operator,
	parseFhirPathPatchParameters,
	preconditionFailed,
	type SearchRequest,
	toTypedValue,
	validateResource,
	type WithId,
} from '@medplum/core';
import { FhirRepository, getExtraEntries, type UpdateResourceOptions } from '@medplum/fhir-router';
import type { Bundle, BundleEntry, OperationOutcome, Parameters, Reference, Resource } from '@medplum/fhirtypes';
import { randomUUID } from 'node:crypto';
import { isKnownType } from './definitions';
import { findAll } from './search';
import { Store, type Stored } from './store';
import { subset } from './subset';

/** R4 allows 64 characters, but one of its own examples has 67. */
const ID = /^[A-Za-z0-9\-.]{1,100}$/;

/** How a repository behaves. */
export interface RepositoryOptions {
	/** Entries of a search page where `_count` does not say. */
	pageSize: number;
	/** Check what is written against R4's structure, and refuse it with 422. */
	validate: boolean;
}

/** An OperationOutcome for which the router responds with 422. */
function unprocessable(outcome: OperationOutcome): OperationOutcomeError {
	return new OperationOutcomeError({ ...outcome, id: 'business-rule' });
}

function fail(outcome: OperationOutcome): never {
	throw new OperationOutcomeError(outcome);
}

/**
 * A repository in memory for Medplum's router: true versions, tombstones, rollback, indexes. None of its
 * methods waits for anything outside: what one request does is never interleaved with another's.
 */
export class TestRepository extends FhirRepository {
	readonly store = new Store();
	private readonly found = new Map<string, { revision: number; resources: Stored[] }>();

	constructor(private readonly options: RepositoryOptions) {
		super();
	}

	setMode(): void {}

	generateId(): string {
		return randomUUID();
	}

	private check(resource: Resource): void {
		if (!isKnownType(resource.resourceType)) fail(notFound);
		if (!this.options.validate) return;
		try {
			validateResource(resource);
		} catch (error) {
			throw unprocessable(normalizeOperationOutcome(error));
		}
	}

	async createResource<T extends Resource>(resource: T, options?: { assignedId?: boolean }): Promise<WithId<T>> {
		this.check(resource);
		// A client's own id means nothing in a create (R4 http.html section 3.1.0.8).
		const id = options?.assignedId && resource.id ? resource.id : this.generateId();
		return this.store.put({ ...resource, id }, 'POST') as WithId<T>;
	}

	async updateResource<T extends Resource>(resource: T, options?: UpdateResourceOptions): Promise<WithId<T>> {
		this.check(resource);
		const { resourceType, id } = resource;
		if (!id || !ID.test(id)) fail(badRequest('The id must be letters, digits, hyphens or dots'));
		this.checkVersion(resourceType, id, options?.ifMatch);
		return this.store.put({ ...resource, id }, 'PUT') as WithId<T>;
	}

	/** As Medplum's, but an id that comes with no match is an update as create (R4 http.html section 3.1.0.4.3). */
	override async conditionalUpdate<T extends Resource>(
		resource: T,
		search: SearchRequest,
		options?: { assignedId?: boolean; ifMatch?: string },
	): Promise<{ resource: WithId<T>; outcome: OperationOutcome }> {
		if (resource.id && !options?.assignedId && !this.store.get(resource.resourceType, resource.id)) {
			const matches = await this.searchResources({ ...search, count: 1 });
			if (matches.length === 0) return { resource: await this.updateResource(resource), outcome: created };
		}
		return await super.conditionalUpdate(resource, search, options);
	}

	private checkVersion(type: string, id: string, ifMatch: string | undefined): void {
		if (ifMatch !== undefined && this.store.get(type, id)?.meta?.versionId !== ifMatch) fail(preconditionFailed);
	}

	async patchResource<T extends Resource>(
		type: T['resourceType'],
		id: string,
		patch: Operation[] | Parameters,
		options?: UpdateResourceOptions,
	): Promise<WithId<T>> {
		const resource = structuredClone(await this.readResource<T>(type, id));
		try {
			if (Array.isArray(patch)) {
				const failed = applyPatch(resource, patch).flatMap((error) => (error ? [error.message] : []));
				if (failed.length > 0) fail(badRequest(failed.join('; ')));
			} else {
				fhirpathPatchTypedValue(toTypedValue(resource), parseFhirPathPatchParameters(patch));
			}
		} catch (error) {
			throw unprocessable(normalizeOperationOutcome(error));
		}
		return await this.updateResource(resource, options);
	}

	async readResource<T extends Resource>(type: string, id: string): Promise<WithId<T>> {
		const resource = this.store.get(type, id);
		if (!resource) fail(this.store.versions(type, id).length > 0 ? gone : notFound);
		return resource as WithId<T>;
	}

	async readReference<T extends Resource>({ reference = '' }: Reference<T>): Promise<WithId<T>> {
		const [type = '', id = ''] = reference.split('/');
		return await this.readResource<T>(type, id);
	}

	async readReferences<T extends Resource>(references: ReadonlyArray<Reference<T>>): Promise<Array<T | Error>> {
		return await Promise.all(
			references.map(
				async (reference) => await this.readReference(reference).catch((error: unknown) => error as Error),
			),
		);
	}

	async readVersion<T extends Resource>(type: string, id: string, versionId: string): Promise<WithId<T>> {
		const version = this.store.versions(type, id).find((one) => one.versionId === versionId);
		if (!version?.resource) fail(version ? gone : notFound);
		return version.resource as WithId<T>;
	}

	/** Histories are routes of their own: see history.ts. */
	async readHistory<T extends Resource>(): Promise<Bundle<WithId<T>>> {
		return await Promise.reject(new Error('History is served by its own routes'));
	}

	/** All matches; remembered until something is written, so that the pages of one search cost one search. */
	private matches({ resourceType, types, filters, sortRules }: SearchRequest): Stored[] {
		const key = JSON.stringify({ resourceType, types, filters, sortRules });
		const { revision } = this.store;
		const known = this.found.get(key);
		if (known?.revision === revision) return known.resources;
		const resources = findAll(this.store, { resourceType, types, filters, sortRules });
		if (this.found.size > 100) this.found.clear();
		this.found.set(key, { revision, resources });
		return resources;
	}

	async search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
		for (const type of request.types ?? [request.resourceType]) if (!isKnownType(type)) fail(notFound);
		const all = this.matches(request);
		const offset = request.offset ?? 0;
		const page = all.slice(offset, offset + Math.min(request.count ?? this.options.pageSize, 1000));
		const entry: BundleEntry[] = page.map((resource) => ({
			resource: subset(resource, request),
			search: { mode: 'match' },
		}));
		if (request.include ?? request.revInclude) await getExtraEntries<Resource>(this, request, page, entry);
		return { resourceType: 'Bundle', type: 'searchset', total: all.length, entry } as Bundle<WithId<T>>;
	}

	async searchByReference<T extends Resource>(
		request: SearchRequest<T>,
		field: string,
		references: string[],
	): Promise<Record<string, Array<WithId<T>>>> {
		const found: Record<string, Array<WithId<T>>> = {};
		for (const value of references) {
			const filters = [...(request.filters ?? []), { code: field, operator: Operator.EQUALS, value }];
			found[value] = await this.searchResources({ ...request, filters });
		}
		return found;
	}

	async deleteResource(type: string, id: string, options?: { ifMatch?: string }): Promise<void> {
		if (!this.store.get(type, id)) {
			if (this.store.versions(type, id).length > 0) return;
			fail(notFound);
		}
		this.checkVersion(type, id, options?.ifMatch);
		this.store.remove(type, id);
	}

	async withTransaction<R>(callback: (repository: this) => Promise<R>): Promise<R> {
		const { length } = this.store.log;
		try {
			return await callback(this);
		} catch (error) {
			this.store.rollBackTo(length);
			throw error;
		}
	}
}
