/**
 * The resource types of STU3, R4, R4B and R5 (http://hl7.org/fhir/resourcelist.html) in one list, because a
 * client cannot know which release a server has extended. `ViewDefinition` is from HL7's SQL on FHIR.
 */
export const resourceTypes: readonly string[] = `
	Account ActivityDefinition ActorDefinition AdministrableProductDefinition AdverseEvent
	AllergyIntolerance Appointment AppointmentResponse ArtifactAssessment AuditEvent Basic Binary
	BiologicallyDerivedProduct BiologicallyDerivedProductDispense BodySite BodyStructure Bundle
	CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem ChargeItemDefinition Citation Claim
	ClaimResponse ClinicalImpression ClinicalUseDefinition CodeSystem Communication
	CommunicationRequest CompartmentDefinition Composition ConceptMap Condition ConditionDefinition
	Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DataElement
	DetectedIssue Device DeviceAssociation DeviceComponent DeviceDefinition DeviceDispense DeviceMetric
	DeviceRequest DeviceUsage DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference
	EffectEvidenceSynthesis EligibilityRequest EligibilityResponse Encounter EncounterHistory Endpoint
	EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceReport
	EvidenceVariable ExampleScenario ExpansionProfile ExplanationOfBenefit FamilyMemberHistory Flag
	FormularyItem GenomicStudy Goal GraphDefinition Group GuidanceResponse HealthcareService
	ImagingManifest ImagingSelection ImagingStudy Immunization ImmunizationEvaluation
	ImmunizationRecommendation ImplementationGuide Ingredient InsurancePlan InventoryItem
	InventoryReport Invoice Library Linkage List Location ManufacturedItemDefinition Measure
	MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge
	MedicationRequest MedicationStatement MedicinalProduct MedicinalProductAuthorization
	MedicinalProductContraindication MedicinalProductDefinition MedicinalProductIndication
	MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
	MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
	MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionIntake NutritionOrder
	NutritionProduct Observation ObservationDefinition OperationDefinition OperationOutcome
	Organization OrganizationAffiliation PackagedProductDefinition Parameters Patient PaymentNotice
	PaymentReconciliation Permission Person PlanDefinition Practitioner PractitionerRole Procedure
	ProcedureRequest ProcessRequest ProcessResponse Provenance Questionnaire QuestionnaireResponse
	ReferralRequest RegulatedAuthorization RelatedPerson RequestGroup RequestOrchestration Requirements
	ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment
	RiskEvidenceSynthesis Schedule SearchParameter Sequence ServiceDefinition ServiceRequest Slot
	Specimen SpecimenDefinition StructureDefinition StructureMap Subscription SubscriptionStatus
	SubscriptionTopic Substance SubstanceDefinition SubstanceNucleicAcid SubstancePolymer
	SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification
	SupplyDelivery SupplyRequest Task TerminologyCapabilities TestPlan TestReport TestScript Transport
	ValueSet VerificationResult ViewDefinition VisionPrescription
`
	.trim()
	.split(/\s+/);

const known = new Set(resourceTypes);

/** Is it the name of a resource type? Case matters. */
export function isResourceType(name: string): boolean {
	return known.has(name);
}

/** The resource type with the most similar name, for "Did you mean …?"; undefined where no name is similar enough. */
export function nearestResourceType(typed: string): string | undefined {
	const wanted = typed.toLowerCase();
	let nearest: string | undefined;
	let leastDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
	for (const type of resourceTypes) {
		const distance = editDistance(wanted, type.toLowerCase(), leastDistance);
		if (distance < leastDistance) [nearest, leastDistance] = [type, distance];
	}
	return nearest;
}

/** The Levenshtein distance, or `limit` as soon as it is clear that the distance is not below it. */
function editDistance(from: string, to: string, limit: number): number {
	if (Math.abs(from.length - to.length) >= limit) return limit;
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let i = 1; i <= from.length; i++) {
		const next = [i];
		for (let j = 1; j <= to.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		if (Math.min(...next) >= limit) return limit;
		row = next;
	}
	return row[to.length] ?? limit;
}
