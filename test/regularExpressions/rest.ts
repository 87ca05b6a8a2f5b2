import type { Registry } from './registry';

/** See `Registry`. */
export const rest: Registry = {
	'nodes/Fhir/rest/binary/base64.ts': {
		input: [
			/(\\(u[0-9a-f]{0,3})?|&#?[0-9a-z]*)$/i,
			/[^A-Za-z0-9+/=]/,
			/\\u([0-9a-f]{4})|&#x([0-9a-f]{1,6});/gi,
			/&#(\d{1,6});/g,
			/\\[nrt]|\s/g,
			/[^A-Za-z0-9+/=_-]/,
		],
	},
	'nodes/Fhir/rest/binary/binaryHeader.ts': {
		server: [
			/\s*"([^"\\]*(?:\\.[^"\\]*)*)"\s*:\s*(?=.)/sy,
			/"([^"\\]*(?:\\.[^"\\]*)*)"\s*(?=[,}])/sy,
			/[^\s"{}[\],]+\s*(?=[,}])/sy,
			/"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[{}[\]]/gs,
			/^(\xef\xbb\xbf)?\s*\{?/,
			/^\s*\}/,
			/^\s*,/,
			/^\s*/,
		],
	},
	'nodes/Fhir/rest/binary/decodeBinary.ts': {
		server: [/^(?:\xef\xbb\xbf)?\s*</, /^[A-Za-z0-9+/=_\\\s-]{64}/],
	},
	'nodes/Fhir/rest/binary/documentName.ts': {
		server: [/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, /[/\\:*?"<>|]/g, /\s+/g, /^[. ]+/],
	},
	'nodes/Fhir/rest/binary/download.ts': {
		server: [
			/[/+](json|xml)$/,
			/[?#].*/s,
			/^data:/i,
			/^[a-z][a-z0-9+.-]*:/i,
			/^https?:/i,
			/;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i,
			/;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i,
			/\\(.)/g,
			/\/_history\/[^/]*$/,
			/^.*[/\\]/s,
			/\p{Cc}/gu,
			/^application\/(fhir|fhir\+json|json\+fhir)$/,
		],
	},
	'nodes/Fhir/rest/binary/upload.ts': {
		input: [
			/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/,
			/^[\x21-\x7e]+$/,
			/^(application|text)\/(fhir\+|json\+|xml\+)?(json|xml|fhir)\s*(;|$)/i,
		],
	},
	'nodes/Fhir/rest/binary/xmlHeader.ts': {
		input: [
			/^(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*\?>|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^>[]*>)*/,
			/<(?:([\w.-]+):)?([\w.-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y,
			/[^<]+|<!--(?:[^-]|-(?!->))*-->|<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y,
			/<(?:[\w.-]+:)?(?:data|content)(?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*?\s+value\s*=\s*(["'])/y,
			/^(?:<[^>]*)?$/,
			/&(amp|quot|apos|lt|gt);/g,
		],
		server: [/(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g],
	},
	'nodes/Fhir/rest/bundle/entries.ts': {
		input: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
	},
	'nodes/Fhir/rest/bundle/entryConditions.ts': {
		input: [/^[^?]*\?/, /#.*$/s],
	},
	'nodes/Fhir/rest/bundle/entryGroups.ts': {
		input: [/^urn:[a-z]+:/, /urn:[a-z]+:[A-Za-z0-9\-.]+/g, /"reference"\s*:\s*"(https?:[^"\\]*)"/g],
	},
	'nodes/Fhir/rest/bundle/entryOrdering.ts': {
		input: [/"reference"\s*:\s*"([^"\\]+)"/g, /^(?:urn:|#)/, /\?([^#]+)/, /^[A-Z][A-Za-z]*$/],
	},
	'nodes/Fhir/rest/bundle/entryReport.ts': {
		input: [/\?.*/s],
	},
	'nodes/Fhir/rest/bundle/entryStatus.ts': {
		server: [/^(?:HTTP\/[\d.]{1,5} )?(\d{3})\b/i, /[^a-z]/gi],
	},
	'nodes/Fhir/rest/bundle/namedEntries.ts': {
		input: [/\bBundle(?=[./]?(?:f:)?entry\b)/g, /\bentry\[(\d{1,9})\]/i, /\/f:entry\[/, /[.:]$/, /[\w-]/],
		server: [/(?<!\w)[A-Z]\w*\/[\w\-.~+=:@]+/g],
	},
	'nodes/Fhir/rest/jobs/statusUrl.ts': {
		input: [
			/token|secret|signature|^sig$|passw|credential|api[-_]?key|^key$|^code$|auth/i,
			/#.*$/s,
			/\?(.*)/s,
			/^(https?:\/\/)[^/]*@/i,
			/=.*$/s,
		],
	},
	'nodes/Fhir/rest/model/resourceLabel.ts': { server: [/^value[A-Z]/] },
	'nodes/Fhir/rest/model/elements/check.ts': {
		input: [/(^|\/)(undefined|null|NaN)$/],
	},
	'nodes/Fhir/rest/model/elements/content.ts': {
		input: [/[:=]/, /[+*~?^]/, /[ ()]/, /[ ()]|$/, /\w/, /^[#A-Z]/, /^[a-z]/],
	},
	'nodes/Fhir/rest/model/ids.ts': {
		server: [
			/^[A-Za-z0-9\-._~!$'()*+,=:@]+$/,
			/^(\.{1,2}|\$.*|_history|_search|\*)$/,
			/^[A-Z][A-Za-z0-9_]{0,127}$/,
			/^\.{1,2}$/,
		],
	},
	'nodes/Fhir/rest/model/resourceTypes.ts': {
		own: [/\s+/],
	},
	'nodes/Fhir/rest/model/resourceUrl.ts': {
		server: [/[?#]/, /^"/, /"$/],
	},
	'nodes/Fhir/rest/operation/graphql.ts': {
		input: [/\bmutation\b/],
	},
	'nodes/Fhir/rest/patch/jsonPatch.ts': {
		input: [/\[(\d+)\]/g, /\./g],
	},
	'nodes/Fhir/rest/patch/positions.ts': {
		input: [/\/\d+(\/|$)/, /\/\d+\//],
	},
	'nodes/Fhir/rest/reference/reference.ts': {
		input: [/^.*[/#]/s, /^urn:(uuid|oid):/i, /^https?:\/\//i, /[?#]/, /\/_history\/[^/]*$/],
		server: [/\/$/],
	},
	'nodes/Fhir/rest/reference/resolve.ts': {
		input: [/#.*$/s],
	},
	'nodes/Fhir/rest/request/body.ts': {
		own: [/^[AEIO]/],
	},
	'nodes/Fhir/rest/request/conditional.ts': {
		input: [
			/^_(count|contained|containedType|elements|format|include|maxresults|pretty|revinclude|score|sort|summary|total)(:|$)/,
			/^(eq|ne|gt|lt|ge|le|sa|eb|ap)$/,
			/(?:^|-)(?:age|end|override|period|quantity|range|start|target|time|timestamp)$|date(?:time)?$|^(?:_lastUpdated|authored|authored-?on|collected|created|datewritten|effective|expiry|identified|issued|length|modified|occurrence|onset|priority-order|probability|received|recorded|sent|started|totalgross|totalnet|when|whenhandedover|whenprepared)$/,
			/^.*[|/]/s,
			/^.*:/,
			/^.*\./,
			/:.*$/,
		],
	},
	'nodes/Fhir/rest/request/entryPath.ts': {
		input: [/[?#].*$/s, /^[a-z][a-z0-9+.-]*:\/\/[^/]*(.*)$/is, /^[A-Z][A-Za-z]+$|^[_$]/],
	},
	'nodes/Fhir/rest/request/formatParameter.ts': {
		input: [/[?&]_format=/],
	},
	'nodes/Fhir/rest/request/headers.ts': {
		input: [/[/+]json\b/, /(?:"[^"]*"|[^",])+/g, /^[^=;\s]*/],
	},
	'nodes/Fhir/rest/request/inputText.ts': {
		input: [/^(undefined|null|NaN)$/, /^=\s*\{\{\s*(\$[\w$.[\]"'()-]+)\s*\}\}\s*$/],
	},
	'nodes/Fhir/rest/request/instant.ts': {
		input: [
			/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/,
			/^\d{4}-\d{2}-\d{2}T[\d:.]+$/,
		],
		server: [/^\d{4}/],
	},
	'nodes/Fhir/rest/request/jsonField.ts': {
		own: [/position (\d+)/, /end of JSON/i],
	},
	'nodes/Fhir/rest/request/knownElements.ts': {
		input: [/[\p{Cc}`]/gu],
	},
	'nodes/Fhir/rest/request/nestedResource.ts': {
		input: [/^\s*\{/],
	},
	'nodes/Fhir/rest/request/orderingKey.ts': {
		input: [/\/[_$]|^[_$]/],
	},
	'nodes/Fhir/rest/request/path.ts': {
		input: [/^\$[A-Za-z][A-Za-z0-9\-_.]{0,127}$/, /[\p{Cc}\p{Surrogate}]/u, /%24/g, /%3A/g, /\p{Cc}/gu],
	},
	'nodes/Fhir/rest/request/query.ts': {
		input: [
			/^[A-Za-z_][A-Za-z0-9_\-.:]*$/,
			/[\p{Cc}\p{Surrogate}]/u,
			/^:/,
			/^\?/,
			/^https?:\/\/|^[A-Z][A-Za-z]*\?/,
			/(^|[|/,])\s*undefined\s*($|,)/,
			/T\d\d:\d\d[^+T]*\+\d\d:\d\d$/,
			/\+/g,
			/%(3A|2F|2C|24)/g,
			/[\\,|$]/g,
		],
	},
	'nodes/Fhir/rest/request/readOnly.ts': {
		input: [/[?#]/, /[/\\;]/, /\bsubscription\b/, /^\$[a-z][a-z-]{0,40}$/],
	},
	'nodes/Fhir/rest/request/repeatable.ts': {
		input: [/\brespond-async\b/i],
	},
	'nodes/Fhir/rest/request/typedId.ts': {
		input: [/[?#]/, /\/$/, /^https?:\/\/[^/]/i],
	},
	'nodes/Fhir/rest/request/typedValue.ts': {
		input: [
			/^[+-]?\d+$/,
			/^\+?0*[1-9]\d*$/,
			/^\+?\d+$/,
			/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/,
			/^\+/,
			/^(-?)0+(?=\d)/,
			/e/i,
			/^-?0*/,
		],
	},
	'nodes/Fhir/rest/terminology/expansion.ts': {
		server: [/\/valueset-(unclosed|toocostly)$/],
	},
};
