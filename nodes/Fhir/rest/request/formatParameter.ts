import type { FhirRequest } from './request';

/**
 * Should `_format=json` (R4 §3.1.0.1.11) be added to the URL of the request? Not where the request names a format already,
 * as most next links do, where it asks for a file or for something that is not FHIR, and to the address of a job.
 */
export function takesFormat({ interaction, accept, url, query, body }: FhirRequest): boolean {
	if (interaction === 'discovery' || accept === '*/*') return false;
	if (url !== undefined && !linked.has(interaction)) return false;
	const form = body && 'content' in body && typeof body.content === 'string' ? body.content : '';
	const named = /[?&]_format=/;
	return !query?.some(([name]) => name === '_format') && !named.test(url ?? '') && !named.test(`&${form}`);
}

/** What is requested at the URL of a link or reference. */
const linked: ReadonlySet<FhirRequest['interaction']> = new Set(['page', 'read', 'vread']);
