import { about, note, reason, status, time } from './care';
import { readable } from './codes';
import { text, texts, type TypeColumn, wholeNumber } from './kind';
import { among, coded, numbered, organization, patient, payer, practitioner } from './people';
import { amounts, answers, currency, dosage, quantity, unit } from './results';
import { end, moment, start } from './times';

const medication = coded('medicationCodeableConcept', 'medication', 'medicationReference');

function dosing(path: string): TypeColumn[] {
	const doses = [`${path}.doseAndRate.doseQuantity`, `${path}.doseQuantity`, `${path}.dose`] as const;
	return [
		['dosage', dosage, path],
		['dose', quantity, ...doses],
		['doseUnit', unit, ...doses],
		['route', readable, `${path}.route`],
	];
}

const claim: readonly TypeColumn[] = [
	...numbered,
	...patient('patient'),
	...among.practitioner('provider'),
	...organization('provider', 'organization'),
	...payer('insurer'),
	status,
	['use', text, 'use'],
	...coded('type'),
	['start', start, 'billablePeriod'],
	['end', end, 'billablePeriod'],
	['recorded', moment, 'created'],
	['items', readable, 'item.productOrService', 'item.service'],
];

/** What was prescribed, ordered and planned, and who pays for it. */
export const orders: Readonly<Record<string, readonly TypeColumn[]>> = {
	MedicationRequest: [
		...about('subject'),
		...practitioner('requester', 'requester.agent'),
		status,
		['intent', text, 'intent'],
		['priority', text, 'priority'],
		['category', readable, 'category'],
		...medication,
		['start', start, 'dosageInstruction.timing'],
		['recorded', moment, 'authoredOn'],
		...dosing('dosageInstruction'),
		['quantity', quantity, 'dispenseRequest.quantity'],
		['quantityUnit', unit, 'dispenseRequest.quantity'],
		['refills', wholeNumber, 'dispenseRequest.numberOfRepeatsAllowed'],
		reason,
		note,
	],
	MedicationStatement: [
		...about('subject'),
		...practitioner('informationSource'),
		status,
		['category', readable, 'category'],
		...medication,
		...time('effective[x]'),
		['recorded', moment, 'dateAsserted'],
		...dosing('dosage'),
		reason,
		note,
	],
	MedicationAdministration: [
		...about('subject'),
		...practitioner('performer.actor', 'performer.actor.reference'),
		status,
		['category', readable, 'category'],
		...medication,
		...time('effective[x]', 'occurence[x]'),
		['recorded', moment, 'recorded'],
		...dosing('dosage'),
		reason,
		note,
	],
	ServiceRequest: [
		...numbered,
		...about('subject'),
		...practitioner('requester'),
		status,
		['intent', text, 'intent'],
		['priority', text, 'priority'],
		['category', readable, 'category'],
		...coded('code'),
		...time('occurrence[x]'),
		['recorded', moment, 'authoredOn'],
		['bodySite', readable, 'bodySite'],
		reason,
		note,
	],
	CarePlan: [
		...about('subject'),
		...practitioner('author', 'custodian'),
		status,
		['intent', text, 'intent'],
		['category', readable, 'category'],
		['start', start, 'period'],
		['end', end, 'period'],
		['recorded', moment, 'created'],
		['title', text, 'title'],
		['description', text, 'description'],
		note,
	],
	Task: [
		...numbered,
		...about('for'),
		...practitioner('requester', 'requester.agent'),
		status,
		['intent', text, 'intent'],
		['priority', text, 'priority'],
		...coded('code'),
		...time('executionPeriod'),
		['recorded', moment, 'authoredOn'],
		['due', moment, 'restriction.period.end'],
		['reason', readable, 'reasonCode', 'reason'],
		['description', text, 'description'],
		['ownerName', readable, 'owner'],
		note,
	],
	QuestionnaireResponse: [
		...numbered,
		...about('subject', 'source'),
		...practitioner('author'),
		status,
		['recorded', moment, 'authored'],
		['questionnaire', text, 'questionnaire', 'questionnaire.reference'],
		['answers', answers, 'item'],
	],
	Coverage: [
		...numbered,
		...patient('beneficiary'),
		status,
		...coded('type'),
		['start', start, 'period'],
		['end', end, 'period'],
		['subscriberId', texts, 'subscriberId', 'subscriberId.value'],
		['relationship', readable, 'relationship'],
		...payer('payor', 'insurer', 'paymentBy.party'),
	],
	Claim: [...claim, ['priority', readable, 'priority'], ['total', quantity, 'total'], ['currency', currency, 'total']],
	ExplanationOfBenefit: [
		...claim,
		['outcome', readable, 'outcome'],
		['description', text, 'disposition'],
		['paid', quantity, 'payment.amount'],
		['currency', currency, 'payment.amount', 'total.amount'],
		['totals', amounts, 'total'],
	],
};

/** What resources of all other types may have. */
export const general: readonly TypeColumn[] = [
	...numbered,
	['name', readable, 'name', 'deviceName.name'],
	...about('subject', 'patient', 'beneficiary', 'for', 'individual', 'candidate'),
	['status', readable, 'status', 'lifecycleStatus'],
	['category', readable, 'category'],
	...coded('code', 'type', 'kind'),
	...time('effective[x]', 'occurrence[x]', 'performed[x]', 'period', 'start[x]'),
	['recorded', moment, 'authoredOn', 'recorded', 'recordedDate', 'created', 'issued', 'date', 'sent'],
	['title', readable, 'title'],
	['description', readable, 'description'],
	note,
];
