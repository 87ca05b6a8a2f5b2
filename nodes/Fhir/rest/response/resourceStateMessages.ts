import { isTypeName } from '../model/ids';
import { interactionLabel, targetLabel } from '../request/labels';
import { isConditionalWrite, isWrite } from '../request/repeatable';
import type { FhirRequest } from '../request/request';

/** What the message for an error status is made from. */
export interface StatusFacts {
	readonly status: number;
	readonly request: FhirRequest;
	/** Is the response from the FHIR server itself, and not from a gateway or web server in front of it? */
	readonly fhir: boolean;
	/** The header `Retry-After`, unchanged. */
	readonly retryAfter?: string;
	/** Is a 409 about another write at the same moment? */
	readonly isTemporary?: boolean;
	/** The server's own message. */
	readonly serverText?: string;
}

/** What happened, as a sentence without a full stop, and what to do next, as full sentences. */
export interface ErrorMessage {
	readonly what: string;
	readonly advice: string;
}

/** 404: the resource, the type, the operation or the address does not exist. */
export function notFound({ request, fhir }: StatusFacts): ErrorMessage {
	const { interaction, path } = request;
	if (!fhir) {
		return {
			what: 'The server has nothing at this address, and its response is not from a FHIR server',
			advice:
				'Check the Base URL: it must end where the resource types begin, e.g. `https://fhir.example.org/r4` for `https://fhir.example.org/r4/Patient`.',
		};
	}
	if (interaction === 'page') {
		return {
			what: 'The server does not know the next page to which it linked',
			advice: 'The search may have expired: run it again with larger pages (`_count`).',
		};
	}
	if (interaction === 'operation' || path.includes('$')) {
		return {
			what: 'The server does not know this operation or the resource it was called on',
			advice: 'Check operation, type and ID. Server → Get Capabilities lists the operations.',
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
			advice:
				'Check type and ID, and that the credential may access it: some servers return 404 for resources that they hide. The ID is the part of its address after the type. A number from elsewhere, such as a medical record number, is an `identifier`: search for that with Any Resource → Get Many.',
		};
	}
	if (isTypeName(path)) {
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

/** 410: the resource has been deleted, or a search or job has expired. */
export function deleted(facts: StatusFacts): ErrorMessage {
	const { request } = facts;
	if (request.interaction === 'page') {
		return {
			what: 'The search has expired on the server',
			advice: 'Run it again, with larger pages or narrower criteria so that it finishes sooner.',
		};
	}
	if (!isAboutOne(request)) {
		return {
			what: `What the ${interactionLabel(request)} asks for is no longer on the server`,
			advice: 'Check the address, and whether the server still offers it.',
		};
	}
	return {
		what: `${targetLabel(request)} has been deleted`,
		advice:
			request.interaction === 'read'
				? 'Its earlier versions may still be in its history.'
				: 'There is no longer a resource to work on.',
	};
}

/** 409: the write conflicts with the current state (R4 §3.1.0.5, §3.1.0.7). */
export function conflict(facts: StatusFacts): ErrorMessage {
	const { request, isTemporary } = facts;
	if (request.headers?.['if-match'] !== undefined) return versionConflict(request);
	if (isTemporary) {
		return {
			what: `Another write at the same moment was in the way of the ${interactionLabel(request)}`,
			advice:
				'Nothing was changed. Writes that run in parallel block each other: lower "Items in Parallel" or "Bundles in Parallel", raise "Retries", or send it again later.',
		};
	}
	if (request.interaction === 'delete') {
		return {
			what: `${targetLabel(request)} cannot be deleted at the moment`,
			advice: 'Usually, other resources still refer to it: delete or change those first.',
		};
	}
	if (!writesResources(request)) return refused(facts);
	return {
		what: `The ${interactionLabel(request)} conflicts with the current state on the server`,
		advice:
			'Another client may be changing the same resource: read it again, then repeat your change. A resource like this may also already exist.',
	};
}

/** 412: the version, or the condition of a conditional write, does not match (R4 §3.1.0.5, §3.1.0.8). */
export function precondition(facts: StatusFacts): ErrorMessage {
	const { request } = facts;
	if (request.headers?.['if-match'] !== undefined) return versionConflict(request);
	if (request.headers?.['if-none-match'] !== undefined && isWrite(request)) {
		return {
			what: `${targetLabel(request)} already exists`,
			advice: 'Use an update without If-None-Match to replace it.',
		};
	}
	// Servers also return 412 for requests without a condition: only their own words say why.
	if (!isConditionalWrite(request)) return refused(facts);
	if (request.interaction === 'batch' || request.interaction === 'transaction') {
		return {
			what: `A version or a condition in the ${interactionLabel(request)} does not match`,
			advice:
				'Nothing was changed. A resource may have changed since it was read (If-Match), or more than one may match a condition: read it again, or narrow the condition, e.g. by `identifier` with its system.',
		};
	}
	return {
		what: `More than one resource matches the condition of the ${interactionLabel(request)}`,
		advice:
			'Nothing was changed. Narrow the condition until it matches one resource, e.g. by `identifier` with its system.',
	};
}

/** Any status that says no more than that the server did not do what it was asked to. */
export function refused({ request, status }: StatusFacts): ErrorMessage {
	return {
		what: `The server refused the ${interactionLabel(request)} (status ${status})`,
		advice: 'See the details for the reasons that the server gives.',
	};
}

/** Does a request name a resource by its ID? */
function isAboutOne({ interaction, path, url }: FhirRequest): boolean {
	return interaction !== 'operation' && url === undefined && path.includes('/') && !path.includes('$');
}

const writes: ReadonlySet<FhirRequest['interaction']> = new Set(['create', 'update', 'patch', 'batch', 'transaction']);

/** Does a request send resources to be stored? */
export function writesResources({ interaction, path }: FhirRequest): boolean {
	return writes.has(interaction) && !path.includes('$');
}

function versionConflict(request: FhirRequest): ErrorMessage {
	return {
		what: `${targetLabel(request)} has changed on the server since the version on which this ${interactionLabel(request)} is based`,
		advice: 'Read the resource again, apply the change to the new version and send that.',
	};
}

/** 428 (RFC 6585 §3): the server accepts no update without If-Match. */
export function versionRequired(facts: StatusFacts): ErrorMessage {
	const { request } = facts;
	const { interaction, headers } = request;
	const isVersioned = interaction === 'update' || interaction === 'patch' || interaction === 'delete';
	if (!isVersioned || headers?.['if-match'] !== undefined) return refused(facts);
	return {
		what: 'The server requires the version on which the change is based',
		advice: `Read the resource first and send its version (If-Match): ${versionOption(request)}.`,
	};
}

/** Which option of the node sends the version along. */
export function versionOption({ interaction }: FhirRequest): string {
	return interaction === 'update' ? 'add the option Version Check' : 'add the option If Match';
}
