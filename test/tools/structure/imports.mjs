/** Reads the imports of TypeScript files: pure functions from paths and texts, which a test can call with a made-up tree. */
import { posix } from 'node:path';
import ts from 'typescript';

/**
 * An import as the text has it. `import type`, `export … from`, `import('…')`, `require('…')` and the type
 * `import('…').Name` are imports as well.
 *
 * @typedef {object} Import
 * @property {string} specifier What is imported, as written, e.g. `../http` or `node:crypto`.
 * @property {number} start Where the declaration begins in the text (UTF-16 units).
 * @property {number} end Where it ends.
 */

/**
 * The imports of each file, by its path from the project's root.
 *
 * @typedef {Map<string, Import[]>} Graph
 */

/**
 * @param {ts.Node} node
 * @returns {ts.Node | undefined} the node of the module's name, if `node` imports a module
 */
function moduleName(node) {
	if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
	if (ts.isExternalModuleReference(node)) return node.expression;
	if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
	if (!ts.isCallExpression(node)) return undefined;
	const { expression } = node;
	const imports = expression.kind === ts.SyntaxKind.ImportKeyword;
	return imports || (ts.isIdentifier(expression) && expression.text === 'require') ? node.arguments[0] : undefined;
}

/**
 * The imports of one file, in the order of the text. A dynamic import of a computed name is left out.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Import[]}
 */
export function importsOf(file, text) {
	const source = ts.createSourceFile(file, text, {
		languageVersion: ts.ScriptTarget.Latest,
		jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
	});
	/** @type {Import[]} */
	const imports = [];
	/** @param {ts.Node} node */
	const visit = (node) => {
		const name = moduleName(node);
		if (name !== undefined && ts.isStringLiteralLike(name)) {
			imports.push({ specifier: name.text, start: node.getStart(source), end: node.getEnd() });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return imports;
}

/**
 * @param {ReadonlyMap<string, string>} files texts by path
 * @returns {Graph}
 */
export const graphOf = (files) => new Map([...files].map(([file, text]) => [file, importsOf(file, text)]));

/**
 * The file of the tree that an import reaches.
 *
 * @param {Pick<Graph, 'has'>} graph
 * @param {string} from the path of the importing file
 * @param {string} specifier
 * @returns {string | undefined} a path, or nothing for a package and for a file outside the tree
 */
export function targetOf(graph, from, specifier) {
	if (!/^\.\.?(\/|$)/.test(specifier)) return undefined;
	const path = posix.join(posix.dirname(from), specifier).replace(/\/$/, '');
	return [path, `${path}.ts`, `${path}/index.ts`, path.replace(/\.js$/, '.ts')].find((file) => graph.has(file));
}
