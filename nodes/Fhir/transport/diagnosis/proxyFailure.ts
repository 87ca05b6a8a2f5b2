import { detailsOf, type RequestInfo } from '../errors/requestInfo';
import { codeOf, messageOf, withinCauses } from '../../support/errors';
import { Failure } from '../errors/failure';
import { hostOf } from '../errors/redact';

/** The connection to a proxy could not be made. */
export class ProxyError extends Error {
	constructor(
		/** Host and port of the proxy. */
		readonly host: string,
		cause: unknown,
	) {
		super('The proxy could not be used', { cause });
	}
}

interface Sentence {
	readonly message: string;
	readonly advice: string;
	/** What the proxy answered, where it did. */
	readonly proxyStatus?: number;
}

/** The failure for an error that a proxy of the environment is to blame for; nothing for any other. */
export function proxyFailure(error: unknown, requestInfo: RequestInfo): Failure | undefined {
	const sentence = sentenceFor(error, hostOf(requestInfo.url));
	if (!sentence) return undefined;
	const { message, advice, proxyStatus } = sentence;
	const details = { ...detailsOf(requestInfo), ...(proxyStatus !== undefined && { proxyStatus }) };
	return new Failure({ kind: 'network', message, advice, code: 'PROXY', effect: 'notSent', details, cause: error });
}

const variables = '`HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`';

function sentenceFor(error: unknown, host: string): Sentence | undefined {
	// URLs of requests have been taken apart before: this one is the proxy's.
	if (codeOf(error) === 'ERR_INVALID_URL') {
		return { message: 'The address of the proxy is not a URL', advice: `Check ${variables} in n8n's environment.` };
	}
	const answered = /^Proxy response \((\d+)\)/.exec(messageOf(error));
	if (answered) return refusal(Number(answered[1]), host);
	const broken = withinCauses(error, ProxyError);
	return (
		broken && {
			message: `The proxy ${broken.host} could not be reached`,
			advice: `Check that it is running, that its certificate is trusted, and ${variables} in n8n's environment.`,
		}
	);
}

function refusal(proxyStatus: number, host: string): Sentence {
	return proxyStatus === 407
		? {
				message: 'The proxy asks for a user name and a password',
				advice: `Put them into ${variables} in n8n's environment, as in \`http://user:password@proxy:3128\`.`,
				proxyStatus,
			}
		: {
				message: `The proxy refused to connect to ${host} (status ${proxyStatus})`,
				advice: 'Ask its operator to let n8n through, or name the host in `NO_PROXY`.',
				proxyStatus,
			};
}
