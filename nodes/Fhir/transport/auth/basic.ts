import { inputFailure } from '../errors/failure';
import { asSecret } from '../../support/mask';
import type { Authorization } from './authorization';

/**
 * HTTP Basic authentication (RFC 7617): the same header for every request. Throws an input `Failure` if the user name is
 * empty, or if user name or password contain characters that the scheme does not allow.
 */
export function basicAuthorization(user: string, password: string): Authorization {
	if (user === '') throw inputFailure('"User" is empty', 'Enter the user name of the FHIR server.', { field: 'User' });
	const value = basicValue(user, password, 'User');
	const secrets = [password, value.slice('Basic '.length)].map(asSecret);
	return { header: () => value, secrets: () => secrets };
}

/**
 * The value of a Basic `Authorization` header, in UTF-8 (RFC 7617 §2.1). `field` is the form's name for the user name, for
 * the input `Failure` that a colon or a control character causes.
 */
export function basicValue(user: string, password: string, field: string): string {
	if (user.includes(':')) {
		throw inputFailure(
			`"${field}" contains a colon`,
			'Basic authentication separates the user name from the password with a colon, so the user name cannot contain one (RFC 7617).',
			{ field },
		);
	}
	// eslint-disable-next-line no-control-regex -- RFC 7617 §2 forbids exactly these
	if (/[\u0000-\u001f\u007f]/.test(user + password)) {
		throw inputFailure(
			`"${field}" or its password contains a line break or another control character`,
			'Enter both again: they are often copied with a trailing line break.',
			{ field },
		);
	}
	return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** A value encoded as `application/x-www-form-urlencoded`, which RFC 6749 (Appendix B) also requires for id and secret. */
export function formEncoded(value: string): string {
	return new URLSearchParams([['', value]]).toString().slice(1);
}
