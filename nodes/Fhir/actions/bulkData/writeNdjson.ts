import type { INodeProperties } from 'n8n-workflow';
import type { BatchOutcome } from '../../execution/work';
import { binaryFieldOf, outputFileField } from '../../form/fields/files';
import type { Parameters } from '../../form/parameters';
import { assertSameForAll } from '../../form/sameForAll';
import type { OutputItem } from '../../items/output';
import type { LocalSession } from '../../items/session';
import { writeLines } from '../../rest/ndjson/writeLines';
import { isTypeName } from '../../rest/model/ids';
import { isMarkedSimplified, simplifiedHint } from '../../rest/model/simplify';
import { parseJsonObject } from '../../rest/request/jsonField';
import { toJson } from '../../support/exactNumber';
import type { BatchOperation } from '../contract';
import { ndjsonType } from '../../rest/ndjson/lines';

const lineField: INodeProperties = {
	displayName: 'Line',
	name: 'line',
	type: 'json',
	default: '={{ $json }}',
	required: true,
	placeholder: 'e.g. { "resourceType": "Patient", "birthDate": "1968-05-09" }',
	description: 'The resource of the line as JSON. By default, the input item is the resource.',
	typeOptions: { rows: 8 },
};

const options: INodeProperties[] = [
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: 'data.ndjson',
		placeholder: 'e.g. patients.ndjson',
		description: 'Name of the file in n8n. With "One File per Type", each file is called after its resource type.',
	},
	{
		displayName: 'One File per Type',
		name: 'filePerType',
		type: 'boolean',
		default: false,
		description:
			'Whether to write a file for each resource type, as bulk exports and imports have them. If off, all lines go into one file.',
	},
];

/** Items as lines of NDJSON (Bulk Data Access §2.4.2), without a server. */
export const writeNdjson: BatchOperation = {
	choice: {
		name: 'Write NDJSON',
		value: 'writeNdjson',
		description: 'Put items into an NDJSON file, one line for each. Needs no server.',
		action: 'Write an NDJSON file',
	},
	fields: [lineField, outputFileField],
	options,
	isLocal: true,
	batch: async (all, sessionOf, stopOnFailure) => {
		const [first] = all;
		if (!first) return [];
		const { lines, failed } = readItems(all, first);
		if (lines.length === 0 || (stopOnFailure && failed.length > 0)) return failed;
		const session = await sessionOf(first);
		for (const { item, isSimplified } of lines) if (isSimplified) session.hint(simplifiedHint(`Item ${item}`));
		const items: OutputItem[] = [];
		for (const [name, group] of filesOf(lines, first)) items.push(await fileItem(name, group, first, session));
		return [...failed, ...lines.map(({ item }, index) => ({ item, items: index === 0 ? items : [] }))];
	},
};

/** What has no resource type goes into this file. */
const other = 'other';

/** An input item as a line. */
interface ItemLine {
	readonly item: number;
	readonly type: string;
	readonly text: string;
	readonly isSimplified: boolean;
}

function readItems(all: readonly Parameters[], first: Parameters): { lines: ItemLine[]; failed: BatchOutcome[] } {
	const lines: ItemLine[] = [];
	const failed: BatchOutcome[] = [];
	for (const parameters of all) {
		const { item } = parameters;
		try {
			assertSameForAll(parameters, first, options);
			const value = parseJsonObject(parameters.json('line'), lineField.displayName);
			const { resourceType } = value;
			const type = typeof resourceType === 'string' && isTypeName(resourceType) ? resourceType : other;
			lines.push({ item, type, text: toJson(value), isSimplified: isMarkedSimplified(value) });
		} catch (error) {
			failed.push({ item, error });
		}
	}
	return { lines, failed };
}

/** The lines of each file, by its name. */
function filesOf(lines: readonly ItemLine[], first: Parameters): Map<string, ItemLine[]> {
	const chosen = first.optionText('fileName') ?? 'data.ndjson';
	if (first.option('filePerType') !== true) return new Map([[chosen, [...lines]]]);
	const files = new Map<string, ItemLine[]>();
	for (const line of lines) {
		const name = `${line.type}.ndjson`;
		const group = files.get(name);
		if (group) group.push(line);
		else files.set(name, [line]);
	}
	return files;
}

async function fileItem(
	name: string,
	lines: readonly ItemLine[],
	parameters: Parameters,
	session: LocalSession,
): Promise<OutputItem> {
	const content = writeLines(lines.map(({ text }) => text));
	const file = await session.files.save(content, name, ndjsonType);
	const types = [...new Set(lines.map(({ type }) => type))];
	return {
		json: {
			fileName: file.fileName,
			lines: lines.length,
			size: file.bytes,
			...(types.length === 1 && types[0] !== other && { type: types[0] }),
		},
		binary: { [binaryFieldOf(parameters, outputFileField)]: file },
		fromItems: lines.map(({ item }) => item),
	};
}
