import {
	allOk,
	badRequest,
	created,
	multipleMatches,
	normalizeOperationOutcome,
	notFound,
	Operator,
	parseSearchRequest,
	validateResource,
} from '@medplum/core';
import {
	type FhirRequest,
	type FhirResponse,
	FhirRouter,
	type HttpMethod,
	type RestInteraction,
} from '@medplum/fhir-router';
import type { BundleEntry, Parameters, Resource } from '@medplum/fhirtypes';
import { carryOut } from './bundle';
import { isKnownType } from './definitions';
import { isStrict } from './headers';
import { historyBundle } from './history';
import { ignoredParameters, pageOf, parametersOf } from './paging';
import type { TestRepository } from './repository';
import { COMPARTMENT } from './search';
import type { Stored } from './store';
import { expand, lookup } from './terminology';

/** The segments of the path; empty where the route has no such segment. */
interface Segments {
	resourceType: string;
	id: string;
	inside: string;
}

type Route = (request: FhirRequest, segments: Segments) => Promise<FhirResponse>;

/** Medplum's router, with additional routes and with replacements for routes that differ from R4. */
export function createRouter(repository: TestRepository, pageSize: number, terminology = false): FhirRouter {
	const router = new FhirRouter({ introspectionEnabled: true });
	const { store } = repository;

	/** Adds a route, or replaces the route of Medplum. */
	function route(method: HttpMethod, path: string, interaction: RestInteraction, handler: Route): void {
		const segments = path.split('/').filter(Boolean);
		const known = router.router.routes.find(
			(one) =>
				one.method === method &&
				one.path.map(({ value, param }) => (param ? `:${value}` : value)).join('/') === segments.join('/'),
		);
		const handle = async (request: FhirRequest): Promise<FhirResponse> =>
			await handler(request, { resourceType: '', id: '', inside: '', ...request.params });
		if (known) known.handler = handle;
		else router.add(method, path, handle, interaction);
	}

	async function search(type: string, { query, headers }: FhirRequest, compartment?: string): Promise<FhirResponse> {
		if (type !== 'MultipleTypes' && !isKnownType(type)) return [notFound];
		const request = parseSearchRequest(type, query);
		if (type === 'MultipleTypes' && !request.types?.length) return [badRequest('Say with _type which types to search')];
		const ignored = ignoredParameters(type, query);
		const text = `The server does not know these search parameters: ${ignored.join(', ')}`;
		if (ignored.length > 0 && isStrict(headers)) return [badRequest(text)];
		const restricted = { code: COMPARTMENT, operator: Operator.EQUALS, value: compartment ?? '' };
		const filters = compartment === undefined ? request.filters : [...(request.filters ?? []), restricted];
		const bundle = await repository.search({ ...request, filters });
		if (ignored.length === 0) return [allOk, bundle];
		const warning: BundleEntry = {
			resource: {
				resourceType: 'OperationOutcome',
				issue: [{ severity: 'warning', code: 'not-supported', details: { text } }],
			},
			search: { mode: 'outcome' },
		};
		return [allOk, { ...bundle, entry: [...(bundle.entry ?? []), warning] }];
	}

	route('GET', '', 'search-system', async (request) => await search('MultipleTypes', request));
	route(
		'GET',
		':resourceType',
		'search-type',
		async (request, { resourceType }) => await search(resourceType, request),
	);
	route('GET', ':resourceType/:id/:inside', 'search-type', async (request, { resourceType, id, inside }) => {
		await repository.readResource(resourceType, id);
		return await search(inside, request, `${resourceType}/${id}`);
	});

	route('POST', '', 'batch', async (request) => {
		if (request.body?.resourceType !== 'Bundle') return [badRequest('The base takes Bundles only')];
		return [allOk, await carryOut(request, repository, router, request.body)];
	});

	route('PUT', ':resourceType/:id', 'update', async ({ body, headers }, { resourceType, id }) => {
		if (body?.resourceType !== resourceType) return [badRequest(`The URL says ${resourceType}, the body does not`)];
		if (body.id !== id) return [badRequest('The id of the body is not that of the URL')];
		const existed = store.get(resourceType, id) !== undefined;
		const ifMatch = /"([^"]+)"/.exec(headers?.['if-match'] ?? '')?.[1];
		const resource = await repository.updateResource<Resource>(body, { ifMatch });
		return [existed ? allOk : created, resource];
	});

	route('PATCH', ':resourceType', 'patch', async ({ query, body }, { resourceType }) => {
		const search = parseSearchRequest(resourceType, query);
		const [only, another] = await repository.searchResources({ ...search, count: 2 });
		if (!only) return [notFound];
		if (another) return [multipleMatches];
		return [allOk, await repository.patchResource<Resource>(only.resourceType, only.id, body)];
	});

	route('GET', '_history', 'history-system', async ({ query }) => [allOk, historyBundle(store.log, query, pageSize)]);
	route('GET', ':resourceType/_history', 'history-type', async ({ query }, { resourceType }) => {
		if (!isKnownType(resourceType)) return [notFound];
		const versions = store.log.filter(({ type }) => type === resourceType);
		return [allOk, historyBundle(versions, query, pageSize)];
	});
	route('GET', ':resourceType/:id/_history', 'history-instance', async ({ query }, { resourceType, id }) => {
		const versions = store.versions(resourceType, id);
		return versions.length === 0 ? [notFound] : [allOk, historyBundle(versions, query, pageSize)];
	});

	route('GET', ':resourceType/:id/$everything', 'operation', async ({ query }, { resourceType, id }) => {
		if (resourceType !== 'Patient' && resourceType !== 'Encounter') return [notFound];
		const focus = await repository.readResource<Stored>(resourceType, id);
		const all = [...new Set([focus, ...store.index.referringTo(`${resourceType}/${id}`)])];
		const { offset, count } = pageOf(parametersOf(query), pageSize);
		const entry = all
			.slice(offset, offset + count)
			.map((resource) => ({ resource, search: { mode: 'match' as const } }));
		return [allOk, { resourceType: 'Bundle', type: 'searchset', total: all.length, entry }];
	});

	const validate: Route = async ({ body }) => {
		const given: Resource | undefined =
			body?.resourceType === 'Parameters'
				? (body as Parameters).parameter?.find(({ name }) => name === 'resource')?.resource
				: body;
		if (!given) return [badRequest('There is no resource to validate')];
		try {
			const issue = validateResource(given);
			return [allOk, issue.length > 0 ? { resourceType: 'OperationOutcome', issue } : allOk];
		} catch (error) {
			return [allOk, normalizeOperationOutcome(error)];
		}
	};
	route('POST', ':resourceType/$validate', 'operation', validate);
	route('POST', ':resourceType/:id/$validate', 'operation', validate);
	if (terminology) {
		route('GET', 'ValueSet/$expand', 'operation', async ({ query }) => [
			allOk,
			expand(store, Object.fromEntries(parametersOf(query))),
		]);
		route('GET', 'CodeSystem/$lookup', 'operation', async ({ query }) => [
			allOk,
			lookup(store, Object.fromEntries(parametersOf(query))),
		]);
	}
	return router;
}
