import { SeenColumns, settledColumns } from '../../nodes/Fhir/items/tableHead';
import type { LocalSession } from '../../nodes/Fhir/items/session';
import type { Row } from '../../nodes/Fhir/rest/view/view';

const head = { columns: ['id'], further: ['id', 'name', 'value', 'last'] };

async function* groups(...all: Row[][]): AsyncGenerator<Row[], void, undefined> {
	yield* await Promise.resolve(all);
}

async function settle(rows: AsyncIterable<readonly Row[]>, known = head) {
	const hints: string[] = [];
	const session = { hint: (text: string) => void hints.push(text) } as unknown as LocalSession;
	const settled = await settledColumns(known, rows, session);
	const given: Row[] = [];
	for await (const group of settled.rows) given.push(...group);
	return { columns: settled.columns, given, hints };
}

const many = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row);

describe('The columns of a file whose rows have different ones', () => {
	it('are those of all rows, in the order of a table, and all rows are given', async () => {
		const rows = [[{ id: 1, last: 2 }], [], [{ id: 3, name: 4, last: 5 }]];
		const { columns, given, hints } = await settle(groups(...rows));
		expect(columns).toEqual(['id', 'name', 'last']);
		expect(given).toEqual(rows.flat());
		expect(hints).toEqual([]);
	});

	it('are those of an empty table where there are no rows', async () => {
		expect(await settle(groups())).toEqual({ columns: ['id'], given: [], hints: [] });
	});

	it('are those of the first 10,000 rows, and a hint names what later rows have beside them', async () => {
		const { columns, given, hints } = await settle(
			groups(many(9_999, { id: 1 }), many(2, { id: 1, name: 2 }), many(3, { id: 1, value: 2, last: 3 })),
		);
		expect(columns).toEqual(['id', 'name']);
		expect(given).toHaveLength(10_004);
		expect(hints).toEqual([expect.stringMatching(/first 10000 rows.* also have "value", "last": choose/)]);
	});

	it('are known from the start where all rows have the same', async () => {
		const { columns, given } = await settle(groups([{ id: 1, name: 2 }]), { columns: ['id'] } as typeof head);
		expect(columns).toEqual(['id']);
		expect(given).toEqual([{ id: 1, name: 2 }]);
	});

	it('end the source of the rows where the file is given up before it is read', async () => {
		let ended = 0;
		async function* endless(): AsyncGenerator<Row[], void, undefined> {
			try {
				for (;;) yield await Promise.resolve(many(5_000, { id: 1 }));
			} finally {
				ended++;
			}
		}
		const session = { hint: () => undefined } as unknown as LocalSession;
		const { end } = await settledColumns(head, endless(), session);
		await end();
		expect(ended).toBe(1);
	});

	it('fail as their rows do', async () => {
		async function* failing(): AsyncGenerator<Row[], void, undefined> {
			yield [{ id: 1 }];
			await Promise.reject(new Error('gone'));
		}
		await expect(settle(failing())).rejects.toThrow('gone');
	});

	test('are gathered from rows as they pass', () => {
		const seen = new SeenColumns(head);
		expect(seen.all()).toEqual(['id']);
		seen.add([{ last: 1 }, { name: 1 }]);
		expect(seen.all()).toEqual(['name', 'last']);
	});
});
