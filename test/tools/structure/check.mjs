/** The whole check, of a tree and of a single file in it. Pure: takes paths and texts, and reads no disk. */
import { arrowsByFolder, circlesIn, wayBetween } from './circles.mjs';
import { graphOf, targetOf } from './imports.mjs';
import { arrowOf, doorFault, orderFault, packageFault, placeFault, textFaults } from './order.mjs';
import { maxLines } from './rooms.mjs';

/** @typedef {import('./imports.mjs').Graph} Graph */

/**
 * @typedef {object} Problem
 * @property {'up' | 'circle' | 'long'} kind `up` is each import that the file's room does not allow: of a room above, of a
 *   neighbour that stands apart, or of a package of another room. A forbidden text and a file without a room count too.
 * @property {string} folder Where it counts, with a `/` at the end.
 * @property {string} message A sentence for people.
 * @property {string} [file] The file at fault. A circle has several.
 * @property {string} [imported] What the file imports.
 * @property {number} [start] Where in the file.
 * @property {number} [end]
 */

/** @param {string} file */
const folderOf = (file) => file.slice(0, file.lastIndexOf('/') + 1);

/**
 * What is wrong with one file's imports, texts and place.
 *
 * @param {Graph} graph
 * @param {string} file
 * @param {string} text
 * @returns {Problem[]}
 */
function upFaults(graph, file, text) {
	const at = /** @type {const} */ ({ kind: 'up', folder: folderOf(file), file });
	const place = placeFault(file);
	const imports = (graph.get(file) ?? []).flatMap(({ specifier, start, end }) => {
		const target = targetOf(graph, file, specifier);
		const message =
			target === undefined
				? packageFault(file, specifier)
				: (orderFault(arrowOf(file, target)) ?? doorFault(file, target));
		return message === undefined ? [] : [{ ...at, imported: target ?? specifier, message, start, end }];
	});
	const words = textFaults(file, text).map((fault) => ({ ...at, ...fault }));
	return [...(place === undefined ? [] : [{ ...at, message: place, start: 0, end: 0 }]), ...imports, ...words];
}

/**
 * What the lint rule reports of one file: what it may not import, and each of its imports that closes a circle.
 *
 * @param {Graph} graph the whole tree's, with the file's own imports as `text` has them
 * @param {string} file
 * @param {string} text
 * @returns {Problem[]}
 */
export function checkFile(graph, file, text) {
	const folders = arrowsByFolder(graph);
	const circles = (graph.get(file) ?? []).flatMap(({ specifier, start, end }) => {
		const target = targetOf(graph, file, specifier);
		if (target === undefined) return [];
		const arrow = arrowOf(file, target);
		const back = orderFault(arrow)
			? undefined
			: wayBetween(folders.get(arrow.folder) ?? new Map(), arrow.to, arrow.from);
		if (back === undefined) return [];
		const way = [arrow.from, ...back].join(' → ');
		const message = `This import closes a circle in ${arrow.folder}: ${way}. None of them can be read or moved without the others.`;
		return [
			{ kind: /** @type {const} */ ('circle'), folder: arrow.folder, file, imported: target, message, start, end },
		];
	});
	return [...upFaults(graph, file, text), ...circles];
}

/**
 * @param {string} text
 * @returns {number} lines, a line break at the end not counted as one more
 */
const lineCount = (text) => text.replace(/\n$/, '').split('\n').length;

/**
 * Checks a whole tree.
 *
 * @param {ReadonlyMap<string, string>} files texts by path from the project's root
 * @returns {Problem[]}
 */
export function check(files) {
	const graph = graphOf(files);
	const ups = [...files].flatMap(([file, text]) => upFaults(graph, file, text));
	const circles = [...arrowsByFolder(graph)].flatMap(([folder, arrows]) =>
		circlesIn(arrows).map((circle) => {
			const steps = circle.slice(1).map((child, index) => arrows.get(circle[index] ?? '')?.get(child));
			const imports = steps.map((step) => step?.join(' → ')).join(', ');
			return { kind: /** @type {const} */ ('circle'), folder, message: `${circle.join(' → ')} (${imports})` };
		}),
	);
	const long = [...files]
		.map(([file, text]) => ({ file, lines: lineCount(text) }))
		.filter(({ lines }) => lines > maxLines)
		.map(({ file, lines }) => ({
			kind: /** @type {const} */ ('long'),
			folder: folderOf(file),
			file,
			message: `${lines} lines, of ${maxLines} at most.`,
		}));
	return [...ups, ...circles, ...long];
}
