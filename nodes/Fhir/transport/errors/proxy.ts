import { detailsOf, type About } from './about';
import { codeOf } from './code';
import { Failure } from './failure';
import { hostOf } from './redact';

/** The proxy of the environment, or the tunnel through it, could not be used. */
export class ProxyError extends Error {
	constructor(
		/** Host and port of the proxy. */
		readonly host: string,
		cause: unknown,
	) {
		super('The proxy could not be used', { cause });
	}
}

const variables = '`HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`';

/** The failure for an error that a proxy is to blame for; nothing for any other. */
export function proxyFailure(error: unknown, about: About): Failure | undefined {
	if (!(error instanceof Error)) return undefined;
	const refusal = /^Proxy response \((\d+)\)/.exec(error.message)?.[1];
	if (refusal === '407') return failure('The proxy asks for a user name and a password', withPassword);
	if (refusal !== undefined) {
		return failure(
			`The proxy refused to connect to ${hostOf(about.url)} (status ${refusal})`,
			'Ask its operator to let n8n through, or name the host in `NO_PROXY`.',
		);
	}
	if (codeOf(error) === 'ERR_INVALID_URL') {
		return failure('The address of the proxy is not a URL', `Check ${variables} in the environment of n8n.`);
	}
	const broken = proxyErrorIn(error);
	if (!broken) return undefined;
	return failure(
		`The proxy ${broken.host} could not be reached`,
		`Check that it is running, and ${variables} in the environment of n8n.`,
	);

	function failure(message: string, advice: string): Failure {
		return new Failure({
			kind: 'network',
			message,
			advice,
			code: 'PROXY',
			fate: 'not sent',
			details: { ...detailsOf(about), proxyStatus: refusal === undefined ? undefined : Number(refusal) },
			cause: error,
		});
	}
}

const withPassword = `Put them into ${variables} in n8n's environment, as in \`http://user:password@proxy:3128\`.`;

function proxyErrorIn(error: unknown, depth = 0): ProxyError | undefined {
	if (error instanceof ProxyError) return error;
	return error instanceof Error && depth < 8 ? proxyErrorIn(error.cause, depth + 1) : undefined;
}
