import type { Timeouts } from '../settings';
import type { FailureKind } from '../errors/failure';

/** What a sentence may speak of. */
export interface Circumstances {
	readonly host: string;
	readonly timeouts: Timeouts;
	readonly sent: boolean;
	/** Had the answer begun? */
	readonly began: boolean;
}

/** What to say of an error code. */
export interface ErrorMessage {
	readonly message: string;
	readonly advice: string;
	/** Default `network`. */
	readonly kind?: FailureKind;
	/** A server without words: over TLS it may be missing a client certificate. */
	readonly silent?: true;
}

type Wording = (circumstances: Circumstances) => ErrorMessage;

const addressAdvice =
	'Check host and port of the Base URL, and that the server is running and can be reached from n8n.';

const notFound: Wording = ({ host }) => ({
	message: `There is no host named ${host}`,
	advice: 'Check the spelling of the Base URL. Names of an internal network need a name server that n8n can ask.',
});

const refused: Wording = ({ host }) => ({
	message: `${host} refused the connection`,
	advice: `${addressAdvice} In a container, \`localhost\` is the container itself.`,
});

const unreachable: Wording = ({ host }) => ({ message: `There is no way to ${host} from here`, advice: addressAdvice });

const connectTimeout: Wording = ({ host, timeouts }) => ({
	kind: 'timeout',
	message: `${host} did not open a connection within ${timeouts.connect / 1000} s`,
	advice: `${addressAdvice} A firewall that drops packets looks like this too.`,
});

const brokenOff: Wording = ({ host, sent, began }) => {
	if (began)
		return { message: `The answer of ${host} broke off`, advice: 'Try again. If it stays, ask for less at a time.' };
	return {
		message: sent
			? `${host} closed the connection before it answered`
			: `${host} closed the connection while it was being opened`,
		advice: 'Try again. If it stays, ask those who run the server, or a gateway before it, what they see.',
		silent: true,
	};
};

/** The network between fell silent: no one has closed the connection. */
const lost: Wording = (circumstances) =>
	circumstances.began
		? brokenOff(circumstances)
		: {
				message: `The connection to ${circumstances.host} was lost before it answered`,
				advice: 'Try again. If it stays, check the network between n8n and the server.',
			};

const notHttp: Wording = ({ host }) => ({
	kind: 'response',
	message: `${host} answered with something that is not HTTP`,
	advice: 'Check the port, and whether the Base URL has to start with `https://` instead of `http://`.',
});

const headersTimeout: Wording = ({ host, timeouts }) => ({
	kind: 'timeout',
	message: `${host} did not answer within ${timeouts.response / 1000} s`,
	advice: 'Raise the timeout, or ask for less at a time.',
});

const bodyTimeout: Wording = ({ host, timeouts }) => ({
	kind: 'timeout',
	message: `${host} stopped in the middle of its answer for ${timeouts.response / 1000} s`,
	advice: 'Raise the timeout, or ask for less at a time.',
});

const headersTooLarge: Wording = ({ host }) => ({
	kind: 'response',
	message: `The headers of the answer from ${host} are too large`,
	advice: 'Ask those who run the server, or a gateway before it, which headers it adds.',
});

/** By the codes of `WireError`. */
const wordings: Readonly<Record<string, Wording>> = {
	ENOTFOUND: notFound,
	ENODATA: notFound,
	EAI_AGAIN: ({ host }) => ({
		message: `The name server did not say where ${host} is`,
		advice: 'Try again. If it stays, check the network and the DNS settings of n8n.',
	}),
	ECONNREFUSED: refused,
	EHOSTUNREACH: unreachable,
	ENETUNREACH: unreachable,
	EHOSTDOWN: unreachable,
	EADDRNOTAVAIL: unreachable,
	ETIMEDOUT: (circumstances) => (circumstances.sent ? lost : connectTimeout)(circumstances),
	CONNECT_TIMEOUT: connectTimeout,
	ECONNRESET: brokenOff,
	ECONNABORTED: brokenOff,
	EPIPE: brokenOff,
	CONNECTION_CLOSED: brokenOff,
	BODY_INCOMPLETE: brokenOff,
	NOT_HTTP: (circumstances) => (circumstances.began ? brokenOff : notHttp)(circumstances),
	RESPONSE_TIMEOUT: headersTimeout,
	BODY_TIMEOUT: bodyTimeout,
	HEADERS_TOO_LARGE: headersTooLarge,
	EMFILE: () => ({
		message: 'n8n has too many files and connections open',
		advice: 'Lower the concurrency, or raise the limit of open files (`ulimit -n`) for n8n.',
	}),
};

const other: Wording = ({ host }) => ({ message: `The connection to ${host} failed`, advice: addressAdvice });

/** The sentence for a code of `WireError`, and a general one for any other. */
export function messageFor(code: string, circumstances: Circumstances): ErrorMessage {
	const own = Object.hasOwn(wordings, code) ? wordings[code] : undefined;
	return (own ?? other)(circumstances);
}
