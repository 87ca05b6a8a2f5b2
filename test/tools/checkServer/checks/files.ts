import type { IDataObject } from 'n8n-workflow';
import { inMemory } from '../../../engine/support/files';
import { type Check, type CheckInput, firstOf } from '../check';
import type { Session } from '../session';

const content = Buffer.from('A file of check-server, to be deleted.\n');
const file = () => [{ data: inMemory(content, 'check-server.txt', 'text/plain') }];

function onOwn(resourceType: string, parameters: (id: string) => IDataObject) {
	return (session: Session): CheckInput | string => {
		const own = session.own(resourceType);
		return own ? { parameters: parameters(own.id) } : `No ${resourceType} could be created`;
	};
}

/** Uploads of files of its own, and downloads of them. */
export const fileChecks: readonly Check[] = [
	{
		operation: 'binary:upload',
		writes: true,
		needs: 'create',
		type: 'Binary',
		input: () => ({ parameters: { binaryPropertyName: 'data' }, binary: file() }),
		complaint: (result) => (typeof firstOf(result).id === 'string' ? undefined : 'The new Binary has no ID'),
	},
	{
		operation: 'binary:upload',
		variant: 'with a document reference',
		writes: true,
		needs: 'create',
		type: 'Binary',
		input: (session) => ({
			parameters: {
				binaryPropertyName: 'data',
				createDocumentReference: true,
				document: { title: session.mark, ...subjectOf(session) },
			},
			binary: file(),
		}),
		complaint: (result) =>
			(firstOf(result).documentReference as IDataObject | undefined)?.id === undefined
				? 'The new DocumentReference has no ID'
				: undefined,
	},
	{
		operation: 'binary:upload',
		variant: 'for a patient',
		writes: true,
		needs: 'create',
		type: 'DocumentReference',
		input: (session) => {
			const own = session.own('Patient');
			if (!own) return 'No Patient could be created';
			const patient = { __rl: true, mode: 'id', value: own.id };
			return { parameters: { patient, title: session.mark }, binary: file(), typeVersion: 1.1 };
		},
		complaint: (result) =>
			(firstOf(result).documentReference as IDataObject | undefined)?.subject === undefined
				? 'The new DocumentReference has no subject'
				: undefined,
	},
	{
		operation: 'binary:download',
		writes: true,
		needs: 'read',
		type: 'Binary',
		input: onOwn('Binary', (binaryId) => ({ findBy: 'id', binaryId, binaryPropertyName: 'data' })),
		complaint: ({ output }) =>
			output[0]?.binary?.data?.bytes === content.length
				? undefined
				: 'The file is not as long as the one that was sent',
	},
	{
		operation: 'binary:download',
		variant: 'by reference',
		writes: true,
		needs: 'read',
		type: 'Binary',
		input: onOwn('Binary', (id) => ({
			findBy: 'reference',
			reference: `Binary/${id}`,
			binaryPropertyName: 'data',
		})),
		complaint: ({ output }) => (output[0]?.binary?.data ? undefined : 'The node returned no file'),
	},
	{
		operation: 'binary:download',
		variant: 'by document',
		writes: true,
		needs: 'read',
		type: 'DocumentReference',
		input: (session) => {
			const own = session.own('DocumentReference');
			if (!own) return 'No DocumentReference could be created';
			return { parameters: { documentReferenceId: { __rl: true, mode: 'id', value: own.id } }, typeVersion: 1.1 };
		},
		complaint: (result, session) =>
			firstOf(result).fileName === `${session.mark}.txt` ? undefined : 'The file is not named as its title says',
	},
];

function subjectOf(session: Session): IDataObject {
	const own = session.own('Patient');
	return own ? { subject: `Patient/${own.id}` } : {};
}
