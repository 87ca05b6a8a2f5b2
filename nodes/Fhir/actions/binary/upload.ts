import type { INodeProperties } from 'n8n-workflow';
import { binaryFieldOf, inputFileField } from '../../form/fields/files';
import type { InputFile } from '../../items/files';
import { namedByResponse, reportWarnings } from '../../items/output';
import type { Session } from '../../items/session';
import type { DocumentDraft } from '../../rest/binary/documentReference';
import { securityContext, upload as sendUpload, uploadRequest } from '../../rest/binary/upload';
import type { FhirResponse } from '../../rest/response/response';
import { Failure } from '../../transport/errors/failure';
import type { WorkOperation } from '../contract';
import { documentFields, documentOf } from './document';

const options: INodeProperties[] = [
	{
		displayName: 'Content Type',
		name: 'contentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/pdf',
		description: 'Content type of the file, if that of n8n is not right',
	},
	{
		displayName: 'Security Context',
		name: 'securityContext',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient/123',
		description: 'Resource that decides who can see the file: everyone who can see this resource (X-Security-Context)',
	},
];

/** Create of a Binary in its own format (R4 §2.15.3), and of a DocumentReference by which it can be found. */
export const upload: WorkOperation = {
	choice: {
		name: 'Upload',
		value: 'upload',
		description: 'Upload a file, with a DocumentReference by which it can be found',
		action: 'Upload a file',
	},
	fields: [inputFileField, ...documentFields],
	options,
	work: (parameters) => {
		const field = binaryFieldOf(parameters, inputFileField);
		const contentType = parameters.optionText('contentType');
		const headers = securityContext(parameters.optionText('securityContext'));
		const draft = documentOf(parameters);
		return {
			run: async (session) => {
				const input = session.files.read(parameters.item, field);
				const file = { ...input, mimeType: contentType ?? (input.mimeType || 'application/octet-stream') };
				const response = await sendUpload(session.client, uploadRequest(file, headers), session.signal);
				reportWarnings(response, session);
				const json = namedByResponse(response);
				if (!draft) return [{ json }];
				return [
					{ json: { ...json, documentReference: await createDocumentReference(draft, file, response, session) } },
				];
			},
		};
	},
};

/** Creates the DocumentReference; its failure says that the file was uploaded nevertheless, and with which ID. */
async function createDocumentReference(
	draft: DocumentDraft,
	file: InputFile,
	{ id, status, location }: FhirResponse,
	session: Session,
): Promise<Record<string, unknown>> {
	if (id === undefined) {
		throw new Failure({
			kind: 'response',
			status,
			effect: 'applied',
			message: 'The file was uploaded, but the server did not return its ID, so no DocumentReference was created',
			advice: 'Do not repeat the upload: the file would be there twice. Search the server for the new Binary.',
			details: { ...(location && { location }) },
		});
	}
	const response = await session.client
		.send(
			{
				interaction: 'create',
				method: 'POST',
				path: 'DocumentReference',
				headers: { prefer: 'return=representation' },
				body: draft(id, { ...file, contentType: file.mimeType }),
			},
			session.signal,
		)
		.catch((error: unknown) => {
			throw error instanceof Failure ? uploadedOnlyFailure(error, id) : error;
		});
	reportWarnings(response, session);
	return response.resource && !response.outcome ? response.resource : namedByResponse(response);
}

function uploadedOnlyFailure(error: Failure, id: string): Failure {
	const remedy = `Do not repeat the upload: the file would be there twice. Create the DocumentReference with Any Resource → Create and \`Binary/${id}\` as the URL of its attachment, or delete Binary/${id}.`;
	return error.with({
		message: `The file was uploaded as Binary/${id}, but its DocumentReference ${error.effect === 'applied' || error.effect === 'unknown' ? 'may not have been' : 'was not'} created: ${error.message}`,
		advice: [error.advice, remedy].filter(Boolean).join(' '),
		details: { ...error.details, binary: `Binary/${id}` },
	});
}
