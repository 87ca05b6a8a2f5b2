import { inputFailure } from '../errors/failure';
import type { Authorization } from './authorization';

/**
 * HTTP Basic authentication (RFC 7617): the same header for every request. Throws an input `Failure`
 * where the user name is empty or holds what the scheme cannot carry.
 */
export function basicAuthorization(user: string, password: string): Authorization {
	if (user === '') throw inputFailure('"User" is empty', 'Enter the user name of the FHIR server.', { field: 'User' });
	const value = basicValue(user, password, 'User');
	return { header: () => value, rejected: () => false };
}

/**
 * The value of a Basic `Authorization` header, in UTF-8 (RFC 7617 §2.1). `field` names the user in the
 * input `Failure` that a colon or a control character throws.
 */
export function basicValue(user: string, password: string, field: string): string {
	if (user.includes(':')) {
		throw inputFailure(
			`"${field}" holds a colon`,
			'Basic authentication separates name and password by a colon, so the name cannot hold one (RFC 7617).',
			{ field },
		);
	}
	// eslint-disable-next-line no-control-regex -- RFC 7617 §2 forbids exactly these
	if (/[\u0000-\u001f\u007f]/.test(user + password)) {
		throw inputFailure(
			`"${field}" or its password holds a line break or another control character`,
			'Enter both again; they are often copied with a trailing line break.',
			{ field },
		);
	}
	return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** One value as `application/x-www-form-urlencoded` has it, which RFC 6749 (Appendix B) also asks of id and secret. */
export function formEncoded(value: string): string {
	return new URLSearchParams([['', value]]).toString().slice(1);
}
