import type { OperationGroup } from '../contract';
import { readNdjson } from './readNdjson';
import { writeNdjson } from './writeNdjson';

/** *Bulk Data*: whole populations as files of NDJSON (Bulk Data Access). */
export const bulkData: OperationGroup = {
	name: 'Bulk Data',
	value: 'bulkData',
	description: 'Export, import and load whole populations as NDJSON files',
	operations: [readNdjson, writeNdjson],
	defaultOperation: readNdjson.choice.value,
};
