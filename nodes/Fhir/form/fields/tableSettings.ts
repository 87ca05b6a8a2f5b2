import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { TableOutput } from '../../items/tableFile';
import { inputText } from '../../rest/request/inputText';
import { parseJsonObject } from '../../rest/request/jsonField';
import { assertTypeTable, type TableDefinition, type TypeTable } from '../../rest/view/byType/typeTable';
import { type ColumnValues, parseDefinition } from '../../rest/view/definition';
import type { Resource } from '../../rest/model/resource';
import { columnsResource, type FormColumn, viewOfColumns } from '../../rest/view/columns';
import type { FhirRelease } from '../../rest/view/library';
import { readyView } from '../../rest/view/ready/views';
import { inputFailure } from '../../transport/errors/failure';
import type { Parameters } from '../parameters';
import { tableFileFields, tableOption, tableOutputField, viewFields } from './table';

/** What the form says about a table. */
export interface TableSettings {
	readonly definition: TableDefinition;
	/**
	 * The view as a ViewDefinition for a server; undefined for a list of columns about all resource types, and for *By Resource
	 * Type*.
	 */
	readonly resource: Resource | undefined;
	readonly release: FhirRelease;
	readonly output: TableOutput;
}

/** Where the fields of a table are read from: from the form itself, or from an entry of *Options*. */
interface Source {
	/** The title of a field of the view, for errors. */
	title(name: string): string;
	value(name: string): unknown;
	text(name: string): string;
	file(name: string): unknown;
}

/**
 * The settings of a table whose fields are the form's own, with a ViewDefinition from elsewhere in place of their view if there
 * is one. Throws an input `Failure` that names the field or the column.
 */
export function tableSettings(parameters: Parameters, stored?: Resource): TableSettings {
	return settingsOf(parameters, {
		title: (name) => parameters.titleOf(name),
		value: (name) => (stored && name === 'viewDefinition' ? stored : parameters.json(name)),
		text: (name) => (stored && name === 'viewFrom' ? 'json' : parameters.text(name)),
		file: (name) => parameters.option(name),
	});
}

/**
 * The settings of the output *Table*, whose fields are in the form or in *Options → Table*; undefined where the output is another
 * one. Throws an input `Failure` where *Output* and *Table* contradict each other, and as `tableSettings` does.
 */
export function tableOptionSettings(parameters: Parameters): TableSettings | undefined {
	const output = parameters.optionText('output', 'options');
	const added = parameters.option(tableOption.name) as { table?: IDataObject } | undefined;
	const fields = added?.table;
	if (output === undefined && fields === undefined) {
		return parameters.optionText('output') === 'table' ? tableSettings(parameters) : undefined;
	}
	if (output !== 'table' && fields === undefined) return undefined;
	if (fields === undefined) {
		throw inputFailure(
			'The output is "Table", but nothing says which columns it has',
			'Add the option "Table", and choose columns or a view in it.',
		);
	}
	if (output !== undefined && output !== 'table') {
		throw inputFailure(
			'The options "Output" and "Table" contradict each other',
			'Choose the output "Table", or remove the option "Table".',
		);
	}
	// Of what is kept for a node of version 1.1, n8n adds no defaults.
	const value = (name: string) => fields[name] ?? defaultIn(viewFields, name);
	return settingsOf(parameters, {
		title: (name) => titleIn(viewFields, name),
		value,
		file: value,
		text: (name) => inputText(value(name), `Table: ${titleIn([...viewFields, tableOutputField], name)}`).trim(),
	});
}

function defaultIn(fields: readonly INodeProperties[], name: string): INodeProperties['default'] | undefined {
	return fields.find((field) => field.name === name)?.default;
}

function titleIn(fields: readonly INodeProperties[], name: string): string {
	return fields.find((field) => field.name === name)?.displayName ?? name;
}

