import { badRequest, OperationOutcomeError } from '@medplum/core';
import { type FhirRequest, type FhirRouter, processBatch } from '@medplum/fhir-router';
import type { Bundle, BundleEntry, OperationOutcome } from '@medplum/fhirtypes';
import { entityTag, preferredReturn } from './headers';
import type { TestRepository } from './repository';

/** In a transaction no two entries may write the same resource (R4 http.html section 3.1.0.11.2). */
function assertNoDuplicates(entries: BundleEntry[]): void {
	const seen = new Set<string>();
	for (const [index, { request }] of entries.entries()) {
		if (!request?.url.includes('/') || request.method === 'GET' || request.method === 'POST') continue;
		if (seen.has(request.url)) {
			throw new OperationOutcomeError(
				badRequest(`Two entries write ${request.url}`, `Bundle.entry[${index}].request.url`),
			);
		}
		seen.add(request.url);
	}
}

function atEntry(outcome: OperationOutcome, index: number): OperationOutcome {
	const issue = outcome.issue.map((one) => ({ ...one, expression: one.expression ?? [`Bundle.entry[${index}]`] }));
	return { ...outcome, issue };
}

/** Adds Location, ETag and Last-Modified to an entry of the response, as FHIR requires. */
function decorated({ resource, response }: BundleEntry, method: string | undefined, minimal: boolean): BundleEntry {
	if (response?.outcome?.resourceType !== 'OperationOutcome' || Number(response.status) >= 400) return { response };
	const { outcome: _ok, ...rest } = response;
	const { versionId, lastUpdated } = resource?.meta ?? {};
	if (!resource || !versionId || method === 'GET') return { resource, response: rest };
	const location = `${resource.resourceType}/${resource.id}/_history/${versionId}`;
	return {
		resource: minimal ? undefined : resource,
		response: { ...rest, location, etag: entityTag(versionId), lastModified: lastUpdated },
	};
}

async function process(
	request: FhirRequest,
	repository: TestRepository,
	router: FhirRouter,
	bundle: Bundle,
): Promise<Bundle> {
	// Medplum's own transactions allow 50 updates and 8 conditional entries: the repository rolls back instead.
	const response = await processBatch({ ...request, config: { transactions: false } }, repository, router, bundle);
	const minimal = preferredReturn(request.headers ?? {}) === 'minimal';
	const entry = response.entry?.map((one, index) => decorated(one, bundle.entry?.[index]?.request?.method, minimal));
	return { ...response, entry };
}

/** Carries out a batch entry by entry, or a transaction completely or not at all. */
export async function carryOut(
	request: FhirRequest,
	repository: TestRepository,
	router: FhirRouter,
	bundle: Bundle,
): Promise<Bundle> {
	if (bundle.type !== 'transaction') return await process(request, repository, router, bundle);
	assertNoDuplicates(bundle.entry ?? []);
	return await repository.withTransaction(async () => {
		const bundleResponse = await process(request, repository, router, bundle);
		for (const [index, { response }] of (bundleResponse.entry ?? []).entries()) {
			if (Number(response?.status) < 400) continue;
			const outcome = response?.outcome;
			if (outcome?.resourceType === 'OperationOutcome') throw new OperationOutcomeError(atEntry(outcome, index));
		}
		return bundleResponse;
	});
}
