import { inMemory } from '../../../engine/support/files';
import { type Check, firstOf } from '../check';

const line = '{"resourceType":"Patient","id":"line"}\n';
const file = (content: string) => [{ data: inMemory(Buffer.from(content), 'check.ndjson', 'application/fhir+ndjson') }];

/** Files of NDJSON, which need no server. */
export const bulkChecks: readonly Check[] = [
	{
		operation: 'bulkData:readNdjson',
		input: () => ({ parameters: {}, binary: file(line) }),
		complaint: (result) => (firstOf(result).id === 'line' ? undefined : 'The line was not read'),
	},
	{
		operation: 'bulkData:writeNdjson',
		input: () => ({ parameters: {}, input: [{ resourceType: 'Patient', id: 'line' }] }),
		complaint: (result) => (firstOf(result).lines === 1 ? undefined : 'The line was not written'),
	},
];
