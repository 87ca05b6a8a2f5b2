import { mutationOf } from './settings.mjs';

/** What takes seconds in a test, or files as n8n keeps them, is left to `npm test`. */
const tooSlow =
	'largeFiles|specificationExamples|credentialTests|requestCounts|httpRequestNode|oAuth2|output|egress|mutualTls|proxy|tlsValidation';

/** `npm run mutation:rest`, of one file with `-- --mutate "nodes/Fhir/rest/request/path.ts"`. */
export default mutationOf('rest', [
	'test/rest/**/*.test.ts',
	'test/properties/**/*.test.ts',
	`test/engine/**/!(${tooSlow}).test.ts`,
]);
