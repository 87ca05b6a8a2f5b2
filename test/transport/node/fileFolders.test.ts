import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileFolders } from '../../../nodes/Fhir/transport/node/fileFolders';

const before = process.env.N8N_RESTRICT_FILE_ACCESS_TO;
const set = (value: string | undefined) => {
	delete process.env.N8N_RESTRICT_FILE_ACCESS_TO;
	if (value !== undefined) process.env.N8N_RESTRICT_FILE_ACCESS_TO = value;
};
afterEach(() => set(before));

const byDefault = { path: join(homedir(), '.n8n-files'), isDefault: true };

test.each([
	['not set', undefined, [byDefault]],
	['empty: nodes may write anywhere', '', [byDefault]],
	['the default itself', '~/.n8n-files', [byDefault]],
	['one folder', '/files', [{ path: '/files', isDefault: false }]],
	[
		'several',
		' /files ; ~/data;;',
		[
			{ path: '/files', isDefault: false },
			{ path: join(homedir(), 'data'), isDefault: false },
		],
	],
])('fileFolders, with N8N_RESTRICT_FILE_ACCESS_TO %s', (_what, value, folders) => {
	set(value);
	expect(fileFolders()).toEqual(folders);
});
