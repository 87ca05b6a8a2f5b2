import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from '../../nodes/Fhir/actions/registry';
import { commonParameters } from '../../nodes/Fhir/rest/definitions/commonParameters';
import { matchesFor } from '../../nodes/Fhir/rest/definitions/matches';
import { definedParameters } from '../../nodes/Fhir/rest/definitions/searchParameters';
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

/** The rows of the table of operations with the name of the operation in the form: `Resource → Get Many`. */
function operationsOfTable(): Array<{ name: string; texts: string[] }> {
	let group = '';
	return tableOf('## Operations').map(([first = '', operation = '', ...texts]) => {
		if (first !== '') group = first;
		return { name: `${group} → ${operation}`, texts };
	});
}

describe('README: the table of operations', () => {
	test('lists exactly the operations of the form by their names', () => {
		const existing = groups.flatMap(({ name, operations }) =>
			operations.map(({ choice }) => `${name} → ${choice.name}`),
		);
		const listed = operationsOfTable().map(({ name }) => name);
		expect(listed).toEqual(existing.sort((a, b) => a.localeCompare(b)));
	});

	test.each(operationsOfTable())('describes $name: what it does, what it returns and its name in FHIR', ({ texts }) => {
		expect(texts).toEqual([expect.stringMatching(/^\w.*; gives \S/), expect.stringMatching(/\S/)]);
	});
});

describe('README: the linked examples', () => {
	test('are exactly the files in examples/', () => {
		const linked = [...readme.matchAll(/\]\(examples\/([\w-]+\.json)\)/g)].map(([, file]) => file);
		expect([...new Set(linked)].sort()).toEqual([...exampleWorkflows().keys()]);
	});
});

/** The searches of the table "I want …": what is wanted, the type, and each parameter with its match and value. */
function wanted(): Array<{ want: string; type: string; criteria: Array<[parameter: string, match: string]> }> {
	const [, table = ''] = /<!-- I want -->\s*(.*?)\s*<!-- \/I want -->/s.exec(readme) ?? [];
	return table
		.split('\n')
		.slice(2)
		.map((row) => {
			const [want = '', type = '', cell = ''] = row
				.split(/(?<!\\)\|/)
				.slice(1, -1)
				.map((one) => one.trim());
			const criteria = [...cell.matchAll(/`([^`]+)`(?: \*([^*]+)\*)? `([^`]+)`/g)].map(
				([, parameter = '', match = 'Default']): [string, string] => [parameter, match],
			);
			return { want, type: type === 'any' ? 'Patient' : type, criteria };
		});
}

describe('README: the table "I want …"', () => {
	test('has rows', () => {
		expect(wanted().length).toBeGreaterThan(10);
	});

	test.each(wanted())('$want: names parameters of $type, and matches that they have', async ({ type, criteria }) => {
		expect(criteria).not.toEqual([]);
		for (const [parameter, match] of criteria) {
			const [, target = type, link, last = parameter] = /^_has:(\w+):(\w+):(.+)$/.exec(parameter) ?? [];
			const known = [...(await definedParameters(target, 'r4')), ...commonParameters];
			if (link !== undefined) expect(known).toContainEqual(expect.objectContaining({ name: link, type: 'reference' }));
			const kind = known.find(({ name }) => name === last)?.type;
			expect(kind).toEqual(expect.any(String));
			expect(matchesFor(kind ?? '').map(({ name }) => name)).toContain(match);
		}
	});
});
