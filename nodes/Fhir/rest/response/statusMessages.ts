import type { FhirRequest } from '../request/request';
import { interactionLabel, isWrite, targetLabel } from '../request/labels';
import { isResourceType } from '../model/resourceTypes';

/** What the sentences for an error status are made from. */
export interface StatusFacts {
	readonly status: number;
	readonly request: FhirRequest;
	/** Did FHIR itself answer, or something on the way that knows no FHIR? */
	readonly fhir: boolean;
	/** `Retry-After`, as it came. */
	readonly retryAfter?: string;
}

/** What happened, without a full stop, and what to do next. */
export interface Words {
	readonly what: string;
	readonly advice: string;
}

/** An error status of one interaction in plain words. */
export function describeStatus(facts: StatusFacts): Words {
	const words = (
		sentences[facts.status] ?? (facts.status >= 500 ? failing : facts.status >= 400 ? refused : unexpected)
	)(facts);
	return facts.status >= 500 && isWrite(facts.request) && facts.status !== 503 && facts.status !== 501
		? {
				...words,
				advice: `${words.advice} Check first whether the ${interactionLabel(facts.request)} was carried out after all: the server may have failed after it.`,
			}
		: words;
}

const sentences: Record<number, (facts: StatusFacts) => Words> = {
	400: invalid,
	401: () => ({
		what: 'The server did not accept the login',
		advice:
			'Check the credential: user name and password, or client ID, secret, scopes and token URL. If Authentication is None, choose one.',
	}),
	403: ({ request }) => ({
		what: `The login is not permitted to do this ${interactionLabel(request)}`,
		advice: `Ask whoever runs the server for the permission${scopeHint(request)}.`,
	}),
	404: notFound,
	405: ({ request }) => ({
		what: `The server does not support the ${interactionLabel(request)} here`,
		advice: 'Server → Get Capabilities lists what it supports for each resource type.',
	}),
	406: () => ({
		what: 'The server cannot answer in FHIR JSON',
		advice:
			'Check the option FHIR Version and any custom Accept header; the server may speak another FHIR release, or XML only.',
	}),
	408: ({ request }) => ({
		what: `The server gave up waiting for the ${interactionLabel(request)}`,
		advice: 'Try again, with smaller requests if it happens often.',
	}),
	409: conflict,
	410: deleted,
	412: precondition,
	413: () => ({
		what: 'The request is larger than the server accepts',
		advice: 'Send fewer entries in one Bundle, or a smaller file.',
	}),
	414: () => ({
		what: 'The address of the request is longer than the server accepts',
		advice: 'Send the search by POST.',
	}),
	415: () => ({
		what: 'The server does not accept the format of the body',
		advice:
			'Check the option FHIR Version and any custom Content-Type header. For a patch, the server may support only the other kind: JSON Patch or FHIRPath Patch.',
	}),
	422: ({ request }) => ({
		what: `The server could not process the content of the ${interactionLabel(request)}`,
		advice:
			'The resource breaks a rule of FHIR, of a profile or of this server. Resource → Validate shows all issues without writing anything.',
	}),
	428: ({ request }) => ({
		what: 'The server asks for the version that the change is based on',
		advice: `Read the resource first and send its version along (If-Match): ${versionOption(request)}.`,
	}),
	429: ({ retryAfter }) => ({
		what: 'The server has had too many requests',
		advice: `Wait ${retryAfter ? waiting(retryAfter) : 'a while'} and try again; lower "Items in Parallel" if it happens often.`,
	}),
	501: ({ request }) => ({
		what: `The server has not implemented this ${interactionLabel(request)}`,
		advice: 'Server → Get Capabilities lists what it supports.',
	}),
	502: gateway,
	503: ({ retryAfter }) => ({
		what: 'The server is not available at the moment',
		advice: `Try again ${retryAfter ? `in ${waiting(retryAfter)}` : 'later'}.`,
	}),
	504: gateway,
};

function invalid({ request }: StatusFacts): Words {
	const { interaction, headers } = request;
	const versionless = (interaction === 'update' || interaction === 'patch') && headers?.['if-match'] === undefined;
	return {
		what: `The server rejected the ${interactionLabel(request)} as invalid`,
		advice:
			interaction === 'search'
				? 'Check the names and values of the search parameters: Server → Get Capabilities lists those that this server knows.'
				: versionless
					? `Check what the server objects to against the request that the node sent. If it asks for If-Match: ${versionOption(request)}.`
					: 'Check what the server objects to against the request that the node sent.',
	};
}

function versionOption({ interaction }: FhirRequest): string {
	return interaction === 'update' ? 'add the option Version Check' : 'add the option If Match';
}

