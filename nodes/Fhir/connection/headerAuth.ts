import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { fieldText } from '../support/text';
import type { Authorization } from '../transport/auth/authorization';
import { bearerAuthorization, headersAuthorization } from '../transport/auth/headerAuthorization';
import type { Runtime } from '../transport/runtime';

/**
 * The authorization that a FHIR Header Auth API credential describes. Throws an input `Failure` that names the field for what
 * cannot be sent.
 */
export function headerAuthorization(
	credential: ICredentialDataDecryptedObject,
	runtime: Pick<Runtime, 'now'>,
): Authorization {
	if (credential.headerType !== 'headers') return bearerAuthorization(fieldText(credential.token), runtime);
	const rows = (credential.headers as IDataObject | undefined)?.header;
	const list = Array.isArray(rows) ? (rows as IDataObject[]) : [];
	return headersAuthorization(
		list.map(({ name, value }) => ({ name: fieldText(name), value: fieldText(value) })),
		runtime,
	);
}
