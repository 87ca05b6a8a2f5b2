import { code, key, readable, system } from './codes';
import { count, flag, text, texts, type TypeColumn, wholeNumber } from './kind';
import { among, coded, location, numbered, organization, patient, practitioner } from './people';
import { comparator, component, components, quantity, ranges, unit } from './results';
import { day, end, moment, otherTime, over, start } from './times';

/** At which encounter it was; STU3 has another name. */
const encounter: TypeColumn = ['encounterId', key('Encounter'), 'encounter', 'context'];

/** Whose it is, and at which encounter. */
export function about(...paths: string[]): TypeColumn[] {
	return [...patient(...paths), encounter];
}

export const status: TypeColumn = ['status', text, 'status'];
export const note: TypeColumn = ['note', texts, 'note.text', 'note'];
/** STU3, R4 and R5 have it in elements of their own. */
export const reason: TypeColumn = ['reason', readable, 'reasonCode', 'reason.value', 'reason', 'reasonReference'];

export function time(...paths: string[]): TypeColumn[] {
	return [
		['start', start, ...paths],
		['end', end, ...paths],
	];
}

/** Status codes as text: STU3 has some as plain codes. */
const problemStatus: readonly TypeColumn[] = [
	['status', code, 'clinicalStatus'],
	['verificationStatus', code, 'verificationStatus'],
];

/** What was found, done and given. */
export const care: Readonly<Record<string, readonly TypeColumn[]>> = {
	Encounter: [
		...numbered,
		...patient('subject'),
		...practitioner('participant.individual', 'participant.actor'),
		...organization('serviceProvider'),
		...location('location.location'),
		status,
		['class', readable, 'class'],
		...coded('type'),
		...time('period', 'actualPeriod'),
		reason,
	],
	Observation: [
		...about('subject'),
		...practitioner('performer'),
		status,
		['category', readable, 'category'],
		...coded('code'),
		...time('effective[x]'),
		['recorded', moment, 'issued'],
		['value', quantity, 'value[x]'],
		['unit', unit, 'valueQuantity'],
		['comparator', comparator, 'valueQuantity'],
		['valueText', readable, 'value[x]'],
		['valueCode', code, 'valueCodeableConcept'],
		['valueCodeSystem', system, 'valueCodeableConcept'],
		['absentReason', readable, 'dataAbsentReason'],
		['systolic', component('8480-6'), 'component'],
		['diastolic', component('8462-4'), 'component'],
		['components', components, 'component'],
		['interpretation', readable, 'interpretation'],
		['referenceRange', ranges, 'referenceRange'],
		['bodySite', readable, 'bodySite'],
		note,
	],
	Condition: [
		...about('subject'),
		...practitioner('asserter', 'recorder', 'participant.actor'),
		...problemStatus,
		['category', readable, 'category'],
		...coded('code'),
		['start', start, 'onset[x]'],
		['end', over, 'abatement[x]', 'onsetPeriod'],
		['startText', otherTime, 'onset[x]'],
		['recorded', moment, 'recordedDate', 'assertedDate'],
		['severity', readable, 'severity'],
		['bodySite', readable, 'bodySite'],
		note,
	],
	Procedure: [
		...about('subject'),
		...practitioner('performer.actor'),
		...location('location'),
		status,
		['category', readable, 'category'],
		...coded('code'),
		...time('performed[x]', 'occurrence[x]'),
		['startText', otherTime, 'performed[x]', 'occurrence[x]'],
		['bodySite', readable, 'bodySite'],
		reason,
		['outcome', readable, 'outcome'],
		note,
	],
	DiagnosticReport: [
		...about('subject'),
		...practitioner('performer', 'performer.actor', 'resultsInterpreter'),
		...among.organization('performer', 'performer.actor'),
		status,
		['category', readable, 'category'],
		...coded('code'),
		...time('effective[x]'),
		['recorded', moment, 'issued'],
		['results', count, 'result'],
		['conclusion', text, 'conclusion'],
		...file('presentedForm'),
	],
	DocumentReference: [
		...numbered,
		...patient('subject'),
		['encounterId', key('Encounter'), 'context.encounter', 'context'],
		...practitioner('author'),
		...organization('custodian'),
		status,
		['category', readable, 'category', 'class'],
		...coded('type'),
		...time('context.period', 'period'),
		['recorded', moment, 'date', 'indexed', 'created'],
		['description', text, 'description'],
		...file('content.attachment'),
	],
	AllergyIntolerance: [
		...about('patient'),
		...practitioner('asserter', 'recorder', 'participant.actor'),
		...problemStatus,
		['category', texts, 'category'],
		...coded('code'),
		['start', start, 'onset[x]'],
		['end', end, 'onsetPeriod'],
		['startText', otherTime, 'onset[x]'],
		['recorded', moment, 'recordedDate', 'assertedDate'],
		['criticality', text, 'criticality'],
		['reaction', readable, 'reaction.manifestation'],
		['severity', texts, 'reaction.severity'],
		note,
	],
	Immunization: [
		...about('patient'),
		...practitioner('performer.actor', 'practitioner.actor'),
		...location('location'),
		status,
		...coded('vaccineCode'),
		['start', start, 'occurrence[x]', 'date'],
		['startText', otherTime, 'occurrenceString'],
		['recorded', moment, 'recorded'],
		['dose', quantity, 'doseQuantity'],
		['doseUnit', unit, 'doseQuantity'],
		['route', readable, 'route'],
		['bodySite', readable, 'site'],
		['lotNumber', text, 'lotNumber'],
		['expirationDate', day, 'expirationDate'],
		['primarySource', flag, 'primarySource'],
		['reason', readable, 'reasonCode', 'reason', 'explanation.reason', 'statusReason'],
		note,
	],
	Appointment: [
		...numbered,
		...among.patient('participant.actor', 'subject'),
		...among.practitioner('participant.actor'),
		...among.location('participant.actor'),
		['participants', readable, 'participant.actor'],
		status,
		...coded('serviceType', 'appointmentType'),
		['specialty', readable, 'specialty'],
		['start', start, 'start', 'requestedPeriod'],
		['end', over, 'end', 'requestedPeriod'],
		['durationMinutes', wholeNumber, 'minutesDuration'],
		['recorded', moment, 'created'],
		reason,
		['description', text, 'description'],
		['note', texts, 'comment', 'note.text'],
	],
};

function file(path: string): TypeColumn[] {
	return [
		['fileType', text, `${path}.contentType`],
		['fileTitle', text, `${path}.title`],
		['fileUrl', text, `${path}.url`],
	];
}
