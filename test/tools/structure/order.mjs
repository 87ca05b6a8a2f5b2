/** Judges a single import, or a single file, by the rooms' order, doors, packages and texts. */
import { isBuiltin } from 'node:module';
import { doors, orders, packages, texts } from './rooms.mjs';

/**
 * Where an import belongs: to the deepest folder that holds both files, as an arrow between two of that folder's children.
 *
 * @typedef {object} Arrow
 * @property {string} folder The folder's path with a `/` at the end; the project's root is the empty text.
 * @property {string} from The child that imports: the name of a file, or of a folder with a `/` at the end.
 * @property {string} to The child that is imported.
 */

/**
 * @param {string} from the path of the importing file
 * @param {string} to the path of the imported file
 * @returns {Arrow}
 */
export function arrowOf(from, to) {
	const [a, b] = [from.split('/'), to.split('/')];
	let depth = 0;
	while (depth < Math.min(a.length, b.length) - 1 && a[depth] === b[depth]) depth += 1;
	const folder = a.slice(0, depth).map((name) => `${name}/`);
	return { folder: folder.join(''), from: childAt(a, depth), to: childAt(b, depth) };
}

/** @type {(path: string[], depth: number) => string} */
const childAt = (path, depth) => `${path[depth]}${depth < path.length - 1 ? '/' : ''}`;

/**
 * @param {string} pattern a name, with `*` for any characters but `/`
 * @param {string} name
 */
function matches(pattern, name) {
	const parts = pattern.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
	return new RegExp(`^${parts.join('[^/]*')}$`).test(name);
}

/** @type {(path: string, places: string[]) => boolean} */
const isIn = (path, places) => places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));

/**
 * @param {string} folder
 * @param {string} child
 * @returns {number} the height, 0 being the top; -1 where the folder's order has no place for the child
 */
function heightOf(folder, child) {
	const levels = orders[folder]?.levels ?? [];
	const named = levels.findIndex(({ names }) => names.includes(child));
	return named >= 0 ? named : levels.findIndex(({ names }) => names.some((name) => matches(name, child)));
}

/**
 * What is wrong with an arrow by the order of its folder: it points up, or to a neighbour that stands apart.
 *
 * @param {Arrow} arrow
 * @returns {string | undefined} a sentence for people, or nothing
 */
export function orderFault({ folder, from, to }) {
	const order = orders[folder];
	if (order === undefined || from === to) return undefined;
	const [height, reached] = [heightOf(folder, from), heightOf(folder, to)];
	const may = `${from} may not import ${to}, which stands`;
	if (reached < height && reached >= 0) return `${may} above it in ${folder}. ${order.why}`;
	if (reached === height && order.levels[height]?.apart) return `${may} beside it in ${folder}. ${order.why}`;
	return undefined;
}

/**
 * What is wrong with an arrow between two files by the doors of the rooms.
 *
 * @param {string} from the path of the importing file
 * @param {string} to the path of the imported file
 * @returns {string | undefined} a sentence for people, or nothing
 */
export function doorFault(from, to) {
	return doors.find(
		(door) =>
			(door.into !== undefined && isIn(to, [door.into]) && !isIn(from, door.from ?? [])) ||
			(door.outOf !== undefined && isIn(from, [door.outOf]) && !isIn(to, door.to ?? [])),
	)?.why;
}

/**
 * What is wrong with the import of a package.
 *
 * @param {string} from the path of the importing file
 * @param {string} specifier a package, one of its subpaths, or a built-in module with or without `node:`
 * @returns {string | undefined} a sentence for people, or nothing
 */
export function packageFault(from, specifier) {
	if (specifier.startsWith('.')) return undefined;
	const name = isBuiltin(specifier) ? `node:${specifier.replace(/^node:/, '')}` : specifier;
	const rule = packages.find(({ names }) => names.some((one) => matches(one, name.split('/')[0] ?? '')));
	if (rule === undefined) return undefined;
	const allowed = rule.only === undefined ? !isIn(from, rule.never ?? []) : isIn(from, rule.only);
	return allowed ? undefined : `${name} may not be imported here. ${rule.why}`;
}

/**
 * What is wrong with a file itself: it stands in no room of a folder that has an order.
 *
 * @param {string} file
 * @returns {string | undefined} a sentence for people, or nothing
 */
export function placeFault(file) {
	const path = file.split('/');
	for (let depth = 0; depth < path.length; depth += 1) {
		const folder = path.slice(0, depth).map((name) => `${name}/`);
		const [parent, child] = [folder.join(''), childAt(path, depth)];
		if (orders[parent] !== undefined && heightOf(parent, child) < 0) {
			return `${child} has no place in the order of ${parent}: test/tools/structure/rooms.mjs lists what has.`;
		}
	}
	return undefined;
}

/**
 * The texts in a file that may not stand there.
 *
 * @param {string} file
 * @param {string} text
 * @returns {{ message: string, start: number, end: number }[]}
 */
export const textFaults = (file, text) =>
	texts
		.filter((rule) => !isIn(file, rule.only))
		.flatMap((rule) =>
			[...text.matchAll(new RegExp(rule.text, 'g'))].map(({ index }) => ({
				message: `${rule.text}… may not be mentioned here. ${rule.why}`,
				start: index,
				end: index + rule.text.length,
			})),
		);
