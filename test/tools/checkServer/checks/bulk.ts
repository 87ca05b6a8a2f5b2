import type { IDataObject } from 'n8n-workflow';
import { inMemory } from '../../../engine/support/files';
import { type Check, firstOf, someItems } from '../check';
import { markSystem, type Session } from '../session';

const line = '{"resourceType":"Patient","id":"line"}\n';
/** A Patient of this run, under an ID of its own. */
function ownLine(session: Session): string {
	const id = `load-${session.mark.slice(-12)}`;
	session.created.push({ type: 'Patient', id });
	return JSON.stringify({ resourceType: 'Patient', id, meta: { tag: [{ system: markSystem, code: session.mark }] } });
}
const file = (content: string) => [{ data: inMemory(Buffer.from(content), 'check.ndjson', 'application/fhir+ndjson') }];

/** An export of nothing: what has changed since now, of a type that is rarely used. */
const ofNothing = () => ({ level: 'system', types: 'Basic', since: 'instant', sinceInstant: new Date().toISOString() });
const options = { pollInterval: 2_000, jobTimeout: 120_000, loginForHost: true };

/** Starts an export, for the check of a step after it. */
async function started(session: Session): Promise<string | undefined> {
	const { output } = await session.run({
		parameters: { resource: 'bulkData', operation: 'startExport', ...ofNothing() },
	});
	const statusUrl = output[0]?.json.statusUrl;
	return typeof statusUrl === 'string' ? statusUrl : undefined;
}

/** The check of a step that needs an export. */
function afterStart(operation: string, complaint: Check['complaint'], parameters: IDataObject = {}): Check {
	return {
		operation: `bulkData:${operation}`,
		needs: '$export',
		input: async (session) => {
			const statusUrl = await started(session);
			// A server that starts no export says so once more.
			return statusUrl === undefined
				? { parameters: { operation: 'startExport', ...ofNothing() } }
				: { parameters: { statusUrl, ...parameters, options } };
		},
		complaint,
	};
}

/** Exports of nothing, at once and in steps, and files of NDJSON, which need no server. */
export const bulkChecks: readonly Check[] = [
	{
		operation: 'bulkData:export',
		needs: '$export',
		input: () => ({ parameters: { ...ofNothing(), output: 'manifest', options } }),
		complaint: (result) => (firstOf(result).transactionTime === undefined ? 'The job returned no manifest' : undefined),
	},
	{
		operation: 'bulkData:startExport',
		needs: '$export',
		input: () => ({ parameters: ofNothing() }),
		complaint: someItems,
	},
	afterStart('getExportStatus', (result) =>
		typeof firstOf(result).done === 'boolean' ? undefined : 'The server gave no status',
	),
	afterStart('downloadExportFiles', undefined, { output: 'files' }),
	afterStart('cancelExport', someItems),
	{
		operation: 'bulkData:import',
		writes: true,
		needs: '$import',
		input: () => 'Needs files at an address that the server reaches',
	},
	{
		operation: 'bulkData:loadNdjson',
		writes: true,
		needs: 'batch',
		input: (session) => ({ parameters: { writeAs: 'update' }, binary: file(ownLine(session)) }),
		complaint: (result) => (firstOf(result).loaded === 1 ? undefined : 'The line was not written'),
	},
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
