import communityNodes from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';
import structure from './test/tools/structure/eslintPlugin.mjs';

const product = ['nodes/**/*.ts', 'credentials/**/*.ts'];

/** Everything that a set of eslint-plugin-n8n-nodes-base holds, for the files that it is meant for. */
function base(set, files) {
	return { files, plugins: { 'n8n-nodes-base': n8nNodesBase }, rules: n8nNodesBase.configs[set].rules };
}

/** Rules that a preset only warns about: here nothing is left as a warning. */
function asErrors(rules) {
	return Object.fromEntries(Object.keys(rules).map((name) => [name, 'error']));
}

/** What ESLint itself knows about mistakes that types do not show. */
const coreRules = {
	'no-async-promise-executor': 'error',
	'no-control-regex': 'error',
	'no-empty': 'error',
	'no-fallthrough': 'error',
	'no-irregular-whitespace': 'error',
	'no-misleading-character-class': 'error',
	'no-prototype-builtins': 'error',
	'no-unsafe-finally': 'error',
	'no-useless-escape': 'error',
};

export default tseslint.config(
	{ ignores: ['dist/', 'coverage/', 'reports/', '.stryker-tmp/', 'examples/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },

	// TypeScript with types, product and tests alike.
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: {
				project: ['./tsconfig.json', './test/tsconfig.json'],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			...coreRules,
			eqeqeq: 'error',
			'no-console': 'error',
			// `import` and `import type` of one module are one import, with `type` before the names that are types.
			'no-duplicate-imports': 'error',
			'max-lines': ['error', 250],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			// Numbers read well in a sentence; objects do not, and stay forbidden.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// `() => close()` and `return close()` say what they mean; a void value anywhere else is still an error.
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{ ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
			],
			// An interface that promises may be kept by a function that has nothing to wait for.
			'@typescript-eslint/require-await': 'off',
			// `const { secret, ...rest } = options` is how a field is left out.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
		},
	},
	{
		files: ['**/*.{js,mjs}'],
		extends: [tseslint.configs.strict],
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},

	// The rooms: what may import what is written down in test/tools/structure/rooms.mjs.
	{ files: product, plugins: { structure }, rules: { 'structure/imports': 'error' } },

	// n8n's own rules for community packages, all of them.
	{ files: product, extends: [communityNodes.configs.recommended] },
	{ files: product, rules: asErrors(communityNodes.configs.recommended.rules) },
	base('nodes', ['nodes/**/*.ts']),
	base('credentials', ['credentials/**/*.ts']),
	// No exceptions, but pairs that exclude each other: the newer rule of n8n, for community packages, is on.
	{
		files: product,
		rules: {
			// against `cred-class-field-documentation-url-not-http-url`
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			// against `@n8n/community-nodes/node-connection-type-literal`
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		files: ['package.json'],
		extends: [communityNodes.configs.recommended, base('community', ['package.json'])],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{ files: ['package.json'], rules: asErrors(communityNodes.configs.recommended.rules) },

	// Exception 1 of 2: undici and fhirpath are run-time dependencies. n8n's own request helper opens a TLS connection for
	// every request, and offers no pooling together with a CA bundle and the egress filter. FHIRPath is a language of its own.
	{ files: ['package.json'], rules: { '@n8n/community-nodes/no-runtime-dependencies': 'off' } },
	// Exception 2 of 2: the one implementation of the port, and nothing else, imports undici and the built-ins that it
	// works with (tls, net, stream, zlib). `node:crypto` needs no exception: n8n allows it everywhere.
	// Likewise the two files that know the FHIRPath library.
	{
		files: ['nodes/Fhir/transport/node/**/*.ts', 'nodes/Fhir/rest/view/{library,functions}.ts'],
		rules: { '@n8n/community-nodes/no-restricted-imports': 'off' },
	},

	// Tests read JSON that came over the wire, and say in the next line what it has to be. Their helpers are
	// object literals of closures, which may be taken apart, and their lists hold promises and plain values.
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/await-thenable': 'off',
			'@typescript-eslint/no-base-to-string': 'off',
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/restrict-template-expressions': 'off',
		},
	},
	// They are there to print.
	{ files: ['test/{demo,bench,editor,load,queue,tools,upgrade,versions}/**'], rules: { 'no-console': 'off' } },
);
