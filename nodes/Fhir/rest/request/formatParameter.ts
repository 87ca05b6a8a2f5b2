import { type FhirRequest, formOf } from './request';

/**
 * Should `_format=json` (R4 §3.1.0.1.11) be added to the URL of the request? Not where the request names a format already,
 * as most next links do, where it asks for a file or for something that is not FHIR, and to the address of a job.
 */
export function takesFormat(request: FhirRequest): boolean {
	const { interaction, accept, url, query } = request;
	if (interaction === 'discovery' || accept === '*/*') return false;
	if (url !== undefined && !linked.has(interaction)) return false;
	const named = /[?&]_format=/;
	return !query?.some(([name]) => name === '_format') && !named.test(url ?? '') && !named.test(`&${formOf(request)}`);
}

/** What is requested at the URL of a link or reference. */
const linked: ReadonlySet<FhirRequest['interaction']> = new Set(['page', 'read', 'vread']);
