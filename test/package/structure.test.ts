/** The structure check (`npm run structure`, lint rule `structure/imports`), on small made-up trees and on the real one. */
import { posix } from 'node:path';
import { at, loadStructure, summaries, tree } from '../tools/structure/fixtures';

let structure: Awaited<ReturnType<typeof loadStructure>>;
beforeAll(async () => {
	structure = await loadStructure();
});

const faults = (files: Record<string, string>) => summaries(structure.check(tree(files)));
const lines = (count: number) => 'export {};\n'.repeat(count);

describe('structure check: the order of the rooms', () => {
	test('an import of a lower layer is fine', () => {
		expect(
			faults({
				'rest/model/resource.ts': "import { Failure } from '../../transport/errors/failure';",
				'transport/errors/failure.ts': '',
			}),
		).toEqual([]);
	});

	test.each([
		['a layer imports no higher layer', 'rest/client.ts', 'actions/contract.ts'],
		['a room of rest/ imports no higher room', 'rest/model/a.ts', 'rest/search/b.ts'],
		['what all of transport/ shares imports no room of transport/', 'transport/wire.ts', 'transport/retry/a.ts'],
		['a node imports no other node', 'FhirTrigger.node.ts', 'Fhir.node.ts'],
		['a group of operations imports no other group', 'actions/patient/a.ts', 'actions/bundle/b.ts'],
		['actions/shared/ imports no group of operations', 'actions/shared/a.ts', 'actions/patient/b.ts'],
		['a credential imports nothing above connection/', '/credentials/A.credentials.ts', 'items/output.ts'],
		['no code imports a credential', 'methods/a.ts', '/credentials/A.credentials.ts'],
	])('%s', (_, from, to) => {
		const specifier = posix
			.relative(posix.dirname(at(from)), at(to))
			.replace(/^(?!\.)/, './')
			.replace(/\.ts$/, '');
		const [up, ...more] = faults({ [from]: `import '${specifier}';`, [to]: '' });
		expect(up).toBe(`up ${from} → ${to}`.replace(/ \//g, ' '));
		expect(more).toEqual([]);
	});

	test('an import that runs up says which room may not import which, and why', () => {
		const files = { 'rest/client.ts': "import '../actions/contract';", 'actions/contract.ts': '' };
		expect(structure.check(tree(files)).map(({ message }) => message)).toEqual([
			'rest/ may not import actions/, which stands above it in nodes/Fhir/. A layer knows only the layers below it.',
		]);
	});

	test('an import that runs up is not counted as a circle as well', () => {
		const files = {
			'rest/client.ts': "import '../transport/client';",
			'transport/client.ts': "import '../rest/client';",
		};
		expect(faults(files)).toEqual(['up transport/client.ts → rest/client.ts']);
	});

	test.each([
		['a type-only import', "import type { Run } from '../actions/contract';"],
		['an inline type import', "import { type Run } from '../actions/contract';"],
		['a re-export', "export { run } from '../actions/contract';"],
		['a type-only re-export', "export type * from '../actions/contract';"],
		['a dynamic import', "export const load = () => import('../actions/contract');"],
		['an import type', "export type Run = import('../actions/contract').Run;"],
		['a require call', "const { run } = require('../actions/contract');"],
	])('%s counts as an import', (_, text) => {
		expect(faults({ 'rest/client.ts': text, 'actions/contract.ts': '' })).toEqual([
			'up rest/client.ts → actions/contract.ts',
		]);
	});

	test('an import in a comment or in a string is not an import', () => {
		const text = "// import '../actions/contract';\nexport const text = \"import '../actions/contract'\";";
		expect(faults({ 'rest/client.ts': text, 'actions/contract.ts': '' })).toEqual([]);
	});

	test('the folder of an index.ts is found by its name', () => {
		const files = { 'rest/client.ts': "import { a } from '../actions/patient';", 'actions/patient/index.ts': '' };
		expect(faults(files)).toEqual(['up rest/client.ts → actions/patient/index.ts']);
	});

	test('a folder that has no place in the order of the layers is reported', () => {
		expect(faults({ 'helpers/text.ts': '', 'support/text.ts': '' })).toEqual(['up helpers/text.ts']);
	});

	test('groups of operations may import what is in actions/shared/ and contract.ts', () => {
		const text = "import '../shared/everything';\nimport '../contract';";
		const files = { 'actions/patient/a.ts': text, 'actions/shared/everything.ts': '', 'actions/contract.ts': '' };
		expect(faults(files)).toEqual([]);
	});
});

describe('structure check: the port to the network', () => {
	test.each([
		['undici', "import { Pool } from 'undici';"],
		['a type of undici', "import type { Dispatcher } from 'undici';"],
		['a type of node:tls', "import type { TLSSocket } from 'node:tls';"],
		['node:stream/promises', "import { pipeline } from 'node:stream/promises';"],
		['zlib without node:', "import zlib from 'zlib';"],
	])('%s is imported in transport/node/ and nowhere else', (_, text) => {
		expect(faults({ 'transport/node/pools.ts': text })).toEqual([]);
		for (const path of ['transport/client.ts', 'rest/client.ts', 'connection/platform.ts', 'support/a.ts']) {
			expect(faults({ [path]: text })).toEqual([expect.stringMatching(`^up ${path} → `)]);
		}
	});

	test('node:crypto is imported in transport/ and support/ and nowhere else', () => {
		const text = "import { createHash } from 'node:crypto';";
		expect(faults({ 'transport/auth/keys.ts': text, 'support/fingerprint.ts': text })).toEqual([]);
		expect(faults({ 'rest/client.ts': text })).toEqual(['up rest/client.ts → node:crypto']);
	});

	test.each(['rest/client.ts', 'transport/client.ts', 'support/json.ts'])('%s imports nothing of n8n', (path) => {
		const text = "import type { IDataObject } from 'n8n-workflow';";
		expect(faults({ [path]: text, 'connection/source.ts': text })).toEqual([`up ${path} → n8n-workflow`]);
	});

	test('only connection/platform.ts imports transport/node/', () => {
		const files = {
			'connection/platform.ts': "import '../transport/node/pools';",
			'connection/connection.ts': "import '../transport/node/pools';",
			'transport/client.ts': "import './node/pools';",
			'transport/node/pools.ts': '',
		};
		expect(faults(files)).toEqual([
			'up connection/connection.ts → transport/node/pools.ts',
			'up transport/client.ts → transport/node/pools.ts',
		]);
	});

	test('transport/node/ imports the port and tls/, but neither auth/ nor errors/', () => {
		const files = {
			'transport/node/pools.ts':
				"import '../wire';\nimport '../tls/pem';\nimport '../errors/failure';\nimport '../auth/a';",
			'transport/wire.ts': '',
			'transport/tls/pem.ts': '',
			'transport/errors/failure.ts': '',
			'transport/auth/a.ts': '',
		};
		expect(faults(files)).toEqual([
			'up transport/node/pools.ts → transport/errors/failure.ts',
			'up transport/node/pools.ts → transport/auth/a.ts',
		]);
	});

	test('a code of undici is mentioned in transport/node/ and nowhere else', () => {
		const text = "export const code = 'UND_ERR_SOCKET';";
		expect(faults({ 'transport/node/codes.ts': text, 'transport/retry/policy.ts': text })).toEqual([
			'up transport/retry/policy.ts',
		]);
	});
});

describe('structure check: circles', () => {
	test('two files that import each other form a circle', () => {
		const files = { 'form/a.ts': "import './b';", 'form/b.ts': "import './a';" };
		expect(faults(files)).toEqual(['circle form/ a.ts → b.ts → a.ts (form/a.ts → form/b.ts, form/b.ts → form/a.ts)']);
	});

	test('two files that import types of each other form a circle', () => {
		const files = { 'form/a.ts': "import type { B } from './b';", 'form/b.ts': "import type { A } from './a';" };
		expect(faults(files)).toHaveLength(1);
	});

	test('a file that imports itself forms a circle', () => {
		expect(faults({ 'form/a.ts': "export * from './a';" })).toEqual([
			'circle form/ a.ts → a.ts (form/a.ts → form/a.ts)',
		]);
	});

	test('two folders that import each other form a circle, also where no two files do', () => {
		const files = {
			'transport/auth/a.ts': "import '../retry/b';",
			'transport/auth/d.ts': '',
			'transport/retry/b.ts': '',
			'transport/retry/c.ts': "import '../auth/d';",
		};
		expect(faults(files)).toEqual([
			'circle transport/ auth/ → retry/ → auth/ (transport/auth/a.ts → transport/retry/b.ts, transport/retry/c.ts → transport/auth/d.ts)',
		]);
	});

	test('rooms on one level may import each other in one direction', () => {
		const files = {
			'rest/jobs/a.ts': "import '../bundle/b';\nimport '../reference/c';",
			'rest/bundle/b.ts': "import '../reference/c';",
			'rest/reference/c.ts': '',
		};
		expect(faults(files)).toEqual([]);
	});

	test('three files in a ring form one circle', () => {
		const files = { 'form/a.ts': "import './b';", 'form/b.ts': "import './c';", 'form/c.ts': "import './a';" };
		expect(faults(files)).toEqual([expect.stringMatching(/^circle form\/ a\.ts → b\.ts → c\.ts → a\.ts /)]);
	});

	test('two circles in one folder that have nothing to do with each other are two', () => {
		const files = {
			'form/a.ts': "import './b';",
			'form/b.ts': "import './a';",
			'form/c.ts': "import './d';\nimport './a';",
			'form/d.ts': "import './c';",
		};
		expect(faults(files)).toHaveLength(2);
	});
});

describe('structure check: the length of files', () => {
	test('a file of 250 lines is fine, and a file of 251 lines is too long', () => {
		expect(faults({ 'form/a.ts': lines(250), 'form/b.ts': lines(251) })).toEqual(['long form/b.ts']);
	});
});

describe('lint rule structure/imports', () => {
	const edited = 'nodes/Fhir/form/b.ts';
	const others = { 'form/a.ts': "import './b';", 'form/c.ts': '', 'actions/registry.ts': '' };

	/** What the rule reports of form/b.ts with a text that is not on the disk yet. */
	const reported = (text: string) => {
		const graph = structure.graphOf(tree({ ...others, 'form/b.ts': "import './c';" }));
		return structure.checkFile(graph.set(edited, structure.importsOf(edited, text)), edited, text);
	};

	test('reports the import that closes a circle, at its place in the edited text', () => {
		const [problem, ...more] = reported("import './c';\nimport type { A } from './a';\n");
		expect(problem).toMatchObject({ kind: 'circle', imported: 'nodes/Fhir/form/a.ts', start: 14, end: 43 });
		expect(problem?.message).toContain('closes a circle in nodes/Fhir/form/: b.ts → a.ts → b.ts.');
		expect(more).toEqual([]);
	});

	test('reports an import that runs up, at its place in the edited text', () => {
		expect(reported("import '../actions/registry';")).toEqual([
			expect.objectContaining({ kind: 'up', imported: 'nodes/Fhir/actions/registry.ts', start: 0, end: 29 }),
		]);
	});

	test('reports nothing in a file that imports only what it may', () => {
		expect(reported("import './c';")).toEqual([]);
	});
});

describe('the source of the package', () => {
	test('has no import up a room, no circle and no file that is too long', () => {
		const files = structure.readTree();
		expect(files.size).toBeGreaterThan(200);
		expect(summaries(structure.check(files))).toEqual([]);
	});
});
