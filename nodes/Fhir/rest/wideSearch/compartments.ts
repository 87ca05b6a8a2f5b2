/**
 * The parameters that define each compartment (CompartmentDefinitions of R4, R4B and R5): a resource of the type is in the
 * compartment if one of the parameters refers to the compartment's own resource. A parameter that only R4 and R4B, or only
 * R5 has ends in 4 or 5.
 */
const tables: Readonly<Record<string, string>> = {
	Patient: `
		Account:subject AdverseEvent:subject AllergyIntolerance:patient,recorder4,asserter4,participant5
		Appointment:actor AppointmentResponse:actor AuditEvent:patient Basic:patient,author
		BiologicallyDerivedProductDispense:patient5 BodyStructure:patient CarePlan:patient,performer4
		CareTeam:patient,participant ChargeItem:subject Claim:patient,payee ClaimResponse:patient
		ClinicalImpression:subject Communication:subject,sender,recipient
		CommunicationRequest:subject,sender4,recipient,requester,information-provider5
		Composition:subject,author,attester Condition:patient,asserter4,participant-actor5
		Consent:patient4,subject5 Contract:patient5
		Coverage:policy-holder,subscriber,beneficiary,payor4,paymentby-party5 CoverageEligibilityRequest:patient
		CoverageEligibilityResponse:patient DetectedIssue:patient DeviceAssociation:subject5,operator5
		DeviceRequest:subject,performer DeviceUsage:patient5 DeviceUseStatement:subject4 DiagnosticReport:subject
		DocumentManifest:subject4,author4,recipient4 DocumentReference:subject,author Encounter:patient
		EncounterHistory:patient5 EnrollmentRequest:subject EpisodeOfCare:patient
		ExplanationOfBenefit:patient,payee FamilyMemberHistory:patient Flag:patient GenomicStudy:patient5
		Goal:patient Group:member GuidanceResponse:patient5 ImagingSelection:patient5 ImagingStudy:patient
		Immunization:patient ImmunizationEvaluation:patient ImmunizationRecommendation:patient
		Invoice:subject,patient,recipient List:subject,source MeasureReport:patient Media:subject4
		MedicationAdministration:patient,performer4,subject MedicationDispense:subject,patient,receiver
		MedicationRequest:subject MedicationStatement:subject MolecularSequence:patient4,subject5
		NutritionIntake:subject5,source5 NutritionOrder:patient Observation:subject,performer Patient:link,_id
		Person:patient Procedure:patient,performer Provenance:patient QuestionnaireResponse:subject,author
		RelatedPerson:patient RequestGroup:subject4,participant4 RequestOrchestration:subject5,participant5
		ResearchSubject:individual4,subject5 RiskAssessment:subject Schedule:actor
		ServiceRequest:subject,performer Specimen:subject SupplyDelivery:patient SupplyRequest:subject
		Task:patient5,focus5 VisionPrescription:patient
	`,
	Encounter: `
		CarePlan:encounter CareTeam:encounter4 ChargeItem:context4,encounter5 Claim:encounter
		ClinicalImpression:encounter Communication:encounter CommunicationRequest:encounter Composition:encounter
		Condition:encounter DeviceRequest:encounter DiagnosticReport:encounter DocumentManifest:related-ref4
		DocumentReference:encounter4,context5 Encounter:_id EncounterHistory:encounter5
		ExplanationOfBenefit:encounter Media:encounter4 MedicationAdministration:context4,encounter5
		MedicationDispense:encounter5 MedicationRequest:encounter MedicationStatement:encounter5
		NutritionIntake:encounter5 NutritionOrder:encounter Observation:encounter Procedure:encounter
		QuestionnaireResponse:encounter RequestGroup:encounter4 RequestOrchestration:encounter5
		ServiceRequest:encounter VisionPrescription:encounter
	`,
	Practitioner: `
		Account:subject AdverseEvent:recorder AllergyIntolerance:recorder4,asserter4,participant5
		Appointment:actor AppointmentResponse:actor AuditEvent:agent Basic:author
		BiologicallyDerivedProductDispense:performer5 CarePlan:performer4 CareTeam:participant
		ChargeItem:enterer,performer-actor Claim:enterer,provider,payee,care-team ClaimResponse:requestor
		ClinicalImpression:assessor4,performer5 Communication:sender,recipient
		CommunicationRequest:sender4,recipient,requester,information-provider5 Composition:subject,author,attester
		Condition:asserter4,participant-actor5 CoverageEligibilityRequest:enterer,provider
		CoverageEligibilityResponse:requestor DetectedIssue:author DeviceAssociation:operator5
		DeviceRequest:requester,performer DiagnosticReport:performer DocumentManifest:subject4,author4,recipient4
		DocumentReference:subject,author,authenticator4,attester5 Encounter:practitioner,participant
		EpisodeOfCare:care-manager ExplanationOfBenefit:enterer,provider,payee,care-team Flag:author Group:member
		Immunization:performer Invoice:participant Linkage:author List:source Media:subject4,operator4
		MedicationAdministration:performer4 MedicationDispense:performer,receiver MedicationRequest:requester
		MedicationStatement:source MessageHeader:receiver,author,responsible,enterer4 NutritionIntake:source5
		NutritionOrder:provider Observation:performer Patient:general-practitioner
		PaymentNotice:provider4,reporter5 PaymentReconciliation:requestor Person:practitioner Practitioner:_id
		PractitionerRole:practitioner Procedure:performer Provenance:agent QuestionnaireResponse:author,source
		RequestGroup:participant4,author4 RequestOrchestration:participant5,author5
		ResearchStudy:principalinvestigator4 RiskAssessment:performer Schedule:actor
		ServiceRequest:performer,requester Specimen:collector SupplyDelivery:supplier,receiver
		SupplyRequest:requester VisionPrescription:prescriber
	`,
	RelatedPerson: `
		AdverseEvent:recorder AllergyIntolerance:asserter4,participant5 Appointment:actor
		AppointmentResponse:actor Basic:author CarePlan:performer4 CareTeam:participant
		ChargeItem:enterer,performer-actor Claim:payee Communication:sender,recipient
		CommunicationRequest:sender4,recipient,requester,information-provider5 Composition:author
		Condition:asserter4,participant-actor5 Coverage:policy-holder,subscriber,payor4,paymentby-party5
		DocumentManifest:author4,recipient4 DocumentReference:author Encounter:participant
		ExplanationOfBenefit:payee Invoice:recipient MedicationAdministration:performer4
		MedicationStatement:source NutritionIntake:source5 Observation:performer Patient:link Person:link
		Procedure:performer Provenance:agent QuestionnaireResponse:author,source RelatedPerson:_id
		RequestGroup:participant4 RequestOrchestration:participant5 Schedule:actor ServiceRequest:performer
		SupplyRequest:requester
	`,
	Device: `
		Account:subject Appointment:actor AppointmentResponse:actor AuditEvent:agent
		ChargeItem:enterer,performer-actor Claim:procedure-udi,item-udi,detail-udi,subdetail-udi
		Communication:sender,recipient CommunicationRequest:sender4,recipient,information-provider5
		Composition:author DetectedIssue:author DeviceAssociation:device5
		DeviceRequest:device4,subject,requester,performer DeviceUseStatement:device4 DiagnosticReport:subject
		DocumentManifest:subject4,author4 DocumentReference:subject,author
		ExplanationOfBenefit:procedure-udi,item-udi,detail-udi,subdetail-udi Flag:author Group:member
		Invoice:participant List:subject,source Media:subject4 MedicationAdministration:device4
		MessageHeader:target Observation:subject,device Provenance:agent QuestionnaireResponse:author
		RequestGroup:author4 RequestOrchestration:author5 ResearchSubject:subject5 RiskAssessment:performer
		Schedule:actor ServiceRequest:performer,requester Specimen:subject SupplyRequest:requester
	`,
};

/** The types in a compartment and the parameters of each, for the releases up to R4B (`4`) or from R5 on (`5`). */
export function compartmentParameters(compartment: string, release: '4' | '5'): ReadonlyMap<string, readonly string[]> {
	const parametersByType = new Map<string, readonly string[]>();
	for (const row of tables[compartment]?.trim().split(/\s+/) ?? []) {
		const [type = '', list = ''] = row.split(':');
		const parameters = list.split(',').flatMap((marked) => {
			const [, name = marked, only] = /^(.*)([45])$/.exec(marked) ?? [];
			return only === undefined || only === release ? name : [];
		});
		if (parameters.length > 0) parametersByType.set(type, parameters);
	}
	return parametersByType;
}
