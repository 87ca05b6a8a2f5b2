import { mutationOf } from './settings.mjs';

/** What takes seconds in a test, or files as n8n keeps them, is left to `npm test`. */
const tooSlow = 'binaryLarge|bundleExamples|credentialTests|economy|httpRequestNode|oAuth2|operationAnswer';

/** `npm run mutation:rest`, of one file with `-- --mutate "nodes/Fhir/rest/path.ts"`. */
export default mutationOf('rest', [
	'test/rest/**/*.test.ts',
	'test/properties/**/*.test.ts',
	`test/engine/!(${tooSlow}).test.ts`,
]);
