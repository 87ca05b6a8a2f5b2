import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Mutation tests of one of the two lower layers: each change of its code that no test notices is a survivor.
 * `tests` are the globs of the test files; the longer they take, the longer does each survivor.
 */
export const mutationOf = (layer, tests) => ({
	testRunner: 'mocha',
	mochaOptions: { spec: tests, require: ['./test/mutation/jestUi.js'] },
	testRunnerNodeArgs: ['--import', 'tsx'],
	plugins: ['@stryker-mutator/mocha-runner'],
	mutate: [`nodes/Fhir/${layer}/**/*.ts`],
	coverageAnalysis: 'perTest',
	// What runs once, when a module is loaded, would need all tests for each mutant.
	ignoreStatic: true,
	// Words are for people to judge: a test that repeats a sentence finds nothing.
	mutator: { excludedMutations: ['StringLiteral'] },
	concurrency: 2,
	// A mutant may leave a module's state awry: not for long.
	maxTestRunnerReuse: 100,
	incremental: true,
	incrementalFile: join(tmpdir(), `n8n-nodes-fhir-mutation-${layer}-known.json`),
	timeoutMS: 3_000,
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
	jsonReporter: { fileName: join(tmpdir(), `n8n-nodes-fhir-mutation-${layer}.json`) },
	ignorePatterns: ['dist', 'examples', 'icons', '.github', 'test/{bench,demo,editor,faults,load}'],
	tempDirName: join(tmpdir(), `n8n-nodes-fhir-mutation-${layer}`),
	thresholds: { high: 90, low: 80, break: 80 },
	allowConsoleColors: false,
});
