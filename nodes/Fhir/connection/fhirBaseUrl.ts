import { withoutTrailing } from '../support/text';
import { isResourceType } from '../rest/model/resourceTypes';
import { inputText } from '../rest/request/inputText';
import { type BaseUrl, parseBaseUrl } from '../transport/baseUrl';
import { inputFailure } from '../transport/errors/failure';

/**
 * Checks a base URL as typed. Throws an input `Failure` as `parseBaseUrl` does, and also for the address of a request, such as
 * `https://fhir.example.org/r4/Patient` or `…/metadata`, with the base URL that is probably meant. A server whose own path does
 * end in the name of a resource type is entered with a slash after it.
 */
export function fhirBaseUrl(typed: unknown): BaseUrl {
	const text = inputText(typed, 'Base URL').trim();
	const queryAt = text.search(/[?#]/);
	const address = queryAt < 0 ? text : text.slice(0, queryAt);
	const base = withoutRequest(address);
	if (base === address || !/^https?:\/\//i.test(base) || !URL.canParse(base)) return parseBaseUrl(text);
	parseBaseUrl(base);
	const end = address.slice(base.length);
	const wayOut = requestWord.test(withoutTrailing(end, '/').replace(/^.*\//, ''))
		? ''
		: ' If the path of the server itself ends like this, enter it with a slash at the end.';
	throw inputFailure(
		`"Base URL" is the address of a request: it ends in \`${end}\``,
		`Enter the address of the server, up to the part before the resource type: \`${base}\`.${wayOut}`,
	);
}

/** The address without the part that belongs to a FHIR request. */
function withoutRequest(address: string): string {
	const segments = address.split('/');
	// Scheme and host are the first three.
	while (segments.length > 3) {
		const length = requestLength(segments.slice(3));
		if (length === 0) break;
		segments.splice(-length);
	}
	return segments.join('/');
}

/** What can only be a part of a request at the end of a path (R4 §3.1.0, §3.2.0.1). */
const requestWord = /^(metadata|smart-configuration|\.well-known|_history|_search|\$[A-Za-z][\w.-]*)$/;

/** The number of segments at the end of the path that belong to a request. */
function requestLength(path: readonly string[]): number {
	const last = path.at(-1) ?? '';
	// A slash after `metadata`, but not after a type, which is how such a base URL is entered.
	if (last === '' && requestWord.test(path.at(-2) ?? '')) return 2;
	if (requestWord.test(last) || isResourceType(last)) return 1;
	if (path.at(-2) === '_history') return 2;
	return isResourceType(path.at(-2) ?? '') && isLikeId(last) ? 2 : 0;
}

/** `123` or `8cb1dc2f`, and not `fhir` or `r4`, before which a path may have any word. */
function isLikeId(segment: string): boolean {
	return /\d/.test(segment) && !/fhir|^(base)?(r|v|stu|dstu)\d/i.test(segment);
}
