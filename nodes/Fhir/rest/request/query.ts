import { inputFailure } from '../../transport/errors/failure';
import type { Query } from './request';

/** One search parameter as typed in the form (R4 §3.1.1.4). */
export interface SearchParameter {
	/** Name, also a chain (`subject:Patient.name`) or a reverse chain (`_has:Observation:patient:code`). */
	readonly name: string;
	/** `exact`, `:exact`, or nothing. */
	readonly modifier?: string;
	readonly value: string;
}

// A name is sent as it is typed: nothing that could end it or begin another parameter gets through.
const namePattern = /^[A-Za-z_][A-Za-z0-9_\-.:]*$/;
const unsendable = /[\p{Cc}\p{Surrogate}]/u;

/**
 * Search parameters as a query. Throws an input `Failure` for a name that cannot be one, a control
 * character, and an empty value: servers ignore a parameter without value, so that the search (or the
 * conditional delete) would silently be wider than meant.
 */
export function searchQuery(parameters: readonly SearchParameter[], field = 'Search Parameters'): Query {
	return parameters.map(({ name, modifier, value }): readonly [string, string] => {
		const suffix = modifier?.trim().replace(/^:/, '') ?? '';
		return checkedPair(suffix === '' ? name.trim() : `${name.trim()}:${suffix}`, value, field);
	});
}

/**
 * A query string as typed or copied from an address, with or without its `?`: values may be plain or
 * already percent-encoded. Throws as `searchQuery` does.
 */
export function parseQueryString(typed: string, field = 'Query'): Query {
	const text = typed.trim().replace(/^\?/, '');
	if (/^https?:\/\/|^[A-Z][A-Za-z]*\?/.test(text)) {
		throw inputFailure(
			`"${field}" holds more than a query`,
			'Enter only what stands after the `?`, e.g. `name=Chalmers&birthdate=ge1970`.',
		);
	}
	return text
		.split('&')
		.filter((part) => part !== '')
		.map((part) => {
			const cut = part.indexOf('=');
			if (cut < 0) {
				throw inputFailure(
					`"${field}" has a parameter without \`=\``,
					'Write each parameter as `name=value`, joined by `&`. An `&` inside a value is written `%26`.',
				);
			}
			return checkedPair(decode(part.slice(0, cut)), decode(part.slice(cut + 1)), field);
		});
}

/** A query as it stands in a URL after the `?`, and as the form body of a POST search: one encoding serves both. */
export function encodeQuery(query: Query): string {
	return query.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join('&');
}

function checkedPair(name: string, value: string, field: string): readonly [string, string] {
	if (!namePattern.test(name)) {
		throw inputFailure(
			name === ''
				? `"${field}" has a parameter without a name`
				: `"${field}" has a name that no search parameter can have`,
			'A name has letters, digits, `-`, `_`, and `.` or `:` for chains and modifiers, e.g. `name:exact` or `subject:Patient.name`.',
		);
	}
	if (value.trim() === '') {
		throw inputFailure(
			`"${field}": \`${name}\` has no value`,
			'Enter a value or remove the parameter: a server would ignore it and answer as if it had not been asked for.',
		);
	}
	if (unsendable.test(value)) {
		throw inputFailure(
			`"${field}": the value of \`${name}\` holds a control character`,
			'Remove line breaks, tabs and other invisible characters from it.',
		);
	}
	return [name, value];
}

/** In a typed time such as `ge2024-01-01T00:00:00+01:00` the plus is one; elsewhere it stands for a space, as in any form. */
function decode(part: string): string {
	const spaced = /T\d\d:\d\d[^+]*\+\d\d:\d\d$/.test(part) ? part : part.replace(/\+/g, ' ');
	try {
		return decodeURIComponent(spaced);
	} catch {
		return spaced;
	}
}

/** Leaves `: / , $` readable, which a query may hold as they are (RFC 3986 §3.4); all else that has a meaning is encoded. */
function encodePart(text: string): string {
	return encodeURIComponent(text).replace(/%(3A|2F|2C|24)/g, decodeURIComponent);
}
