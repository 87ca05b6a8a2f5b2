import { withoutTrailing } from '../../support/text';
import { inputFailure } from '../../transport/errors/failure';
import { parseResourceUrl } from '../model/resourceUrl';
import { resourceId } from './path';

/** An ID that was typed, perhaps with the address that it is a part of. */
export interface TypedId {
	readonly id: string;
	/** The address of the server, where a whole URL was typed, without a trailing slash. */
	readonly server?: string;
}

/**
 * The ID in a field for a resource of this type: the ID alone, which is not checked here, `Patient/1`, or a URL such as
 * `https://fhir.example.org/r4/Patient/1`. Throws an input `Failure` for the address of a resource of another type or of a
 * version, and for what is no address of a resource.
 */
export function typedId(typed: string, type: string, field: string): TypedId {
	if (!typed.includes('/')) return { id: typed };
	const address = /[?#]/.test(typed) ? undefined : parseResourceUrl(typed, type);
	// What is neither an ID nor an address: this throws.
	if (address === undefined) return { id: resourceId(typed, field) };
	if (address.type !== type) {
		throw inputFailure(
			`"${field}" is the address of a resource of type ${address.type}, not ${type}`,
			'Choose the same resource type, or enter the address or ID of a resource of this type.',
		);
	}
	if (address.versionId !== undefined) {
		throw inputFailure(
			`"${field}" is the address of a version`,
			`Enter \`${type}/\` and the ID, or the ID alone. Get has the option Version ID.`,
		);
	}
	const before = typed.replace(/\/$/, '').split('/').slice(0, -2).join('/');
	if (before === '') return { id: resourceId(address.id, field) };
	return /^https?:\/\/[^/]/i.test(before)
		? { id: resourceId(address.id, field), server: before }
		: { id: resourceId(typed, field) };
}

/**
 * Throws an input `Failure` for a server that is not the one of the base URL: a resource with the same ID there is another one.
 */
export function assertSameServer(server: string, baseUrl: string, field: string): void {
	if (URL.canParse(server) && withoutTrailing(new URL(server).href, '/') === baseUrl) return;
	throw inputFailure(
		`"${field}" is an address on another server than that of the base URL`,
		'If it is the same server under another name, enter only the ID. To read from another server, use Reference → Resolve.',
	);
}
