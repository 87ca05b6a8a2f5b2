import { mutationOf } from './settings.mjs';

/** `npm run mutation:transport`, of one file with `-- --mutate "nodes/Fhir/transport/redirects.ts"`. */
export default mutationOf('transport', ['test/transport/**/*.test.ts', 'test/properties/urls.test.ts']);
