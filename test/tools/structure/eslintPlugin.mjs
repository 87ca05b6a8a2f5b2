/** The structure check as a lint rule, so that the editor shows it at the import where it happens. */
import { relative } from 'node:path';
import { checkFile } from './check.mjs';
import { graphOf, importsOf } from './imports.mjs';
import { readTree, root } from './tree.mjs';

/** How long the tree is taken as it was read: an editor's ESLint lives for days, a run for a minute. */
const maxAgeMs = 10_000;
/** @type {{ graph: import('./imports.mjs').Graph, readAt: number } | undefined} */
let cached;

/** The imports of the whole tree, as they are on the disk. */
function treeGraph() {
	if (cached === undefined || Date.now() - cached.readAt > maxAgeMs) {
		cached = { graph: graphOf(readTree()), readAt: Date.now() };
	}
	return cached.graph;
}

/** @type {import('eslint').Rule.RuleModule} */
const imports = {
	meta: {
		type: 'problem',
		docs: { description: 'Disallow imports up a room, between rooms that stand apart, and in circles.' },
		schema: [],
	},
	create(context) {
		const { sourceCode } = context;
		const file = relative(root, context.physicalFilename).replaceAll('\\', '/');
		return {
			Program() {
				const graph = new Map(treeGraph()).set(file, importsOf(file, sourceCode.text));
				for (const { message, start = 0, end = 0 } of checkFile(graph, file, sourceCode.text)) {
					const loc = { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) };
					context.report({ loc, message });
				}
			},
		};
	},
};

export default { meta: { name: 'structure' }, rules: { imports } };
