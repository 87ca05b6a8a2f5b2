import type { Registry } from './registry';

/** See `Registry`. */
export const others: Registry = {
	'credentials/shared/accessToken.ts': {
		input: [/^Bearer /],
	},
	'credentials/shared/signedRequest.ts': {
		input: [/x-www-form-urlencoded/i],
	},
	'nodes/Fhir/actions/bulkData/exportRequestOf.ts': { input: [/^Patient\//] },
	'nodes/Fhir/actions/bulkData/jobFields.ts': { input: [/^https?:\/\//i] },
	'nodes/Fhir/actions/bundle/itemEntry.ts': {
		input: [/^[a-z][a-z0-9+.-]*:\S+$/i],
	},
	'nodes/Fhir/actions/bundle/itemOutput.ts': {
		input: [/[/?]/],
	},
	'nodes/Fhir/actions/operation/operationItems.ts': {
		server: [/;.*$/s, /[/+](json|xml|html|plain)\b|\/fhir\s*(;|$)/i],
	},
	'nodes/Fhir/connection/fhirBaseUrl.ts': {
		input: [
			/[?#]/,
			/^https?:\/\//i,
			/^.*\//,
			/^(metadata|smart-configuration|\.well-known|_history|_search|\$[A-Za-z][\w.-]*)$/,
			/\d/,
			/fhir|^(base)?(r|v|stu|dstu)\d/i,
		],
	},
	'nodes/Fhir/connection/headerSecrets.ts': {
		input: [
			/key|token|secret|passw|auth|cookie|credential|session|signature|assertion|jwt/,
			/^(?=.*[A-Za-z])(?=.*\d)[\w+/=.~-]{20,}$/,
			/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
		],
	},
	'nodes/Fhir/methods/profilePicker.ts': { input: [/\s+/] },
	'nodes/Fhir/methods/terminologyPicker.ts': { input: [/\s+/] },
	'nodes/Fhir/methods/resourcePicker.ts': { input: [/\s+/, /^\d{4}-\d\d(-\d\d)?$/] },
	'nodes/Fhir/support/timeZone.ts': {
		input: [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/],
		own: [/^GMT([+-])(\d{2}):(\d{2})/],
	},
	'nodes/Fhir/support/secretParts.ts': { input: [/[\s;,]+/, /\s+/] },
	'nodes/Fhir/connection/network.ts': {
		own: [/^Ssrf/],
	},
	'nodes/Fhir/connection/oAuth2.ts': {
		input: [/\s+/],
	},
	'nodes/Fhir/connection/options.ts': {
		input: [/[\r\n\0]/, /[^\x20-\x7e]/g],
	},
	'nodes/Fhir/execution/toolResult.ts': { own: [/\.$/] },
	'nodes/Fhir/form/modelReach.ts': { input: [/\$(\w*)/g] },
	'nodes/Fhir/form/fields/terminology.ts': {
		own: [/^e\.g\. (\S+).*$/s],
	},
	'nodes/Fhir/form/itemPath.ts': {
		input: [
			/^=\{\{\s*\$json((?:\.[A-Za-z_]\w*|\[\d+\]|\["[^"\\{}\n]*"\]|\['[^'\\{}\n]*'\])*)\s*\}\}$/,
			/\.(\w+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]/g,
		],
	},
	'nodes/Fhir/items/hints.ts': {
		server: [/"[^"]*"|`[^`]*`/g, /(\s+)/, /[\d/]/],
	},
	'nodes/Fhir/items/issueSentence.ts': {
		server: [/\.$/, /&/g, /</g, />/g, /`/g],
	},
	'nodes/Fhir/support/charset.ts': {
		server: [
			/^(utf-16|iso-2022)/,
			/;\s*charset\s*=\s*["']?([\w.:+-]{1,40})/i,
			/^<\?xml[^>]{1,80}encoding=["']([\w.:-]{1,40})/,
			/[\x80-\x9f]/g,
		],
	},
	'nodes/Fhir/support/cutJson.ts': {
		server: [/\\(?:u[0-9a-f]{0,3})?$/i],
	},
	'nodes/Fhir/support/exactNumber.ts': {
		input: [
			/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
			/(?:^|[:[,])\s*-?\d[\d.eE+-]*/g,
			/^[:[,]?\s*/,
			/[eE]/,
			/e/i,
			/[1-9]/,
		],
	},
	'nodes/Fhir/support/json.ts': {
		server: [/\\u00(5f|6f|7[024])/i],
	},
	'nodes/Fhir/support/jsonScan.ts': {
		server: [/\d[eE][+-]?\d{3}/],
	},
	'nodes/Fhir/support/plainJson.ts': {
		// eslint-disable-next-line no-control-regex
		input: [/[\x00-\x1f]/, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
	},
	'nodes/Fhir/support/markup.ts': {
		server: [
			/[a-z/!?]/i,
			/<title[\s>]/i,
			/&(?:(lt|gt|quot|apos|nbsp|amp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
			/[\s/>]/,
			/[a-z]/,
		],
	},
	'nodes/Fhir/support/mask.ts': {
		server: [/\[(?:secret|client id|token)\]/, /[\\^$.*+?()[\]{}|/]/g, /[\ud800-\udbff]$/, /\d|[a-z][A-Z]/],
	},
	'nodes/Fhir/support/secretForms.ts': {
		input: [/[&<>"'/]/g, /[!'()*]/g, /%[0-9A-F]{2}/g, /[\u007f-\uffff]/g, /[<>&'+]/g],
	},
	'nodes/Fhir/triggers/subscription/endpoint.ts': {
		input: [/^https?:\/\/[^/?#]/i, /^(localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/],
	},
	'nodes/Fhir/triggers/subscription/gate.ts': {
		server: [/^bearer ([A-Za-z0-9_-]{43})$/i],
	},
	'nodes/Fhir/triggers/subscription/knock.ts': {
		server: [
			/^(start|later)\.(\d{1,15})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/,
			/^(done|busy|failed)\.([A-Za-z0-9_-]{43})$/,
		],
	},
};
