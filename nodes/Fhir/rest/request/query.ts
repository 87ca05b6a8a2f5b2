import { inputFailure } from '../../transport/errors/failure';
import type { Query } from './request';

/** One search parameter as typed in the form (R4 §3.1.1.4). */
export interface SearchParameter {
	/** A name, a chain (`subject:Patient.name`) or a reverse chain (`_has:Observation:patient:code`). */
	readonly name: string;
	/** E.g. `exact`, with or without a colon in front. */
	readonly modifier?: string;
	readonly value: string;
}

// A name is sent as it is typed, so it must not contain anything that would end it or start another parameter.
const namePattern = /^[A-Za-z_][A-Za-z0-9_\-.:]*$/;
const forbiddenInValue = /[\p{Cc}\p{Surrogate}]/u;

/**
 * Search parameters as a query. Throws an input `Failure` for an invalid name, a control character or an empty value:
 * servers ignore a parameter without a value, so the search (or the conditional delete) would silently cover more
 * resources than intended.
 */
export function searchQuery(parameters: readonly SearchParameter[], field = 'Search Parameters'): Query {
	return parameters.map(({ name, modifier, value }): readonly [string, string] => {
		const suffix = modifier?.trim().replace(/^:/, '') ?? '';
		return checkedPair(suffix === '' ? name.trim() : `${name.trim()}:${suffix}`, value, field);
	});
}

/**
 * Parses a query string as typed or copied from an address, with or without `?`. Values may be plain or
 * percent-encoded. Throws as `searchQuery` does.
 */
export function parseQueryString(typed: string, field = 'Query'): Query {
	const text = typed.trim().replace(/^\?/, '');
	if (/^https?:\/\/|^[A-Z][A-Za-z]*\?/.test(text)) {
		throw inputFailure(
			`"${field}" is more than a query`,
			'Enter only the part after the `?`, e.g. `name=Chalmers&birthdate=ge1970`.',
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
					'Write each parameter as `name=value` and join them with `&`. Write an `&` inside a value as `%26`.',
				);
			}
			return checkedPair(decode(part.slice(0, cut)), decode(part.slice(cut + 1)), field);
		});
}

/** Encodes a query for a URL (without `?`) or for the form body of a POST search: the encoding suits both. */
export function encodeQuery(query: Query): string {
	return query.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join('&');
}

function checkedPair(name: string, value: string, field: string): readonly [string, string] {
	if (!namePattern.test(name)) {
		throw inputFailure(
			name === '' ? `"${field}" has a parameter without a name` : `"${field}" has an invalid parameter name`,
			'A name consists of letters, digits, `-`, `_`, and `.` or `:` for chains and modifiers, e.g. `name:exact` or `subject:Patient.name`.',
		);
	}
	if (value.trim() === '') {
		throw inputFailure(
			`"${field}": \`${name}\` has no value`,
			'Enter a value or remove the parameter: a server would ignore it and return results as if it were not there.',
		);
	}
	if (/(^|[|/,])\s*undefined\s*($|,)/.test(value)) {
		throw inputFailure(
			`"${field}": the value of \`${name}\` contains "undefined" in place of a value`,
			'Check that the input item has the value that the expression uses.',
		);
	}
	if (forbiddenInValue.test(value)) {
		throw inputFailure(
			`"${field}": the value of \`${name}\` contains a control character`,
			'Remove line breaks, tabs and other invisible characters.',
		);
	}
	return [name, value];
}

/**
 * A plus stands for a space, as in HTML forms, but not in the offset of a time such as `ge2024-01-01T00:00:00+01:00`.
 */
function decode(part: string): string {
	const spaced = /T\d\d:\d\d[^+T]*\+\d\d:\d\d$/.test(part) ? part : part.replace(/\+/g, ' ');
	try {
		return decodeURIComponent(spaced);
	} catch {
		return spaced;
	}
}

/** Leaves `: / , $` readable, which are allowed in a query (RFC 3986 §3.4); encodes all other reserved characters. */
function encodePart(text: string): string {
	return encodeURIComponent(text).replace(/%(3A|2F|2C|24)/g, decodeURIComponent);
}

/** A text in the value of a search parameter, with the characters escaped that separate values (R4 §3.1.1.4.1.1). */
export function escapedToken(text: string): string {
	return text.replace(/[\\,|$]/g, '\\$&');
}
