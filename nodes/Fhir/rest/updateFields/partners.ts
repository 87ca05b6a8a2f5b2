import { isMembers, type Members } from '../../support/members';

/**
 * Elements that mean something only together: when some of them are changed and others are not given, those others would say
 * what was before.
 */
export interface PartnerRule {
	/** When one of these gets another value … */
	readonly changed: readonly string[];
	/** … these no longer hold, and go unless they are given too; */
	readonly drops?: readonly string[];
	/** … these may no longer hold: they stay, and the user is told. */
	readonly doubts?: readonly string[];
	/** The rule does not apply where this is given too. */
	readonly unless?: string;
}

const quantity: readonly PartnerRule[] = [
	{ changed: ['value'], drops: ['comparator'] },
	{ changed: ['unit'], drops: ['system', 'code'], unless: 'code' },
	{ changed: ['system', 'code'], drops: ['unit'] },
];

/** By data type. A type that is not here has no such elements. */
export const partnerRules: Readonly<Record<string, readonly PartnerRule[]>> = {
	Address: [
		{ changed: ['line', 'city', 'district', 'state', 'postalCode', 'country'], drops: ['text'] },
		{ changed: ['city'], doubts: ['postalCode', 'district'] },
	],
	Age: quantity,
	Attachment: [
		{ changed: ['url'], drops: ['data', 'size', 'hash'] },
		{ changed: ['data'], drops: ['url', 'size', 'hash'] },
	],
	CodeableConcept: [
		{ changed: ['coding'], doubts: ['text'] },
		{ changed: ['text'], doubts: ['coding'] },
	],
	Coding: [{ changed: ['system', 'code'], drops: ['version', 'display', 'userSelected'] }],
	Count: quantity,
	Distance: quantity,
	Dosage: [
		{
			changed: ['timing', 'doseAndRate', 'route', 'site', 'method', 'asNeededBoolean', 'asNeededCodeableConcept'],
			doubts: ['text', 'patientInstruction'],
		},
	],
	Duration: quantity,
	HumanName: [{ changed: ['family', 'given', 'prefix', 'suffix'], drops: ['text'] }],
	Quantity: quantity,
	Reference: [
		{ changed: ['reference'], drops: ['type', 'identifier', 'display'] },
		{ changed: ['identifier'], drops: ['reference', 'type', 'display'], unless: 'reference' },
	],
};

/** Does a concept get another code of a code system from which it has one? */
export function isOtherConcept(current: Members, given: Members): boolean {
	if (!Array.isArray(given.coding) || !Array.isArray(current.coding)) return false;
	const codings: unknown[] = current.coding;
	return given.coding.some((coding) => {
		if (!isMembers(coding) || typeof coding.code !== 'string') return false;
		const ofSystem = codings.filter((one) => isMembers(one) && one.system === coding.system) as Members[];
		return ofSystem.length > 0 && !ofSystem.some(({ code }) => code === coding.code);
	});
}
