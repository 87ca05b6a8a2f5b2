/**
 * Resource types in the order in which they can be written: each group refers to those before it. What is not listed comes
 * after all that is, but for what refers to anything.
 */
const order: ReadonlyArray<readonly string[]> = [
	['CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem', 'StructureDefinition', 'Library', 'Questionnaire'],
	['Organization', 'Substance'],
	['Location', 'Practitioner', 'Endpoint', 'Medication'],
	['HealthcareService', 'PractitionerRole', 'InsurancePlan'],
	['Patient'],
	['RelatedPerson', 'Person', 'Device', 'Group', 'Coverage', 'Account', 'ResearchStudy'],
	['EpisodeOfCare', 'Schedule', 'CareTeam', 'ResearchSubject', 'Consent'],
	['Slot', 'Appointment', 'Flag'],
	['Encounter'],
	['Condition', 'AllergyIntolerance', 'FamilyMemberHistory', 'Goal', 'Specimen', 'BodyStructure'],
	['CarePlan', 'RequestGroup', 'ServiceRequest', 'DeviceRequest', 'MedicationRequest', 'NutritionOrder'],
	['Task', 'ImagingStudy', 'Media', 'Procedure', 'Immunization'],
	['MedicationDispense', 'MedicationAdministration', 'MedicationStatement'],
	['Observation'],
	['DiagnosticReport', 'ClinicalImpression', 'RiskAssessment', 'QuestionnaireResponse'],
];
const last = [
	'DocumentReference',
	'Composition',
	'Claim',
	'ClaimResponse',
	'ExplanationOfBenefit',
	'List',
	'Provenance',
	'AuditEvent',
];

const ranks = new Map(order.flatMap((types, rank) => types.map((type) => [type, rank] as const)));
for (const [place, type] of last.entries()) ranks.set(type, order.length + 1 + place);

/** The pass in which lines of this type are sent, from 0, if types are to come after what they refer to. */
export function rankOf(type: string | undefined): number {
	return (type === undefined ? undefined : ranks.get(type)) ?? order.length;
}
