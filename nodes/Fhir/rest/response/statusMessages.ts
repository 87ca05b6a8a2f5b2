import { isResourceType } from '../model/resourceTypes';
import { interactionLabel } from '../request/labels';
import { isWrite } from '../request/repeatable';
import type { FhirRequest } from '../request/request';
import {
	conflict,
	deleted,
	type ErrorMessage,
	notFound,
	precondition,
	refused,
	type StatusFacts,
	versionOption,
	versionRequired,
	writesResources,
} from './resourceStateMessages';
import { typeSuggestion } from './typeSuggestion';

/** Describes an error status of a request: what happened and what to do. Every status has a description. */
export function describeStatus(facts: StatusFacts): ErrorMessage {
	const message = (
		errorMessages[facts.status] ?? (facts.status >= 500 ? failing : facts.status >= 400 ? refused : unexpected)
	)(facts);
	const { status, request, fhir, retryAfter, serverText } = facts;
	const suggestion = typeSuggestion(status, request, serverText);
	if (suggestion !== undefined) return { ...message, advice: `${suggestion} ${message.advice}` };
	const answersForItself = status === 501 || (status === 503 && (fhir || retryAfter !== undefined));
	return status >= 500 && isWrite(request) && !answersForItself
		? {
				...message,
				advice: `${message.advice} First check whether the ${interactionLabel(request)} was carried out after all: the server may have failed afterwards.`,
			}
		: message;
}

const errorMessages: Record<number, (facts: StatusFacts) => ErrorMessage> = {
	400: invalid,
	401: () => ({
		what: 'The server did not accept the login',
		advice:
			'Check the credential: user name and password, token or API key, or client ID, secret, scopes and token URL. If there is no login, choose one under Authentication.',
	}),
	403: ({ request }) => ({
		what: `The login does not have permission for this ${interactionLabel(request)}`,
		advice: `Ask the server's administrator for the permission${scopeHint(request)}.`,
	}),
	404: notFound,
	405: ({ request }) => ({
		what: `The server does not support the ${interactionLabel(request)} here`,
		advice: 'Server → Get Capabilities lists what it supports for each resource type.',
	}),
	406: () => ({
		what: 'The server cannot return FHIR JSON',
		advice: 'Check "FHIR Version" and any custom Accept header; the server may use another FHIR release, or XML only.',
	}),
	408: ({ request }) => ({
		what: `The server timed out while waiting for the ${interactionLabel(request)}`,
		advice: 'Try again. If it happens often, send smaller requests.',
	}),
	409: conflict,
	410: deleted,
	412: precondition,
	413: ({ request }) => ({
		what: 'The request is larger than the server accepts',
		advice: `Send ${sendsBundle(request) ? 'fewer entries in one Bundle' : 'less at once: a smaller resource or file'}.`,
	}),
	414: ({ request }) => ({
		what: 'The URL of the request is longer than the server accepts',
		advice: request.interaction === 'search' ? 'Send the search by POST.' : 'Shorten the parameters or the condition.',
	}),
	415: (facts) =>
		facts.request.method === 'GET' || facts.request.method === 'DELETE'
			? refused(facts)
			: {
					what: 'The server does not accept the format of the body',
					advice: `Check "FHIR Version" and any custom Content-Type header.${facts.request.interaction === 'patch' ? ' The server may support only the other kind of patch, JSON Patch or FHIRPath Patch.' : ''}`,
				},
	422: ({ request }) => ({
		what: `The server could not process the ${writesResources(request) ? 'content of the ' : ''}${interactionLabel(request)}`,
		advice: writesResources(request)
			? 'The resource violates a rule of FHIR, of a profile or of this server. Any Resource → Validate shows all issues without writing anything.'
			: 'Compare the reason that the server gives with the fields of the node.',
	}),
	428: versionRequired,
	429: ({ retryAfter }) => ({
		what: 'The server has received too many requests',
		advice: `Wait ${retryAfter ? waitingTime(retryAfter) : 'a while'} and try again. If it happens often, lower "Items in Parallel", or enter 0 there for Automatic.`,
	}),
	501: ({ request }) => ({
		what: `The server has not implemented this ${interactionLabel(request)}`,
		advice: 'Server → Get Capabilities lists what it supports.',
	}),
	502: gateway,
	503: ({ retryAfter }) => ({
		what: 'The server is not available at the moment',
		advice: `Try again ${retryAfter ? `in ${waitingTime(retryAfter)}` : 'later'}.`,
	}),
	504: gateway,
};

function invalid({ request }: StatusFacts): ErrorMessage {
	const { interaction, headers } = request;
	const versionless = (interaction === 'update' || interaction === 'patch') && headers?.['if-match'] === undefined;
	return {
		what: `The server rejected the ${interactionLabel(request)} as invalid`,
		advice:
			interaction === 'search'
				? 'Check the names and values of the search parameters. Server → Get Capabilities lists the parameters that this server supports.'
				: versionless
					? `Compare the reason that the server gives with the request that the node sent. If the server requires If-Match: ${versionOption(request)}.`
					: 'Compare the reason that the server gives with the request that the node sent.',
	};
}

function gateway(): ErrorMessage {
	return {
		what: 'A gateway in front of the server received no response from it',
		advice: 'Try again later. If it happens only with large requests, make them smaller.',
	};
}

function failing({ request, status }: StatusFacts): ErrorMessage {
	return {
		what: `The server failed during the ${interactionLabel(request)} (status ${status})`,
		advice: "Try again later. If the problem persists, the server's administrator can find the cause in its log.",
	};
}

function unexpected({ request, status }: StatusFacts): ErrorMessage {
	return {
		what: `The server returned the unexpected status ${status} for the ${interactionLabel(request)}`,
		advice: 'Check the Base URL: it may lead to a login page, or the server may have moved.',
	};
}

function sendsBundle({ interaction }: FhirRequest): boolean {
	return interaction === 'batch' || interaction === 'transaction';
}

function scopeHint(request: FhirRequest): string {
	const type = request.path.split('/')[0] ?? '';
	if (!isResourceType(type)) return '';
	const [first, second] = isWrite(request) ? ['write', 'cud'] : ['read', 'rs'];
	return `; with OAuth2 and SMART scopes, that is \`system/${type}.${first}\` or \`system/${type}.${second}\` in the credential's scope`;
}

function waitingTime(retryAfter: string): string {
	return retryAfter === '1' ? 'a second' : /^\d+$/.test(retryAfter) ? `${retryAfter} seconds` : 'a while';
}
