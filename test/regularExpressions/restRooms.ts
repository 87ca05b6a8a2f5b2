import type { Registry } from './registry';

/** See `Registry`: the rooms of `rest/` that build on the others. */
export const restRooms: Registry = {
	'nodes/Fhir/rest/bulk/fetchFile.ts': {
		server: [/\bbytes\b/i, /^(|identity|gzip|x-gzip)$/, /\bhtml\b/i, /^bytes (\d+)-\d+\/(\d+|\*)$/i],
	},
	'nodes/Fhir/rest/bulk/imports/google.ts': {
		server: [
			/^(\/[a-z0-9]+)\/(projects\/[^/]+\/locations\/[^/]+\/datasets\/[^/]+\/fhirStores\/[^/]+)\/fhir$/,
			/^projects\/[\w./-]+$/,
			/\/operations\//,
			/^gs:\/\/\S+$/,
		],
	},
	'nodes/Fhir/rest/bulk/load/loadLine.ts': {
		input: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, /^\s*\{\s*"resourceType"\s*:\s*"([A-Za-z0-9_]+)"/],
	},
	'nodes/Fhir/rest/bulk/load/urnReferences.ts': { input: [/("reference"\s*:\s*")(urn:uuid:[^"\\]+)(?=")/g] },
	'nodes/Fhir/rest/changes/change.ts': {
		server: [/^\d+$/],
	},
	'nodes/Fhir/rest/fields/columns.ts': { input: [/[^\p{L}\p{N}]+/gu] },
	'nodes/Fhir/rest/fields/days.ts': {
		input: [
			/^\d{4}(-\d{2})?$/,
			/^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})$/,
			/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/,
			/^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/,
			/^(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ](\d{4})$/,
			/^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/,
		],
	},
	'nodes/Fhir/rest/fields/elementOf.ts': { own: [/^[a-z]/] },
	'nodes/Fhir/rest/fields/fieldPath.ts': {
		input: [/(_?[a-z][A-Za-z0-9]{0,63})(?:\[(?:(\d{1,5})|([^\s"\\[\]]{1,400}))\])?(?:\.|$)/y],
	},
	'nodes/Fhir/rest/fields/fixedValues.ts': { own: [/^(Coding|CodeableConcept|Meta)$/] },
	'nodes/Fhir/rest/fields/formFields.ts': { own: [/^[a-z]{4}[a-z-]*$|^[a-z]+-[a-z-]+$/] },
	'nodes/Fhir/rest/fields/formValue.ts': { input: [/[/:#]/] },
	'nodes/Fhir/rest/fields/fromForm.ts': { input: [/value$/] },
	'nodes/Fhir/rest/fields/keyedEntries.ts': {
		input: [/^(phone|fax|email|pager|url|sms|other)(?::(home|work|temp|old|mobile))?$/, /^[A-Z][A-Z0-9]{0,11}$/],
		server: [/^(?!\d{1,5}$)[^\s"\\[\]]{1,400}$/],
	},
	'nodes/Fhir/rest/fields/profile/profileFields.ts': { own: [/^_/] },
	'nodes/Fhir/rest/fields/profile/profileForm.ts': {
		server: [/\.value[A-Z][A-Za-z]*$/, /: Code$| Code$/, /(^|\.)(code|valueCode)$/, /\.(system|display|unit|value)$/],
	},
	'nodes/Fhir/rest/fields/profile/profileNode.ts': { server: [/^(fixed|pattern)[A-Z]/] },
	'nodes/Fhir/rest/fields/profile/verdict.ts': { server: [/^(coding\.code|code|reference|value|start)$/] },
	'nodes/Fhir/rest/fields/systems.ts': { input: [/(code|value)$/] },
	'nodes/Fhir/rest/fields/times.ts': {
		input: [
			/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/,
			/[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)? ?([AaPp][Mm])? ?(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?$/,
			/^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)? ?([AaPp][Mm])?$/,
			/^[+-]/,
		],
	},
	'nodes/Fhir/rest/fields/titles.ts': {
		server: [/([a-z0-9])([A-Z])/g, /[-_]([A-Za-z0-9])/g, /\b(Id|Sms|Udi|Uri|Url)\b/g],
	},
	'nodes/Fhir/rest/fields/tokens.ts': { input: [/[\s_-]+/g] },
	'nodes/Fhir/rest/subscription/notification.ts': {
		server: [/-([a-z])/g],
	},
	'nodes/Fhir/rest/subscription/ownership.ts': {
		server: [/Bearer ([A-Za-z0-9_-]{43})$/],
	},
	'nodes/Fhir/rest/subscription/seen.ts': {
		server: [/^\d{1,30}$/],
	},
	'nodes/Fhir/rest/viewRun/viewOperations.ts': { server: [/^\$/] },
	'nodes/Fhir/rest/bulk/tableFiles.ts': { server: [/[^A-Za-z0-9_-]/g, /[?#]/] },
	'nodes/Fhir/rest/view/byType/times.ts': { server: [/^\d{4}(?:-|$)/] },
	'nodes/Fhir/rest/view/byType/typeTable.ts': { input: [/^[A-Z][A-Za-z]*$/] },
	'nodes/Fhir/rest/view/cells.ts': { input: [/^[a-z]/], server: [/^-?\d+$/, /^-?\d{1,19}$/] },
	'nodes/Fhir/rest/view/columns.ts': { input: [/^[A-Z][A-Za-z]*$/] },
	'nodes/Fhir/rest/view/constants.ts': { input: [/^[A-Za-z][A-Za-z0-9_]*$/, /^-?\d{1,15}$/] },
	'nodes/Fhir/rest/view/csv.ts': { server: [/^[=+\-@\t\r]/, /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/] },
	'nodes/Fhir/rest/view/definition.ts': { input: [/^[A-Z][A-Za-z]*$/, /^_/] },
	'nodes/Fhir/rest/view/expression.ts': {
		input: [/column: (\d{1,5})/, /^[`'"]/, /\\(?:u([0-9a-fA-F]{4})|(.))/g],
	},
	'nodes/Fhir/rest/view/failure.ts': { input: [/^Column|^"/] },
	'nodes/Fhir/rest/view/functionNames.ts': { own: [/\s+/] },
	'nodes/Fhir/rest/view/functions.ts': {
		server: [/^\d{4}-\d\d-\d\dT[\d:.]{2,12}$/, /[?#]/, /^[A-Z][A-Za-z]*$/],
	},
	'nodes/Fhir/rest/view/plainExpression.ts': { input: [/^\d{1,9}$/, /^[A-Za-z][A-Za-z0-9]*$/] },
	'nodes/Fhir/rest/view/problem.ts': {
		server: [
			/^(?:Expected single|Singleton expected|Was expecting a single|Unexpected collection)/i,
			/^Cannot convert/,
			/expects? (?:no )?params|wrong arity/i,
			/Invalid string length|Maximum call stack/,
			/Cannot (?:compare|add|subtract|multiply|divide)/i,
		],
	},
	'nodes/Fhir/rest/view/table.ts': { server: [/^[A-Z][A-Za-z]{0,63}$/] },
};
