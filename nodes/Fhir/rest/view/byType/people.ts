import { code, key, nameOf, readable, system } from './codes';
import { decimal, flag, text, type TypeColumn } from './kind';
import {
	addressPart,
	contact,
	deceased,
	familyName,
	fullName,
	givenName,
	identifier,
	identifierSystem,
} from './persons';
import { homeUses, privateUses, type Uses, workUses } from './preferred';
import { day, end, moment, start } from './times';

/** The business number of any resource. */
export const numbered: readonly TypeColumn[] = [
	['identifier', identifier, 'identifier'],
	['identifierSystem', identifierSystem, 'identifier'],
];

/** What a coded element says: its code, code system and text. Where a type has several, the code is that of the first. */
export function coded(...paths: string[]): TypeColumn[] {
	return [
		['code', code, ...paths],
		['codeSystem', system, ...paths],
		['codeText', readable, ...paths],
	];
}

/** The ID and the name of what references lead to, in columns that begin with `name`; `isMixed` as in `nameOf`. */
function referred(name: string, [type, ...others]: readonly [string, ...string[]], isMixed = false) {
	return (...paths: string[]): TypeColumn[] => [
		[`${name}Id`, key(type), ...paths],
		[`${name}Name`, nameOf([type, ...others], isMixed), ...paths],
	];
}

export const patient = referred('patient', ['Patient']);
/** Who did it, ordered it or is responsible. */
export const practitioner = referred('practitioner', ['Practitioner', 'PractitionerRole']);
export const organization = referred('organization', ['Organization']);
export const location = referred('location', ['Location']);
export const payer = referred('payer', ['Organization', 'Patient', 'RelatedPerson']);

/** The same of references of several types. */
export const among = {
	patient: referred('patient', ['Patient'], true),
	practitioner: referred('practitioner', ['Practitioner', 'PractitionerRole'], true),
	organization: referred('organization', ['Organization'], true),
	location: referred('location', ['Location'], true),
};

const partOf = (type: string) => referred('partOf', [type])('partOf');

const person: readonly TypeColumn[] = [
	['familyName', familyName, 'name'],
	['givenName', givenName, 'name'],
	['name', fullName, 'name'],
	['birthDate', day, 'birthDate'],
	['gender', text, 'gender'],
	['active', flag, 'active'],
];

/** R5 has those of organizations and roles within their contacts. */
function reached(uses: Uses, ...paths: string[]): TypeColumn[] {
	return [
		['phone', contact('phone', uses), ...paths],
		['email', contact('email', uses), ...paths],
	];
}

function address(uses: Uses, ...paths: string[]): TypeColumn[] {
	return [
		['street', addressPart('line', uses), ...paths],
		['city', addressPart('city', uses), ...paths],
		['state', addressPart('state', uses), ...paths],
		['postalCode', addressPart('postalCode', uses), ...paths],
		['country', addressPart('country', uses), ...paths],
	];
}

/** Patients, those who care for them, and where. */
export const people: Readonly<Record<string, readonly TypeColumn[]>> = {
	Patient: [
		...numbered,
		...person,
		...reached(privateUses, 'telecom'),
		...address(homeUses, 'address'),
		['deceased', deceased, 'deceased[x]'],
		['deceasedDate', moment, 'deceasedDateTime'],
		['maritalStatus', readable, 'maritalStatus'],
		['language', readable, 'communication.language'],
		...practitioner('generalPractitioner'),
		...organization('managingOrganization'),
	],
	Practitioner: [
		...numbered,
		...person,
		...reached(workUses, 'telecom'),
		...address(workUses, 'address'),
		['qualification', readable, 'qualification.code'],
	],
	PractitionerRole: [
		...numbered,
		['active', flag, 'active'],
		...reached(workUses, 'telecom', 'contact.telecom'),
		...practitioner('practitioner'),
		...organization('organization'),
		...location('location'),
		...coded('code'),
		['specialty', readable, 'specialty'],
		['start', start, 'period'],
		['end', end, 'period'],
	],
	RelatedPerson: [
		...numbered,
		...person,
		...reached(privateUses, 'telecom'),
		...address(homeUses, 'address'),
		...patient('patient'),
		['relationship', readable, 'relationship'],
	],
	Organization: [
		...numbered,
		['name', text, 'name'],
		['active', flag, 'active'],
		...reached(workUses, 'telecom', 'contact.telecom'),
		...address(workUses, 'address', 'contact.address'),
		...coded('type'),
		...partOf('Organization'),
	],
	Location: [
		...numbered,
		['name', text, 'name'],
		['status', text, 'status'],
		...reached(workUses, 'telecom', 'contact.telecom'),
		...address(workUses, 'address'),
		...coded('type'),
		['description', text, 'description'],
		...organization('managingOrganization'),
		...partOf('Location'),
		['latitude', decimal, 'position.latitude'],
		['longitude', decimal, 'position.longitude'],
	],
};
