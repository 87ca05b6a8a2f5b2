import type { OperationGroup } from '../contract';
import { cancelExport } from './cancelExport';
import { downloadExportFiles } from './downloadExportFiles';
import { exportData } from './export';
import { getExportStatus } from './getExportStatus';
import { importData } from './import';
import { loadNdjson } from './loadNdjson';
import { readNdjson } from './readNdjson';
import { startExport } from './startExport';
import { writeNdjson } from './writeNdjson';

/** *Bulk Data*: whole populations as files of NDJSON (Bulk Data Access). */
export const bulkData: OperationGroup = {
	name: 'Bulk Data',
	value: 'bulkData',
	description: 'Export, import and load whole populations as NDJSON files',
	operations: [
		cancelExport,
		downloadExportFiles,
		exportData,
		getExportStatus,
		importData,
		loadNdjson,
		readNdjson,
		startExport,
		writeNdjson,
	],
	defaultOperation: exportData.choice.value,
};
