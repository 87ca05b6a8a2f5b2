import { type ICredentialDataDecryptedObject, type IHttpRequestOptions, LoggerProxy } from 'n8n-workflow';
import { headerAuthorization } from '../../nodes/Fhir/connection/headerAuth';
import { n8nRuntime } from '../../nodes/Fhir/connection/runtime';
import { forOwnServer } from './ownServer';
import { withoutRedirects } from './redirects';

/**
 * A request of n8n's HTTP Request node with the headers of a FHIR Header Auth API credential. Throws a `Failure` for another
 * server, and for headers that cannot be sent.
 */
export function requestWithHeaders(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	return forOwnServer(credential, request, (own) => {
		const authorization = headerAuthorization(credential, n8nRuntime(LoggerProxy));
		const added: Record<string, string> = { ...authorization.headers };
		const value = authorization.header({
			send: () => Promise.reject(new Error('A fixed header needs no request')),
		});
		if (typeof value === 'string') added.authorization = value;
		const kept = Object.entries(own.headers ?? {}).filter(([name]) => !Object.hasOwn(added, name.toLowerCase()));
		return withoutRedirects({ ...own, headers: { ...Object.fromEntries(kept), ...added } });
	});
}
