import { loadFhirPath } from '../../../nodes/Fhir/rest/view/library';
import { parseDefinition } from '../../../nodes/Fhir/rest/view/definition';
import { openTable } from '../../../nodes/Fhir/rest/view/table';
import { compileView } from '../../../nodes/Fhir/rest/view/view';
import { ExactNumber, withExactNumbers } from '../../../nodes/Fhir/support/exactNumber';
import { parseJson } from '../../../nodes/Fhir/support/json';
import { withTimeLimit } from '../../../nodes/Fhir/transport/node/timeLimit';

/** A file of cases in the format of the SQL on FHIR working group. */
export interface CaseFile {
	readonly title: string;
	readonly resources: readonly unknown[];
	readonly tests: readonly Case[];
}

/** A view, and the rows or the error that it gives for the resources of the file. */
export interface Case {
	readonly title: string;
	readonly tags?: readonly string[];
	readonly view: Readonly<Record<string, unknown>>;
	readonly expect?: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly expectColumns?: readonly string[];
	readonly expectCount?: number;
	readonly expectError?: boolean;
}

/** How a case ended: passed, or why it did not. */
export interface Verdict {
	readonly title: string;
	readonly tags: readonly string[];
	readonly reason?: string;
}

/** Reads a file of cases; numbers stay as they are written. Undefined where the text is none. */
export function parseCases(json: string): CaseFile | undefined {
	const file = withExactNumbers(json, parseJson) as Partial<CaseFile>;
	return Array.isArray(file.tests) && Array.isArray(file.resources) ? (file as CaseFile) : undefined;
}

/** Runs the cases of a file with the mechanism of the node, in FHIR R4. */
export async function runCases({ resources, tests }: CaseFile): Promise<Verdict[]> {
	const library = await loadFhirPath('r4');
	const rowsOf = (view: Case['view']) => {
		const table = openTable(compileView(parseDefinition(view), library), withTimeLimit, 'input');
		return { columns: table.view.columns, rows: table.rowsOf(resources, String) };
	};
	return tests.map((test) => {
		const { title, tags = [] } = test;
		try {
			const { columns, rows } = rowsOf(test.view);
			const reason = test.expectError ? 'no error' : difference(columns, rows, test);
			return { title, tags, ...(reason !== undefined && { reason }) };
		} catch (error) {
			return { title, tags, ...(!test.expectError && { reason: String(error) }) };
		}
	});
}

function difference(columns: readonly string[], rows: readonly object[], test: Case): string | undefined {
	const { expect, expectColumns, expectCount } = test;
	if (expectColumns && expectColumns.join() !== columns.join()) return `columns ${columns.join()}`;
	if (expectCount !== undefined && expectCount !== rows.length) return `${rows.length} rows`;
	if (!expect) return undefined;
	const [got, wanted] = [rows.map(canonical).sort(), expect.map(canonical).sort()];
	return got.join('\n') === wanted.join('\n') ? undefined : `got ${got.join(' ')}, not ${wanted.join(' ')}`;
}

/** The order of the rows does not count, nor that of the columns; numbers are compared by their values. */
function canonical(row: object): string {
	const plain = JSON.parse(JSON.stringify(row, numbers)) as object;
	return JSON.stringify(Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function numbers(this: Record<string, unknown>, name: string, value: unknown): unknown {
	const held = this[name];
	return held instanceof ExactNumber ? Number(held.text) : value;
}
