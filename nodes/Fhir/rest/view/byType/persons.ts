import { isObject } from '../../../support/json';
import { textMember } from '../../../support/jsonMembers';
import type { Json } from '../../model/resource';
import { shortText } from '../../model/simplify';
import { type Kind, textOf } from './kind';
import { homeUses, nameUses, preferred, preferredIdentifier, type Uses } from './preferred';

/** A part of the name that a person goes by: all given names are one text. */
function namePart(part: 'family' | 'given'): Kind {
	return {
		type: 'string',
		read: (names) => {
			const name = preferred(names, nameUses);
			const value = isObject(name) ? name[part] : undefined;
			const parts = (Array.isArray(value) ? value : [value]).map(textOf).filter((one) => one !== undefined);
			return parts.length === 0 ? null : parts.join(' ');
		},
	};
}

export const familyName: Kind = namePart('family');
export const givenName: Kind = namePart('given');
/** The whole name. */
export const fullName: Kind = {
	type: 'string',
	read: (names) => {
		const name = preferred(names, nameUses) as Json | undefined;
		return (textMember(name, 'text') ?? shortText(name)) || null;
	},
};

/** The telephone number or address of this system that one would use. */
export function contact(contactSystem: 'phone' | 'email', uses: Uses): Kind {
	return {
		type: 'string',
		read: (points) => {
			const own = points.filter(
				(point) => textMember(point, 'system') === contactSystem && textMember(point, 'value') !== undefined,
			);
			return textMember(preferred(own, uses), 'value') ?? null;
		},
	};
}

/** A part of the postal address: that of a person is the home. Of an address in one text, that is the street. */
export function addressPart(part: 'line' | 'city' | 'state' | 'postalCode' | 'country', uses: Uses = homeUses): Kind {
	return {
		type: 'string',
		isFirst: true,
		read: (addresses) => {
			const address = preferred(addresses, uses);
			if (!isObject(address)) return null;
			const { line, city } = address;
			if (part !== 'line') return textOf(address[part]) ?? null;
			const lines = (Array.isArray(line) ? line : [line]).map(textOf).filter((one) => one !== undefined);
			if (lines.length > 0) return lines.join(', ');
			return city === undefined ? (textOf(address.text) ?? null) : null;
		},
	};
}

/** The business number that one would use: a medical record number before others. */
export const identifier: Kind = {
	type: 'string',
	read: (identifiers) => textMember(preferredIdentifier(identifiers), 'value') ?? null,
};
export const identifierSystem: Kind = {
	type: 'string',
	read: (identifiers) => textMember(preferredIdentifier(identifiers), 'system') ?? null,
};

/** Has the person died? A date says so too. */
export const deceased: Kind = {
	type: 'boolean',
	read: ([value]) => (typeof value === 'string' ? true : typeof value === 'boolean' ? value : null),
};
