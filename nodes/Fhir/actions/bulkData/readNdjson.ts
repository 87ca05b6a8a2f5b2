import type { INodeProperties } from 'n8n-workflow';
import { binaryFieldOf } from '../../form/fields/files';
import { allByDefaultFields, limitOf } from '../../form/fields/paging';
import { jsonItem, type OutputItem } from '../../items/output';
import type { InputFile } from '../../items/files';
import type { LocalSession } from '../../items/session';
import { readLines, unreadableFile } from '../../rest/ndjson/lines';
import { parseLine } from '../../rest/ndjson/parseLine';
import { unzipped } from '../../rest/ndjson/unzip';
import { asError } from '../../support/errors';
import type { WorkOperation } from '../contract';
import { ndjsonFileField } from './fileFields';

const invalidLinesOption: INodeProperties = {
	displayName: 'Invalid Lines',
	name: 'invalidLines',
	type: 'options',
	default: 'fail',
	description: 'What to do with a line that is not JSON',
	options: [
		{ name: 'Fail', value: 'fail', description: 'The item fails, and the error names the line' },
		{ name: 'Skip', value: 'skip', description: 'The line is left out, and a hint says so' },
	],
};

/** How lines become items. */
interface Reading {
	readonly limit: number;
	readonly skipsInvalid: boolean;
}

/** Reads NDJSON (Bulk Data Access §2.4.2) without a server. */
export const readNdjson: WorkOperation = {
	choice: {
		name: 'Read NDJSON',
		value: 'readNdjson',
		description: 'Turn an NDJSON file into items, one for each line. Needs no server.',
		action: 'Read an NDJSON file',
	},
	fields: [ndjsonFileField, ...allByDefaultFields],
	options: [invalidLinesOption],
	isLocal: true,
	work: (parameters) => {
		const { item } = parameters;
		const field = binaryFieldOf(parameters, ndjsonFileField);
		const reading = {
			limit: limitOf(parameters) ?? Infinity,
			skipsInvalid: parameters.optionText('invalidLines') === 'skip',
		};
		return {
			run: async (session: LocalSession) => await fileItems(session.files.read(item, field), reading, session),
		};
	},
};

const changedNumbers =
	'A number in the file has more digits than n8n can hold, so that its value is slightly different in the output. Load NDJSON sends the lines as they are.';

async function fileItems(file: InputFile, reading: Reading, session: LocalSession): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	const changed = () => session.hint(changedNumbers);
	try {
		for await (const lines of readLines(unzipped(file.open(), session.files.gunzip))) {
			for (const line of lines) {
				if (items.length >= reading.limit) return items;
				try {
					items.push(jsonItem(parseLine(line, changed), session, 'The file has an object'));
				} catch (error) {
					if (!reading.skipsInvalid) throw asError(error);
					session.hint(`Line ${line.number} of the file is not valid JSON: it was left out.`);
				}
			}
			if (session.signal?.aborted) throw new Error('The execution was cancelled');
		}
	} catch (error) {
		throw unreadableFile(error, 'The file');
	}
	return items;
}
