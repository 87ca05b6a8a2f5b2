import type { Check } from '../check';
import { bulkChecks } from './bulk';
import { bundleChecks } from './bundles';
import { fileChecks } from './files';
import { operationChecks } from './operations';
import { readingChecks } from './reading';
import { searchingChecks } from './searching';
import { serverChecks } from './server';
import { tableChecks } from './tables';
import { terminologyChecks } from './terminology';
import { writingChecks } from './writing';

/** All checks, in the order of the table. The first reads the CapabilityStatement, which the others use. */
export const checks: readonly Check[] = [
	...serverChecks,
	...searchingChecks,
	...readingChecks,
	...terminologyChecks,
	...operationChecks,
	...writingChecks,
	...bundleChecks,
	...fileChecks,
	...bulkChecks,
	...tableChecks,
];
