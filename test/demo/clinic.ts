import type { FhirOptions } from '../servers/fhir/application';

type Resources = NonNullable<FhirOptions['resources']>;

/** How the clinic knows a patient; `diabetes` is how many months ago the last HbA1c was. */
interface Person {
	id: string;
	given: string;
	family: string;
	birthDate: string;
	phone?: string;
	email?: string;
	diabetes?: number;
	/** Haemoglobin, the newest first, a month apart. */
	haemoglobin?: number[];
	/** The hour of an appointment tomorrow, and its status. */
	tomorrow?: { hour: number; status: string };
}

/** Made-up patients: all women, as the specification's examples of men are counted elsewhere. */
const people: Person[] = [
	{
		id: 'clinic-amari',
		given: 'Leila',
		family: 'Amari',
		birthDate: '1951-03-08',
		phone: '+49 228 555 0101',
		email: 'leila.amari@example.org',
		diabetes: 3,
		haemoglobin: [12.9, 12.4, 11.8, 11.2],
		tomorrow: { hour: 9, status: 'booked' },
	},
	{
		id: 'clinic-falk',
		given: 'Ingrid',
		family: 'Falk',
		birthDate: '1948-07-21',
		phone: '+46 8 555 0102',
		diabetes: 14,
		haemoglobin: [13.5, 13.1, 13.4],
		tomorrow: { hour: 11, status: 'booked' },
	},
	{
		id: 'clinic-owusu',
		given: 'Grace',
		family: 'Owusu',
		birthDate: '1956-11-30',
		diabetes: 1,
		haemoglobin: [10.7],
		tomorrow: { hour: 13, status: 'booked' },
	},
	{
		id: 'clinic-silva',
		given: 'Nora',
		family: 'Silva',
		birthDate: '1990-01-17',
		email: 'nora.silva@example.org',
		diabetes: 6,
		tomorrow: { hour: 15, status: 'cancelled' },
	},
];

const coding = (system: string, code: string, display: string) => ({
	coding: [{ system, code, display }],
	text: display,
});

/** A point in time: so many months before `now`, or the hour of the next day in UTC. */
function monthsBefore(now: Date, months: number): string {
	return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, Math.min(now.getUTCDate(), 28), 8))
		.toISOString()
		.replace('.000', '');
}

/** Tomorrow in the time zone that n8n has by default, in which the workflows have their days. */
function tomorrowAt(now: Date, hour: number): string {
	const today = new Date(now.toLocaleDateString('sv-SE', { timeZone: 'America/New_York' }));
	return new Date(today.getTime() + (24 + hour) * 3_600_000).toISOString().replace('.000', '');
}

const unitsOfMeasure = 'http://unitsofmeasure.org';

function recordOf(person: Person, now: Date): object[] {
	const { id, given, family, birthDate, phone, email, diabetes, haemoglobin = [], tomorrow } = person;
	const subject = { reference: `Patient/${id}`, display: `${given} ${family}` };
	const laboratory = {
		status: 'final',
		category: [coding('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory', 'Laboratory')],
		subject,
	};
	const patient = {
		resourceType: 'Patient',
		id,
		identifier: [{ system: 'http://clinic.example/mrn', value: id.toUpperCase() }],
		name: [{ family, given: [given] }],
		gender: 'female',
		birthDate,
		...(phone || email
			? {
					telecom: [
						...(phone ? [{ system: 'phone', use: 'mobile', value: phone }] : []),
						...(email ? [{ system: 'email', value: email }] : []),
					],
				}
			: {}),
	};
	const condition = {
		resourceType: 'Condition',
		id: `${id}-diabetes`,
		clinicalStatus: coding('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active'),
		code: coding('http://snomed.info/sct', '44054006', 'Type 2 diabetes mellitus'),
		subject,
	};
	const hbA1c = (months: number) => ({
		resourceType: 'Observation',
		id: `${id}-hba1c`,
		...laboratory,
		code: coding('http://loinc.org', '4548-4', 'HbA1c'),
		effectiveDateTime: monthsBefore(now, months),
		valueQuantity: { value: 7.1, unit: '%', system: unitsOfMeasure, code: '%' },
	});
	const results = haemoglobin.map((value, months) => ({
		resourceType: 'Observation',
		id: `${id}-haemoglobin-${months}`,
		...laboratory,
		code: coding('http://loinc.org', '718-7', 'Haemoglobin'),
		effectiveDateTime: monthsBefore(now, months),
		valueQuantity: { value, unit: 'g/dL', system: unitsOfMeasure, code: 'g/dL' },
	}));
	const appointment = tomorrow && {
		resourceType: 'Appointment',
		id: `${id}-appointment`,
		status: tomorrow.status,
		description: 'Check-up',
		start: tomorrowAt(now, tomorrow.hour),
		end: tomorrowAt(now, tomorrow.hour + 1),
		participant: [{ actor: subject, status: 'accepted' }],
	};
	return [
		patient,
		...(diabetes === undefined ? [] : [condition, hbA1c(diabetes)]),
		...results,
		...(appointment ? [appointment] : []),
	];
}

/** Three codes of LOINC, so that there is something to look up: the specification's examples have none of it. */
const loinc = {
	resourceType: 'CodeSystem',
	id: 'clinic-loinc',
	url: 'http://loinc.org',
	name: 'LOINC',
	title: 'LOINC',
	status: 'active',
	content: 'fragment',
	concept: [
		{ code: '718-7', display: 'Hemoglobin [Mass/volume] in Blood' },
		{ code: '4548-4', display: 'Hemoglobin A1c/Hemoglobin.total in Blood' },
		{ code: '8867-4', display: 'Heart rate' },
	],
};

/**
 * A small clinic beside the specification's examples, which are years old: patients with diabetes, results of this year,
 * and appointments of tomorrow.
 */
export function clinic(now = new Date()): Resources {
	return [...people.flatMap((person) => recordOf(person, now)), loinc] as Resources;
}
