/**
 * What each resource type is, in a few words of ours, and what else people call it. One type a line: its name, what it is,
 * and after a semicolon further words. The types that are used most come first, the others in the order of their names.
 */
export const resourceWords: string = `
Patient: people who receive care; person, client, demographics, medical record number, MRN, member
Observation: lab results, vital signs and other measurements; laboratory, blood pressure, weight, temperature, value, LOINC, social history, smoking
Encounter: visits and hospital stays; admission, discharge, consultation, contact, inpatient, outpatient, ward
Condition: diagnoses and problems; disease, illness, ICD, SNOMED, problem list
MedicationRequest: prescriptions; medication order, drug, medicine, e-prescription
AllergyIntolerance: allergies and intolerances; adverse reaction, hypersensitivity
Procedure: procedures done, such as operations; surgery, intervention, treatment, OPS, CPT
Immunization: vaccinations given; vaccine, shot, jab
DiagnosticReport: reports of labs, radiology and pathology; lab report, findings, result, imaging report
DocumentReference: documents and where they are stored; file, PDF, letter, note, attachment, discharge letter, CDA
Appointment: booked appointments; booking, visit, calendar, reminder
ServiceRequest: orders and referrals; lab order, radiology order, request, procedure request
Practitioner: doctors, nurses and other staff; physician, clinician, provider, GP, therapist
PractitionerRole: what a practitioner does where; doctor, provider, specialty, position, directory
Organization: hospitals, departments, insurers and the like; clinic, practice, company, payer, provider
Location: places such as wards, rooms and sites; address, bed, building, facility
CarePlan: care plans; treatment plan, pathway
CareTeam: who cares for a patient; doctor, nurse, team
Coverage: insurance of a patient; payer, policy, plan, member
Claim: claims sent to an insurer; billing, invoice, prior authorization
ExplanationOfBenefit: claims as the insurer settled them; EOB, billing, payment, CARIN
Medication: medicines; drug, product, pharmaceutical
MedicationStatement: what medicines a patient takes; medication list, drug, medication history
MedicationAdministration: doses that were given; medication given, drug, infusion
MedicationDispense: medicines handed out; pharmacy, drug, dispensing
Goal: what a treatment aims at; target, care plan
Task: work to be done and how far it is; to-do, workflow, job
Questionnaire: forms to fill in; survey, PROM, form
QuestionnaireResponse: filled-in forms; answers, survey, PROM, form
Schedule: whose calendar has slots; calendar, availability, booking
Slot: times that can be booked; calendar, free, availability, appointment
Specimen: samples for the lab; blood, urine, swab, tissue, biopsy
ImagingStudy: imaging studies; DICOM, radiology, X-ray, CT, MRI, ultrasound, PACS
Communication: messages that were sent; email, notification, letter
Consent: what a patient agreed to; permission, privacy, opt-out
Device: devices and implants; equipment, pacemaker, monitor, UDI
RelatedPerson: relatives and contacts of a patient; parent, guardian, next of kin, carer, family
Group: groups of patients or things; cohort, population, bulk export, roster
List: lists of resources; medication list, problem list, worklist
Composition: structured documents; discharge summary, IPS, CDA, document
Bundle: several resources in one; document, message, transaction
Binary: files as they are; PDF, image, attachment, raw
ValueSet: codes to choose from; terminology, SNOMED, LOINC, dropdown
CodeSystem: code systems; terminology, SNOMED, LOINC, ICD
ConceptMap: mappings from codes to codes; translation, terminology
Account: billing accounts; balance, case
ActivityDefinition: activities to be ordered from a template; order set, protocol
ActorDefinition: roles of a system in a specification
AdministrableProductDefinition: medicines as they are given; product data, IDMP
AdverseEvent: harm or risk during care or a study; incident, side effect, pharmacovigilance
AppointmentResponse: replies to appointments; accept, decline, booking
ArtifactAssessment: comments on published material; review, rating
AuditEvent: who did what and when; log, access, security, audit trail
Basic: what has no type of its own; custom
BiologicallyDerivedProduct: blood, tissue, cells and organs; transfusion, transplant
BiologicallyDerivedProductDispense: blood, tissue and cells handed out; transfusion
BodySite: places on the body (STU3); anatomy
BodyStructure: parts of the body; anatomy, tumor, body site
CapabilityStatement: what a server can do; metadata, conformance
CatalogEntry: entries of a catalog; formulary
ChargeItem: single charges; billing, cost, service
ChargeItemDefinition: prices and rules for charges; billing, price list
Citation: citations of literature; publication, reference
ClaimResponse: what an insurer replied to a claim; billing, adjudication
ClinicalImpression: clinical assessments; evaluation, opinion
ClinicalUseDefinition: indications and contraindications of products; interaction, IDMP
CommunicationRequest: messages that should be sent; notification, reminder
CompartmentDefinition: definitions of compartments
ConditionDefinition: definitions of conditions for protocols
Contract: contracts; agreement, legal
CoverageEligibilityRequest: questions whether an insurance pays; eligibility, benefits
CoverageEligibilityResponse: replies whether an insurance pays; eligibility, benefits
DataElement: definitions of data elements (STU3)
DetectedIssue: problems found, such as drug interactions; alert, warning, duplicate therapy
DeviceAssociation: devices that belong to a patient; implant
DeviceComponent: parts of a device (STU3)
DeviceDefinition: kinds of devices; catalog, model, UDI
DeviceDispense: devices handed out
DeviceMetric: what a device measures; monitor, sensor, calibration
DeviceRequest: orders of devices; prescription, equipment
DeviceUsage: devices that a patient uses; aid
DeviceUseStatement: devices that a patient uses; aid
DocumentManifest: sets of documents; XDS
EffectEvidenceSynthesis: evidence of effects; research
EligibilityRequest: questions whether an insurance pays (STU3); eligibility
EligibilityResponse: replies whether an insurance pays (STU3); eligibility
EncounterHistory: earlier states of a visit; admission, ward
Endpoint: addresses of systems; URL, connection, interface
EnrollmentRequest: requests to enroll in an insurance; membership
EnrollmentResponse: replies to enrollment in an insurance; membership
EpisodeOfCare: episodes of care over several visits; case, program
EventDefinition: definitions of events; trigger
Evidence: research evidence; study, statistics
EvidenceReport: reports of evidence; study, publication
EvidenceVariable: variables of evidence; study, population
ExampleScenario: example workflows of a specification
ExpansionProfile: how value sets are expanded (STU3); terminology
FamilyMemberHistory: diseases in the family; relative, hereditary, genetics
Flag: warnings about a patient; alert, risk, infection, fall
FormularyItem: medicines in a formulary; drug list
GenomicStudy: genetic analyses; genomics, DNA, sequencing
GraphDefinition: graphs of resources to fetch or check
GuidanceResponse: what decision support replied; CDS, recommendation
HealthcareService: services that are offered; clinic, specialty, directory
ImagingManifest: lists of images (STU3); DICOM
ImagingSelection: chosen images of a study; DICOM, radiology
ImmunizationEvaluation: whether a vaccination counts; vaccine
ImmunizationRecommendation: vaccinations that are due; vaccine, forecast
ImplementationGuide: implementation guides; specification, profile
Ingredient: ingredients of products; substance, IDMP
InsurancePlan: insurance products; coverage, payer, network
InventoryItem: items in stock; supply, material
InventoryReport: counts of stock; supply, material
Invoice: invoices; bill, billing, payment
Library: logic and files for measures and guidelines; CQL
Linkage: which resources are about the same; duplicate, merge
ManufacturedItemDefinition: medicines as made; tablet, IDMP
Measure: definitions of quality measures; quality, indicator, CQL
MeasureReport: results of quality measures; quality, indicator, count
Media: photos, videos and sound; image, picture, recording
MedicationKnowledge: facts about medicines; drug, monograph, formulary
MedicinalProduct: medicinal products; drug, IDMP
MedicinalProductAuthorization: marketing authorizations; drug, IDMP
MedicinalProductContraindication: contraindications of products; drug, IDMP
MedicinalProductDefinition: medicinal products in detail; drug, IDMP
MedicinalProductIndication: indications of products; drug, IDMP
MedicinalProductIngredient: ingredients of products; drug, IDMP
MedicinalProductInteraction: interactions of products; drug, IDMP
MedicinalProductManufactured: products as made; drug, IDMP
MedicinalProductPackaged: packages of products; drug, IDMP
MedicinalProductPharmaceutical: products as given; drug, IDMP
MedicinalProductUndesirableEffect: side effects of products; drug, IDMP
MessageDefinition: definitions of messages; event
MessageHeader: heads of messages; event, HL7v2
MolecularSequence: gene and protein sequences; genomics, DNA, RNA, variant
NamingSystem: identifier and code systems; OID, namespace, MRN
NutritionIntake: what a patient ate; food, diet
NutritionOrder: diets that were ordered; food, meal, nutrition
NutritionProduct: food and supplements; diet
ObservationDefinition: definitions of tests; lab catalog, reference range
OperationDefinition: definitions of operations
OperationOutcome: errors and warnings of a server; issue
OrganizationAffiliation: how organizations belong together; network, directory
PackagedProductDefinition: packages of medicines; drug, IDMP
Parameters: input and output of operations
PaymentNotice: notices of payments; billing
PaymentReconciliation: payments for several claims; billing, remittance
Permission: rules for the use of data; consent, access
Person: people across their roles; identity, patient, practitioner, duplicate
PlanDefinition: protocols, order sets and guidelines; pathway, workflow
ProcedureRequest: orders of procedures (STU3); lab order, referral
ProcessRequest: requests to process claims (STU3)
ProcessResponse: replies to processed claims (STU3)
Provenance: where data comes from; author, signature, origin
ReferralRequest: referrals (STU3); order
RegulatedAuthorization: authorizations of products; approval, IDMP
RequestGroup: sets of orders; order set
RequestOrchestration: sets of orders; order set
Requirements: requirements of a specification
ResearchDefinition: research questions; study
ResearchElementDefinition: populations and outcomes of research; study
ResearchStudy: clinical studies; trial, research
ResearchSubject: who takes part in a study; trial, participant, research
RiskAssessment: how likely something is; prognosis, score, prediction
RiskEvidenceSynthesis: evidence of risks; research
SearchParameter: definitions of search parameters
Sequence: gene and protein sequences (STU3); genomics
ServiceDefinition: decision support services (STU3)
SpecimenDefinition: kinds of samples; lab catalog
StructureDefinition: profiles, extensions and types; schema
StructureMap: rules that convert data; mapping, FML
Subscription: subscriptions to changes; webhook, notification
SubscriptionStatus: states of subscriptions; notification
SubscriptionTopic: what one can subscribe to; event, notification
Substance: substances; chemical, ingredient
SubstanceDefinition: substances in detail; chemical, IDMP
SubstanceNucleicAcid: nucleic acids; chemical, IDMP
SubstancePolymer: polymers; chemical, IDMP
SubstanceProtein: proteins; chemical, IDMP
SubstanceReferenceInformation: further facts about substances; chemical, IDMP
SubstanceSourceMaterial: where substances come from; chemical, IDMP
SubstanceSpecification: substances in detail; chemical, IDMP
SupplyDelivery: supplies that were delivered; logistics, material
SupplyRequest: supplies that were ordered; logistics, material
TerminologyCapabilities: what a terminology server can do; metadata
TestPlan: plans of tests; conformance
TestReport: results of tests; conformance
TestScript: scripts of tests; conformance
Transport: deliveries to a place; logistics, specimen transport
VerificationResult: whether data was checked; validation
ViewDefinition: tables made from resources; SQL on FHIR, analytics
VisionPrescription: glasses and contact lenses; eye, optician, prescription
`;
