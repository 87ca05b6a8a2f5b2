import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from '../../nodes/Fhir/actions/registry';
import { exampleWorkflows } from '../demo/workflows';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The cells of each row below the head of a section's first table. */
function tableOf(heading: string): string[][] {
	const section = readme.split(`\n${heading}\n`)[1]?.split('\n#')[0] ?? '';
	const rows = section.split('\n').filter((line) => line.startsWith('|'));
	return rows.slice(2).map((row) =>
		row
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

/** Each row of the table of operations, called as the form calls it: `Resource → Get Many`. */
function operationsOfTable(): Array<{ name: string; texts: string[] }> {
	let group = '';
	return tableOf('## Operations').map(([first = '', operation = '', ...texts]) => {
		if (first !== '') group = first;
		return { name: `${group} → ${operation}`, texts };
	});
}

describe("the README's table of operations", () => {
	test('lists every operation by its name in the form, and none that does not exist', () => {
		const existing = groups.flatMap(({ name, operations }) =>
			operations.map(({ choice }) => `${name} → ${choice.name}`),
		);
		const listed = operationsOfTable().map(({ name }) => name);
		expect(listed).toEqual(existing.sort((a, b) => a.localeCompare(b)));
	});

	test.each(operationsOfTable())('says of $name what it does, what it gives and how FHIR calls it', ({ texts }) => {
		expect(texts).toEqual([expect.stringMatching(/^\w.*; gives \S/), expect.stringMatching(/\S/)]);
	});
});

describe("the README's examples", () => {
	test('are there under the names that it links to, and each is linked', () => {
		const linked = [...readme.matchAll(/\]\(examples\/([\w-]+\.json)\)/g)].map(([, file]) => file);
		expect([...new Set(linked)].sort()).toEqual([...exampleWorkflows().keys()]);
	});
});
