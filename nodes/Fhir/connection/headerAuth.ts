import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { fieldText } from '../support/text';
import type { Authorization } from '../transport/auth/authorization';
import { bearerAuthorization, headersAuthorization } from '../transport/auth/headerAuthorization';
import type { Runtime } from '../transport/runtime';
import { rowsOf } from './rows';

/**
 * The authorization that a FHIR Header Auth API credential describes. Throws an input `Failure` that names the field for what
 * cannot be sent.
 */
export function headerAuthorization(
	credential: ICredentialDataDecryptedObject,
	runtime: Pick<Runtime, 'now'>,
): Authorization {
	if (credential.headerType !== 'headers') return bearerAuthorization(fieldText(credential.token), runtime);
	return headersAuthorization(
		rowsOf(credential.headers, 'header').map(({ name, value }) => ({ name: fieldText(name), value: fieldText(value) })),
		runtime,
	);
}
