import type { Registry } from './registry';

/** See `Registry`. */
export const responses: Registry = {
	'nodes/Fhir/rest/response/bundleInError.ts': {
		server: [/^\s*\{[^{[]{0,500}"Bundle"/],
	},
	'nodes/Fhir/rest/response/errorBody.ts': {
		server: [/^[{[\ufeff]/, /^error$/i, /<(?:diagnostics|text)\s[^<>"]*"([^"<>]*)"/g],
	},
	'nodes/Fhir/rest/response/failures.ts': {
		server: [/[?#].*/s, /^(The|It|Its)\b/],
	},
	'nodes/Fhir/rest/response/links.ts': {
		server: [/[?#].*$/s, /^\//, /^https?:/i, /^http:/i, /^(https?:|\/\/)/i],
	},
	'nodes/Fhir/rest/response/otherResource.ts': {
		server: [/^[A-Z]/],
	},
	'nodes/Fhir/rest/response/outcome.ts': {
		server: [/^([A-Z]{2,10}-\d{2,6}): *(.+)$/s],
	},
	'nodes/Fhir/rest/response/parseResponse.ts': {
		server: [
			/[/+]json\b/i,
			/http:\/\/hl7\.org\/fhir/,
			/<html/i,
			/^$|text\/plain|octet-stream|text\/html|application\/fhir\s*(;|$)/i,
			/ndjson/i,
		],
	},
	'nodes/Fhir/rest/response/repetition.ts': {
		server: [/\bhtml\b/i],
	},
	'nodes/Fhir/rest/response/rewriteLink.ts': {
		server: [
			/^[a-z][a-z0-9+.-]*:/i,
			/^(?:(?:https?:)?\/\/[^/?#]*)?([^?#]*)(.*)$/is,
			/\/_search$/,
			/^[_$]/,
			/\/(\w*fhir\w*|(base)?-?r[345]b?|(base)?-?d?stu-?[23]|v\d+|api)\/*$/i,
		],
	},
	'nodes/Fhir/rest/response/statusMessages.ts': {
		server: [/^\d+$/],
	},
	'nodes/Fhir/rest/response/temporary.ts': {
		server: [
			/\b(?:at the same time|concurrent\w*|contention|deadlock\w*|lock(?:ed|ing)?|serializ\w+)\b/i,
			/\brefer|\blink|\bdepend|\bin use\b/i,
		],
	},
	'nodes/Fhir/rest/search/encodedLink.ts': {
		server: [
			/[+ ]|%20/,
			/(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: |%20)(\d\d(?::|%3A)?\d\d)/gi,
			/^[A-Za-z0-9+/ ]+={1,2}$/,
			/ /g,
			/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~%]+/g,
			/\+/g,
			/\p{Surrogate}/gu,
			/[!'()*]/g,
		],
	},
	'nodes/Fhir/rest/search/entryIdentity.ts': {
		server: [
			/^urn:/i,
			/^urn:(?:uuid|oid):(.+)/i,
			/^https?:/i,
			/[?#].*$/s,
			/^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)/i,
			/:(80|443)$/,
			/\/+/g,
			/\/$/,
			/\/?_search$/,
			/^[a-z]+:\/\/[^/]*/i,
		],
	},
	'nodes/Fhir/rest/search/pageRequests.ts': {
		server: [/^(content-|if-)/, /\/?_search$/],
	},
	'nodes/Fhir/rest/search/pageResponse.ts': {
		server: [
			/\b(?:no|zero|0)\s{1,9}(?:matching\s{1,9}|search\s{1,9})?(?:results?|matches|records?|entries|data|resources?|items?)\b(?!\s{1,9}types?\b)/i,
		],
	},
	'nodes/Fhir/rest/search/pageSize.ts': {
		server: [
			/(^|&)(_count|_summary=count)/,
			/^[^/]+(\/_search)?$/,
			/\b_?count\b|page[ _-]?size/i,
			/(^|&)(_count=0|_summary=count)(&|$)/,
			/\/?_search$/,
			/\/[^/]+(?=\/|$)/,
		],
	},
	'nodes/Fhir/rest/search/paging.ts': { server: [/[?&]_count=(\d{1,9})(?:&|$)/] },
	'nodes/Fhir/rest/search/searchRequest.ts': {
		input: [/\/\*$/, /\s+/g],
	},
	'nodes/Fhir/rest/wideSearch/compartments.ts': {
		input: [/\s+/, /^(.*)([45])$/],
	},
	'nodes/Fhir/rest/wideSearch/narrowSearches.ts': {
		server: [/^_include(:|$)/],
	},
};
