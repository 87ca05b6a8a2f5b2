/**
 * The structure check: `npm run structure`. Prints, for each folder of the product, how many imports of its own files run
 * up (or are forbidden in another way), how many circles its files and folders form, and how many files are too long. All
 * counts have to be 0; if one is not, details follow the table and the exit code is 1.
 */
import { check } from './check.mjs';
import { maxLines } from './rooms.mjs';
import { readTree } from './tree.mjs';

const files = readTree();
const problems = check(files);
const kinds = /** @type {const} */ (['up', 'circle', 'long']);

/** All folders on the way to the files, those without a file of their own included. */
const folders = new Set(
	[...files.keys()].flatMap((file) => {
		const names = file.split('/').slice(0, -1);
		return names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`);
	}),
);
for (const { folder } of problems) folders.add(folder);

/** @param {string} folder */
function row(folder) {
	const own = [...files.keys()].filter((file) => file.slice(0, file.lastIndexOf('/') + 1) === folder);
	const counts = kinds.map((kind) => problems.filter((one) => one.folder === folder && one.kind === kind).length);
	return [folder || './', own.length, ...counts];
}

const rows = [
	['folder', 'files', 'imports up', 'circles', `over ${maxLines} lines`],
	...[...folders].sort().map(row),
	['total', files.size, ...kinds.map((kind) => problems.filter((one) => one.kind === kind).length)],
];
const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => String(cells[column]).length)));
for (const [first, ...numbers] of rows) {
	const cells = numbers.map((cell, index) => String(cell).padStart(widths[index + 1]));
	console.log([String(first).padEnd(widths[0]), ...cells].join('  '));
}

const titles = {
	up: 'Imports up, to a neighbour, or of what belongs to another room',
	circle: 'Circles',
	long: 'Files that are too long',
};
for (const kind of kinds) {
	const found = problems.filter((one) => one.kind === kind);
	if (found.length > 0) console.log(`\n${titles[kind]}`);
	for (const { folder, file, imported, message } of found) {
		const where = file === undefined ? folder || './' : [file, imported].filter(Boolean).join(' → ');
		console.log(`  ${where}\n    ${message}`);
	}
}
process.exitCode = problems.length > 0 ? 1 : 0;
