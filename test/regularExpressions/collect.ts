import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');

/** A regular expression in the source of the package. */
export interface Found {
	/** The file, from the root of the repository. */
	readonly file: string;
	/** As written: a literal, or the call that builds it. */
	readonly text: string;
}

/** Every regular expression in `nodes/` and `credentials/`, found by TypeScript's own parser. */
export function regularExpressions(): Found[] {
	return ['nodes', 'credentials'].flatMap((folder) => filesIn(join(root, folder))).flatMap(expressionsIn);
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			return entry.isDirectory() ? filesIn(path) : path.endsWith('.ts') ? [path] : [];
		})
		.sort();
}

function expressionsIn(path: string): Found[] {
	const file = relative(root, path).replaceAll('\\', '/');
	const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
	const found: Found[] = [];
	const visit = (node: ts.Node) => {
		const isBuilt = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
		if (ts.isRegularExpressionLiteral(node) || isBuilt) found.push({ file, text: node.getText().replace(/\s+/g, ' ') });
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** The expression of a literal. */
export function parseLiteral(text: string): RegExp {
	const end = text.lastIndexOf('/');
	return new RegExp(text.slice(1, end), text.slice(end + 1));
}
