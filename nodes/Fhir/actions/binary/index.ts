import type { OperationGroup } from '../contract';
import { download } from './download';
import { upload } from './upload';

/** *Binary*: files of any kind on the server, such as PDFs and images (R4 §2.15). */
export const binary: OperationGroup = {
	name: 'Binary',
	value: 'binary',
	description: 'Download and upload files such as PDFs and images',
	operations: [download, upload],
	defaultOperation: download.choice.value,
};
