import { capitalized } from '../../support/text';
import type { FailureKind } from '../errors/failure';
import type { Timeouts } from '../settings';

/** What a message can mention. */
export interface Circumstances {
	readonly host: string;
	readonly timeouts: Timeouts;
	readonly sent: boolean;
	/** Had the response begun to arrive? */
	readonly began: boolean;
}

/** What to say about an error code. */
export interface ErrorMessage {
	readonly message: string;
	readonly advice: string;
	/** Default `network`. */
	readonly kind?: FailureKind;
	/** The connection was closed before the response: over TLS, a missing client certificate may be the cause. */
	readonly closed?: true;
}

type MessageBuilder = (circumstances: Circumstances) => ErrorMessage;

/** Advice for everything that takes too long. */
export const raiseTimeout = 'Raise the timeout, or request less data at a time.';

const checkAddress = 'Check host and port of the Base URL, and that the server is running and can be reached from n8n.';
const askAdministrator = "ask the server's administrator, or the administrator of a gateway in front of it,";

const notFound: MessageBuilder = ({ host }) => ({
	message: `There is no host named ${host}`,
	advice:
		'Check the spelling of the Base URL. To resolve the names of an internal network, n8n needs a name server that knows them.',
});

const refused: MessageBuilder = ({ host }) => ({
	message: `${host} refused the connection`,
	advice: `${checkAddress} In a container, \`localhost\` is the container itself.`,
});

const unreachable: MessageBuilder = ({ host }) => ({
	message: `There is no network route to ${host}`,
	advice: checkAddress,
});

const connectTimeout: MessageBuilder = ({ host, timeouts }) => ({
	kind: 'timeout',
	message: `${host} did not accept a connection within ${timeouts.connect / 1000} s`,
	advice: `${checkAddress} A firewall that drops packets can also be the cause.`,
});

const closed: MessageBuilder = ({ host, sent, began }) => {
	if (began) {
		return {
			message: `The response from ${host} was cut off`,
			advice: 'Try again. If the problem persists, request less data at a time.',
		};
	}
	return {
		message: sent
			? `${host} closed the connection before it responded`
			: `${host} closed the connection while it was being opened`,
		advice: `Try again. If the problem persists, ${askAdministrator} to check the logs.`,
		closed: true,
	};
};

/** The network in between stopped responding: neither side has closed the connection. */
const lost: MessageBuilder = (circumstances) =>
	circumstances.began
		? closed(circumstances)
		: {
				message: `The connection to ${circumstances.host} was lost before it responded`,
				advice: 'Try again. If the problem persists, check the network between n8n and the server.',
			};

const notHttp: MessageBuilder = ({ host }) => ({
	kind: 'response',
	message: `${host} returned something that is not HTTP`,
	advice: 'Check the port, and whether the Base URL should start with `https://` instead of `http://`.',
});

const responseTimeout: MessageBuilder = ({ host, timeouts }) => ({
	kind: 'timeout',
	message: `${host} did not respond within ${timeouts.response / 1000} s`,
	advice: raiseTimeout,
});

const bodyTimeout: MessageBuilder = ({ host, timeouts }) => ({
	kind: 'timeout',
	message: `${host} paused for more than ${timeouts.response / 1000} s in the middle of its response`,
	advice: raiseTimeout,
});

const headersTooLarge: MessageBuilder = ({ host }) => ({
	kind: 'response',
	message: `The headers of the response from ${host} are too large`,
	advice: `${capitalized(askAdministrator)} which headers are added.`,
});

const failed: MessageBuilder = ({ host }) => ({ message: `The connection to ${host} failed`, advice: checkAddress });

/** By the codes of `WireError`. */
const errorMessages: Readonly<Record<string, MessageBuilder>> = {
	ENOTFOUND: notFound,
	ENODATA: notFound,
	EAI_AGAIN: ({ host }) => ({
		message: `The name server could not resolve ${host}`,
		advice: 'Try again. If the problem persists, check the network and the DNS settings of n8n.',
	}),
	ECONNREFUSED: refused,
	EHOSTUNREACH: unreachable,
	ENETUNREACH: unreachable,
	EHOSTDOWN: unreachable,
	EADDRNOTAVAIL: unreachable,
	ETIMEDOUT: (circumstances) => (circumstances.sent ? lost : connectTimeout)(circumstances),
	CONNECT_TIMEOUT: connectTimeout,
	ECONNRESET: closed,
	ECONNABORTED: closed,
	EPIPE: closed,
	CONNECTION_CLOSED: closed,
	BODY_INCOMPLETE: closed,
	NOT_HTTP: (circumstances) => (circumstances.began ? closed : notHttp)(circumstances),
	RESPONSE_TIMEOUT: responseTimeout,
	BODY_TIMEOUT: bodyTimeout,
	HEADERS_TOO_LARGE: headersTooLarge,
	EMFILE: () => ({
		message: 'n8n has too many files and connections open',
		advice: "Lower the concurrency, or raise n8n's limit of open files (`ulimit -n`).",
	}),
};

/** The message and advice for a code of `WireError`; a general one for a code that is not listed. */
export function messageFor(code: string, circumstances: Circumstances): ErrorMessage {
	const builder = Object.hasOwn(errorMessages, code) ? errorMessages[code] : undefined;
	return (builder ?? failed)(circumstances);
}
