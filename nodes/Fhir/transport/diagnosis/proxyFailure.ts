import { Failure } from '../errors/failure';
import { hostOf } from '../errors/redact';
import { detailsOf, type RequestInfo } from '../errors/requestInfo';
import type { ProxyFault, WireError } from '../wire';

/** The failure for an error caused by the proxy that the environment names; undefined for any other error. */
export function proxyFailure(error: WireError, requestInfo: RequestInfo): Failure | undefined {
	if (!error.proxy) return undefined;
	const [message, advice] = messageFor(error.proxy, hostOf(requestInfo.url));
	const details = {
		...detailsOf(requestInfo),
		...(error.proxy.problem === 'refused' && { proxyStatus: error.proxy.status }),
	};
	return new Failure({
		kind: 'network',
		message,
		advice,
		code: 'PROXY',
		effect: 'notSent',
		details,
		cause: error.cause,
	});
}

const variables = '`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`';
const addressVariables = '`HTTP_PROXY`, `HTTPS_PROXY` or `ALL_PROXY`';

function messageFor(fault: ProxyFault, host: string): readonly [message: string, advice: string] {
	switch (fault.problem) {
		case 'address':
			return ['The address of the proxy is not a URL', `Check ${variables} in n8n's environment.`];
		case 'scheme':
			return [
				`The proxy is a ${fault.scheme} proxy, which n8n's nodes cannot use`,
				`Enter the address of an HTTP proxy, as in \`http://proxy:3128\`, in ${addressVariables} in n8n's environment, or list ${host} in \`NO_PROXY\`.`,
			];
		case 'unreachable':
			return [
				`The proxy ${fault.host} could not be reached`,
				`Check that it is running, that its certificate is trusted, and ${variables} in n8n's environment.`,
			];
		case 'refused':
			return fault.status === 407
				? [
						'The proxy asks for a user name and a password',
						`Add them to its address in ${addressVariables} in n8n's environment, as in \`http://user:password@proxy:3128\`.`,
					]
				: [
						`The proxy refused to connect to ${host} (status ${fault.status})`,
						'Ask its administrator to allow n8n, or list the host in `NO_PROXY`.',
					];
	}
}
