import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Mutation tests of the two lower layers: each change of their code that no test notices is a survivor.
 *
 *     npm run mutation                                            all of it: hours
 *     npm run mutation -- --mutate "nodes/Fhir/rest/path.ts"      one file
 */
export default {
	testRunner: 'jest',
	jest: { projectType: 'custom', configFile: 'test/mutation/jest.config.js' },
	plugins: ['@stryker-mutator/jest-runner'],
	mutate: ['nodes/Fhir/transport/**/*.ts', 'nodes/Fhir/rest/**/*.ts'],
	coverageAnalysis: 'perTest',
	// What runs once, when a module is loaded, would need all tests for each mutant.
	ignoreStatic: true,
	// Words are for people to judge: a test that repeats a sentence finds nothing.
	mutator: { excludedMutations: ['StringLiteral'] },
	concurrency: 2,
	incremental: true,
	incrementalFile: join(tmpdir(), 'n8n-nodes-fhir-mutation-known.json'),
	timeoutMS: 3_000,
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
	jsonReporter: { fileName: join(tmpdir(), 'n8n-nodes-fhir-mutation.json') },
	ignorePatterns: ['dist', 'examples', 'icons', '.github', 'test/{bench,demo,editor,engine,faults,load}'],
	tempDirName: join(tmpdir(), 'n8n-nodes-fhir-mutation'),
	thresholds: { high: 90, low: 80, break: null },
	allowConsoleColors: false,
};
