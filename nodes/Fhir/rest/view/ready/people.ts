import { codingText, concept, humanName, key, together } from './paths';
import { ownKey, type ReadyColumn, type ReadyView, updated } from './readyView';

const identifier: ReadyColumn[] = [
	['identifier', 'identifier.first().value', 'string'],
	['identifier_system', 'identifier.first().system', 'uri'],
];

const personName: ReadyColumn[] = [
	['name', humanName('name.first()'), 'string'],
	['family', 'name.first().family', 'string'],
	['given', together('name.first().given', ' '), 'string'],
];

const contact: ReadyColumn[] = [
	['phone', "telecom.where(system = 'phone').first().value", 'string'],
	['email', "telecom.where(system = 'email').first().value", 'string'],
];

const address: ReadyColumn[] = [
	['address_line', together('address.first().line', ', '), 'string'],
	['city', 'address.first().city', 'string'],
	['state', 'address.first().state', 'string'],
	['postal_code', 'address.first().postalCode', 'string'],
	['country', 'address.first().country', 'string'],
];

/** R5 has them within the contacts of an organization. */
const ofOrganization = [...contact, ...address].map(([name, path, type]): ReadyColumn => {
	const withinContacts = path
		.replaceAll('address.first()', 'contact.address.first()')
		.replace('telecom', 'contact.telecom');
	return [name, path, type, withinContacts];
});

/** Patients and those who care for them. */
export const people: readonly ReadyView[] = [
	{
		value: 'patient',
		title: 'Patients',
		description: 'Patient: name, birth date, gender, contact, address',
		resource: 'Patient',
		columns: [
			ownKey,
			...identifier,
			...personName,
			['gender', 'gender', 'code'],
			['birth_date', 'birthDate', 'date'],
			['deceased', 'iif(deceased.ofType(dateTime).exists(), true, deceased.ofType(boolean))', 'boolean'],
			['deceased_at', 'deceased.ofType(dateTime)', 'dateTime'],
			['active', 'active', 'boolean'],
			['marital_status', concept('maritalStatus'), 'string'],
			['language', concept('communication.first().language'), 'string'],
			...contact,
			...address,
			['organization_id', key('managingOrganization', 'Organization'), 'id'],
			['practitioner_id', key('generalPractitioner.first()', 'Practitioner'), 'id'],
			updated,
		],
	},
	{
		value: 'practitioner',
		title: 'Practitioners',
		description: 'Practitioner: name, contact, qualification',
		resource: 'Practitioner',
		columns: [
			ownKey,
			...identifier,
			...personName,
			['gender', 'gender', 'code'],
			['active', 'active', 'boolean'],
			['qualification', concept('qualification.first().code'), 'string'],
			...contact,
			updated,
		],
	},
	{
		value: 'organization',
		title: 'Organizations',
		description: 'Organization: name, type, contact, address, parent',
		resource: 'Organization',
		columns: [
			ownKey,
			...identifier,
			['name', 'name', 'string'],
			['type', concept('type.first()'), 'string'],
			['active', 'active', 'boolean'],
			...ofOrganization,
			['part_of_id', key('partOf', 'Organization'), 'id'],
			updated,
		],
	},
	{
		value: 'encounter',
		title: 'Encounters',
		description: 'Encounter: class, type, period, patient, provider',
		resource: 'Encounter',
		columns: [
			ownKey,
			['patient_id', key('subject', 'Patient'), 'id'],
			['status', 'status', 'code'],
			['class', codingText('class'), 'string', concept('class.first()')],
			['type', concept('type.first()'), 'string'],
			['start', 'period.start', 'dateTime', 'actualPeriod.start'],
			['end', 'period.end', 'dateTime', 'actualPeriod.end'],
			['reason', concept('reasonCode.first()'), 'string', concept('reason.value.concept.first()')],
			['organization_id', key('serviceProvider', 'Organization'), 'id'],
			[
				'practitioner_id',
				key('participant.individual.first()', 'Practitioner'),
				'id',
				key('participant.actor.first()', 'Practitioner'),
			],
			updated,
		],
	},
	{
		value: 'appointment',
		title: 'Appointments',
		description: 'Appointment: status, times, type, patient',
		resource: 'Appointment',
		columns: [
			ownKey,
			[
				'patient_id',
				'participant.actor.where(getReferenceKey(Patient).exists()).first().getReferenceKey(Patient)',
				'id',
			],
			['status', 'status', 'code'],
			['type', concept('appointmentType'), 'string'],
			['start', 'start', 'instant'],
			['end', 'end', 'instant'],
			['minutes', 'minutesDuration', 'positiveInt'],
			['reason', concept('reasonCode.first()'), 'string', concept('reason.concept.first()')],
			['description', 'description', 'string'],
			updated,
		],
	},
];