function notFound({ request, fhir }: StatusFacts): Words {
	const { interaction, path } = request;
	if (!fhir) {
		return {
			what: 'The server has nothing at this address, and does not answer as a FHIR server',
			advice:
				'Check the Base URL: it has to end where the resource types begin, e.g. `https://fhir.example.org/r4` for `https://fhir.example.org/r4/Patient`.',
		};
	}
	if (interaction === 'page') {
		return {
			what: 'The server does not know the next page that it named itself',
			advice: 'The search may have expired: start it again, with larger pages (`_count`).',
		};
	}
	if (interaction === 'operation') {
		return {
			what: 'The server does not know this operation or what it was asked for',
			advice: 'Check operation, type and ID; Server → Get Capabilities lists the operations.',
		};
	}
	if (request.query?.length && isWrite(request)) {
		return {
			what: `Nothing on the server matches the condition of the ${interactionLabel(request)}`,
			advice: `Check the search parameters, and that the server offers the resource type ${path}.`,
		};
	}
	if (path.includes('/')) {
		return {
			what: `${targetLabel(request)} does not exist on the server`,
			advice: 'Check type and ID, and that the credential may see it: some servers answer so for what they hide.',
		};
	}
	if (isResourceType(path)) {
		return {
			what: `The server does not offer the resource type ${path}`,
			advice: 'Server → Get Capabilities lists the types that it offers.',
		};
	}
	return {
		what: `The server could not find what the ${interactionLabel(request)} asked for`,
		advice: 'Check the Base URL and the fields of the node.',
	};
}

function conflict({ request }: StatusFacts): Words {
	if (request.headers?.['if-match'] !== undefined) return versionConflict(request);
	if (request.interaction === 'delete') {
		return {
			what: `${targetLabel(request)} cannot be deleted as things stand`,
			advice: 'Usually other resources still refer to it: delete or change those first.',
		};
	}
	return {
		what: `The ${interactionLabel(request)} conflicts with what is on the server`,
		advice:
			'Another client may be changing the same resource: read it again, then repeat your change. A resource like this may also exist already.',
	};
}

function precondition({ request }: StatusFacts): Words {
	if (request.headers?.['if-match'] !== undefined) return versionConflict(request);
	if (request.headers?.['if-none-match'] !== undefined) {
		return {
			what: `${targetLabel(request)} exists already`,
			advice: 'Use an update without If-None-Match to replace it.',
		};
	}
	return {
		what: `More than one resource matches the condition of the ${interactionLabel(request)}`,
		advice:
			'Nothing was changed. Narrow the condition until it names one resource, e.g. by `identifier` with its system.',
	};
}

function versionConflict(request: FhirRequest): Words {
	return {
		what: `${targetLabel(request)} has changed on the server since the version that this ${interactionLabel(request)} is based on`,
		advice: 'Read the resource again, apply the change to the new version and send that.',
	};
}

function deleted({ request }: StatusFacts): Words {
	if (request.interaction === 'page') {
		return {
			what: 'The search has expired on the server',
			advice: 'Start it again; ask for larger pages or narrower criteria so that it ends sooner.',
		};
	}
	return {
		what: `${targetLabel(request)} has been deleted`,
		advice:
			request.interaction === 'read'
				? 'Its earlier versions may still be in its history.'
				: 'Nothing is left to work on.',
	};
}

function gateway(): Words {
	return {
		what: 'A gateway in front of the server got no answer from it',
		advice: 'Try again later. If it happens with large requests only, make them smaller.',
	};
}

function failing({ request, status }: StatusFacts): Words {
	return {
		what: `The server failed during the ${interactionLabel(request)} (status ${status})`,
		advice: 'Try again later; if it stays, whoever runs the server finds the cause in its log.',
	};
}

function refused({ request, status }: StatusFacts): Words {
	return {
		what: `The server refused the ${interactionLabel(request)} (status ${status})`,
		advice: 'See the details for the reasons that the server gives.',
	};
}

function unexpected({ request, status }: StatusFacts): Words {
	return {
		what: `The server answered the ${interactionLabel(request)} with the unexpected status ${status}`,
		advice: 'Check the Base URL: a login page or a moved address may stand there.',
	};
}

function scopeHint(request: FhirRequest): string {
	const type = request.path.split('/')[0] ?? '';
	if (!isResourceType(type)) return '';
	const [first, second] = isWrite(request) ? ['write', 'cud'] : ['read', 'rs'];
	return `; with OAuth2 and SMART scopes that is \`system/${type}.${first}\` or \`system/${type}.${second}\` in the credential's scope`;
}

function waiting(retryAfter: string): string {
	return retryAfter === '1' ? 'a second' : /^\d+$/.test(retryAfter) ? `${retryAfter} seconds` : 'a while';
}
