import fc from 'fast-check';
import { readEntryResults } from '../../nodes/Fhir/rest/bundle/entryResults';
import { linkOf } from '../../nodes/Fhir/rest/model/bundle';
import { isBundle, isOperationOutcome, isResource } from '../../nodes/Fhir/rest/model/resource';
import { simplify } from '../../nodes/Fhir/rest/model/simplify';
import { unwrapParameters } from '../../nodes/Fhir/rest/operation/parameters';
import { assertNotSubsetted } from '../../nodes/Fhir/rest/request/body';
import type { FhirRequest } from '../../nodes/Fhir/rest/request/request';
import { readErrorBody } from '../../nodes/Fhir/rest/response/errorBody';
import { warnings } from '../../nodes/Fhir/rest/response/outcome';
import { parseResponse } from '../../nodes/Fhir/rest/response/parseResponse';
import type { FhirResponse } from '../../nodes/Fhir/rest/response/response';
import { historyVersion } from '../../nodes/Fhir/rest/search/historyVersion';
import { createPageSorter } from '../../nodes/Fhir/rest/search/searchPage';
import { lookupResult, subsumptionResult, translationResult } from '../../nodes/Fhir/rest/terminology/codeResults';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import type { HttpResponse } from '../../nodes/Fhir/transport/http';
import { noMask } from '../../nodes/Fhir/support/mask';

const names = (
	'id meta versionId lastUpdated tag entry resource fullUrl search mode response status location etag outcome request method url ' +
	'link relation issue severity code diagnostics details text coding display expression parameter part name value valueString ' +
	'property designation match concept error message toString length'
).split(' ');
const types = ['Bundle', 'OperationOutcome', 'Parameters', 'Patient', 'Binary'];

/** JSON with the names of FHIR in it, and next to never the values that FHIR has there. */
const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.constantFrom(
			null,
			true,
			0,
			-1,
			1.5,
			'',
			'match',
			'next',
			'200',
			'not-found',
			'SUBSETTED',
			'Patient/1',
			'property',
			'x',
		),
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
		fc
			.tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }))
			.map(([resourceType, members]) => ({ ...members, resourceType })),
	),
}));

const read: FhirRequest = { interaction: 'read', method: 'GET', path: 'Patient/1' };
const create: FhirRequest = { interaction: 'create', method: 'POST', path: 'Patient' };

/** Runs it; only a `Failure` may come of it. */
async function survives(action: () => unknown): Promise<void> {
	try {
		await action();
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
	}
}

function answer(body: unknown): HttpResponse {
	return {
		status: 200,
		headers: { 'content-type': 'application/fhir+json' },
		url: 'https://fhir.example/r4/Patient/1',
		mask: noMask,
		text: async () => JSON.stringify(body),
		bytes: () => Promise.reject(new Error('not used')),
		stream: () => {
			throw new Error('not used');
		},
		discard: async () => undefined,
	};
}

describe('A response of any shape gives a result or a Failure:', () => {
	test('parseResponse of any body', async () => {
		await fc.assert(
			fc.asyncProperty(value, async (body) => {
				for (const request of [read, create]) await survives(async () => await parseResponse(answer(body), request));
				readErrorBody(JSON.stringify(body), noMask);
			}),
			{ numRuns: 500 },
		);
	});

	test('functions that read a Bundle, Parameters or OperationOutcome', async () => {
		await fc.assert(
			fc.asyncProperty(value, async (body) => {
				if (!isResource(body)) return;
				const response: FhirResponse = { status: 200, headers: {}, url: '', mask: noMask, resource: body };
				await survives(() => simplify(body));
				await survives(() => assertNotSubsetted(body));
				await survives(() => unwrapParameters(body));
				for (const result of [lookupResult, translationResult, subsumptionResult])
					await survives(() => result(response));
				if (isOperationOutcome(body)) await survives(() => warnings(body, noMask));
				if (!isBundle(body)) return;
				await survives(() => linkOf(body, 'next'));
				for (const kind of ['search', 'history', 'operation'] as const) {
					await survives(() => createPageSorter(3, kind).take(body, noMask).matches.map(historyVersion));
				}
				const sent = (Array.isArray(body.entry) ? body.entry : []).map(() => ({
					request: { method: 'POST', url: 'Patient' },
				}));
				await survives(() => readEntryResults(sent, response));
			}),
			{ numRuns: 2_000 },
		);
	});
});