function settingsOf(parameters: Parameters, source: Source): TableSettings {
	const version = parameters.optionText('fhirVersion');
	const output = outputOf(source);
	const viewFrom = source.text('viewFrom');
	if (viewFrom === 'ready') {
		const release = releaseOf(version);
		const resource = readyView(source.text('readyView'), release);
		return { definition: parseDefinition(resource), resource: asResource(resource), release, output };
	}
	if (viewFrom === 'json') {
		const resource = parseJsonObject(source.value('viewDefinition'), 'ViewDefinition');
		const named = Array.isArray(resource.fhirVersion) ? resource.fhirVersion[0] : undefined;
		const release = releaseOf(version ?? (typeof named === 'string' ? named : undefined));
		return { definition: parseDefinition(resource), resource: asResource(resource), release, output };
	}
	if (viewFrom === 'byType') {
		const definition = typeTable(source, parameters.locator('resourceType'));
		return { definition, resource: undefined, release: releaseOf(version), output };
	}
	const columns = rowsOf(source.value('tableColumns')).map(columnOf);
	const definition = viewOfColumns({
		columns,
		forEach: source.text('tableForEach'),
		resource: source.text('tableType'),
		resourceTitle: source.title('tableType'),
	});
	return { definition, resource: columnsResource(definition), release: releaseOf(version), output };
}

/** *By Resource Type*; `expected` is the type that the operation is about, empty for several. */
function typeTable(source: Source, expected: string): TypeTable {
	const fields = listOf(source.value('tableFields')).map((name) => inputText(name, 'Fields'));
	const more = rowsOf(source.value('moreColumns')).map(columnOf);
	const title = source.title('tableType');
	const table: TypeTable = {
		only: source.text('tableType') || undefined,
		expected: expected || undefined,
		fields: [...new Set(fields)],
		more:
			more.length === 0 ? undefined : viewOfColumns({ columns: more, forEach: '', resource: '', resourceTitle: title }),
	};
	assertTypeTable(table, title);
	return table;
}

/** What is chosen in a list; an expression may also give names with commas between them. */
function listOf(value: unknown): readonly unknown[] {
	if (Array.isArray(value)) return value;
	return typeof value === 'string'
		? value
				.split(',')
				.map((name) => name.trim())
				.filter(Boolean)
		: [];
}

/** What people leave out of a view that they run themselves, but servers insist on. */
function asResource(view: Readonly<Record<string, unknown>>): Resource {
	return { status: 'active', ...view, resourceType: 'ViewDefinition' };
}

function rowsOf(collection: unknown): IDataObject[] {
	const rows = (collection as { column?: IDataObject | IDataObject[] } | undefined)?.column;
	return Array.isArray(rows) ? rows : rows ? [rows] : [];
}

function columnOf(row: IDataObject, index: number): FormColumn {
	const text = (name: string) => inputText(row[name], `Columns: ${name} of column ${index + 1}`).trim();
	const values = text('values');
	return {
		name: text('name'),
		path: text('path'),
		type: text('type'),
		values: values === 'all' || values === 'one' ? (values satisfies ColumnValues) : 'first',
	};
}

function releaseOf(version: string | undefined): FhirRelease {
	if (version?.startsWith('5')) return 'r5';
	return version?.startsWith('3') ? 'stu3' : 'r4';
}

const separators: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t' };

function outputOf(source: Source): TableOutput {
	const as = source.text('tableOutput');
	const file = (name: string) => inputText(source.file(name), titleIn(tableFileFields, name)).trim();
	const format = as === 'csv' || as === 'ndjson' ? as : undefined;
	return {
		format,
		fileName: file('tableFileName') || `table.${format ?? 'csv'}`,
		field: file('tableField') || 'data',
		csv: {
			separator: separators[file('csvSeparator')] ?? ',',
			byteOrderMark: source.file('csvBom') === true,
			escapeFormulas: source.file('csvFormulas') === true,
		},
	};
}
