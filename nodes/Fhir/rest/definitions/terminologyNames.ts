/**
 * Value sets and code systems that people look for, by names of ours. One a line: its URL, what it is, and after a semicolon
 * further words. A URL without `http:` is that of a value set of FHIR's own: `http://hl7.org/fhir/ValueSet/` stands before it.
 */
export const valueSetNames: string = `
administrative-gender Gender (administrative); sex, male, female, patient
marital-status Marital status; married, single, patient
observation-category Observation categories; vital signs, laboratory, social history
observation-status Observation status; final, preliminary
observation-codes Observation codes (LOINC); lab test, measurement
observation-vitalsignresult Vital signs (LOINC); blood pressure, heart rate, temperature, weight
observation-interpretation Interpretations of results; high, low, abnormal, flag
observation-methods Methods of observations (SNOMED CT)
condition-code Diagnoses and problems (SNOMED CT); condition, disease
condition-category Condition categories; problem list, encounter diagnosis
condition-clinical Clinical status of conditions; active, resolved
condition-ver-status Verification status of conditions; confirmed, provisional
condition-severity Severity of conditions; mild, moderate, severe
clinical-findings Clinical findings (SNOMED CT); symptom
body-site Body sites (SNOMED CT); anatomy, location
procedure-code Procedures (SNOMED CT); surgery, operation, treatment
procedure-category Procedure categories (SNOMED CT)
vaccine-code Vaccines; immunization, CVX
immunization-status Immunization status
immunization-route Routes of immunization
immunization-site Sites of immunization; arm
medication-codes Medicines (SNOMED CT); drug, medication
medicationrequest-status Prescription status; medication request
medicationrequest-intent Prescription intents; medication request, order
medication-statement-status Medication statement status
medication-admin-status Medication administration status
medicationdispense-status Medication dispense status
route-codes Routes of medicines (SNOMED CT); oral, intravenous
additional-instruction-codes Dosage instructions (SNOMED CT); with food
administration-method-codes Administration methods (SNOMED CT)
substance-code Substances (SNOMED CT)
allergyintolerance-code Allergies: substances and products; intolerance
allergyintolerance-clinical Clinical status of allergies; intolerance
allergyintolerance-verification Verification status of allergies; intolerance
allergy-intolerance-category Allergy categories; food, medication, environment
allergy-intolerance-criticality Criticality of allergies; intolerance, risk
reaction-event-severity Severity of reactions; allergy
encounter-status Encounter status; visit
http://terminology.hl7.org/ValueSet/v3-ActEncounterCode Encounter classes; inpatient, ambulatory, emergency, visit
encounter-type Encounter types; visit
encounter-reason Reasons of encounters (SNOMED CT); visit
appointmentstatus Appointment status; booking
slotstatus Slot status; calendar
participationstatus Participation status; appointment
service-type Service types; appointment, specialty
service-category Service categories
c80-practice-codes Specialties (SNOMED CT); practice setting, department
c80-facilitycodes Facility types (SNOMED CT)
diagnostic-report-status Report status; lab report
diagnostic-service-sections Diagnostic sections; radiology, laboratory, pathology
report-codes Report codes (LOINC); lab report
document-reference-status Document reference status
doc-typecodes Document types, FHIR (LOINC)
c80-doc-typecodes Document types (LOINC); discharge summary, letter
document-classcodes Document classes (LOINC)
request-status Request status; order, referral
request-intent Request intents; order, proposal
request-priority Request priorities; urgent, stat, routine
event-status Event status; procedure
task-status Task status; workflow
task-intent Task intents; workflow
goal-status Goal status
goal-achievement Goal achievement
care-plan-activity-status Care plan activity status
care-team-status Care team status
participant-role Roles of participants (SNOMED CT); care team
practitioner-role Practitioner roles; doctor, nurse
organization-type Organization types; hospital, department, insurer
location-status Location status
location-physical-type Location types; ward, room, bed, building
relatedperson-relationshiptype Relationships to the patient; mother, father, guardian
patient-contactrelationship Contacts of the patient; emergency contact, next of kin
identifier-type Identifier types; medical record number, MRN, passport
identifier-use Identifier uses
name-use Name uses; maiden, official
address-use Address uses; home, work
address-type Address types; postal
contact-point-system Kinds of contact; phone, email, fax
contact-point-use Contact uses; home, work, mobile
link-type Link types of patients; duplicate, replaced
languages Languages, common; communication
all-languages Languages, all
mimetypes MIME types; content type, PDF
ucum-units Units (UCUM), all; measure
ucum-common Units (UCUM), common; measure
ucum-vitals-common Units of vital signs (UCUM)
units-of-time Units of time; day, week
days-of-week Days of the week
currencies Currencies; money, ISO 4217
iso3166-1-2 Countries (ISO 3166, two letters)
jurisdiction Jurisdictions; country
specimen-status Specimen status; sample
http://terminology.hl7.org/ValueSet/v2-0487 Specimen types; sample, blood, urine
device-kind Device types (SNOMED CT)
device-status Device status
flag-status Flag status; alert
coverage-type Coverage types; insurance
claim-type Claim types; billing
consent-state-codes Consent status
consent-scope Consent scopes; privacy
consent-category Consent categories; privacy
questionnaire-answers-status Filled-in form status; questionnaire response
data-absent-reason Reasons for missing data; unknown, masked
security-labels Security labels; confidentiality
publication-status Publication status; draft, active
resource-types Resource types
`;

/** The same for code systems, whose URLs are whole. */
export const codeSystemNames: string = `
http://loinc.org LOINC; lab tests, observations, documents, vital signs
http://snomed.info/sct SNOMED CT; findings, diagnoses, procedures, body sites
http://hl7.org/fhir/sid/icd-10 ICD-10; diagnoses, WHO
http://hl7.org/fhir/sid/icd-10-cm ICD-10-CM; diagnoses, United States
http://www.cms.gov/Medicare/Coding/ICD10 ICD-10-PCS; procedures, United States
http://fhir.de/CodeSystem/bfarm/icd-10-gm ICD-10-GM; diagnoses, Germany
http://fhir.de/CodeSystem/bfarm/ops OPS; procedures, Germany
http://id.who.int/icd/release/11/mms ICD-11; diagnoses, WHO
http://hl7.org/fhir/sid/icd-9-cm ICD-9-CM; diagnoses, United States
http://unitsofmeasure.org UCUM; units of measure
http://www.nlm.nih.gov/research/umls/rxnorm RxNorm; medicines, drugs, United States
http://www.whocc.no/atc ATC; medicines, drugs, WHO
http://hl7.org/fhir/sid/ndc NDC; medicines, drugs, United States
http://hl7.org/fhir/sid/cvx CVX; vaccines
http://www.ama-assn.org/go/cpt CPT; procedures, United States
http://hl7.org/fhir/sid/icpc-2 ICPC-2; primary care
http://dicom.nema.org/resources/ontology/DCM DICOM; imaging, modality
http://fdasis.nlm.nih.gov UNII; substances
http://www.orpha.net Orphanet; rare diseases
http://human-phenotype-ontology.org HPO; phenotypes, rare diseases
urn:iso:std:iso:3166 Countries (ISO 3166)
urn:iso:std:iso:4217 Currencies (ISO 4217)
urn:ietf:bcp:47 Languages (BCP 47)
urn:ietf:bcp:13 MIME types (BCP 13); content type
http://hl7.org/fhir/administrative-gender Gender (administrative); sex, male, female
http://terminology.hl7.org/CodeSystem/v3-MaritalStatus Marital status; married, single
http://terminology.hl7.org/CodeSystem/observation-category Observation categories; vital signs, laboratory
http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation Interpretations of results; high, low, flag
http://hl7.org/fhir/observation-status Observation status
http://terminology.hl7.org/CodeSystem/condition-category Condition categories; problem list, diagnosis
http://terminology.hl7.org/CodeSystem/condition-clinical Clinical status of conditions
http://terminology.hl7.org/CodeSystem/condition-ver-status Verification status of conditions
http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical Clinical status of allergies
http://terminology.hl7.org/CodeSystem/v3-ActCode Act codes of HL7 V3; encounter class, inpatient, ambulatory
http://terminology.hl7.org/CodeSystem/v3-RoleCode Role codes of HL7 V3; relationship, family
http://terminology.hl7.org/CodeSystem/v2-0203 Identifier types; medical record number, MRN
http://terminology.hl7.org/CodeSystem/v2-0131 Contact roles; emergency contact, next of kin
http://terminology.hl7.org/CodeSystem/v2-0487 Specimen types; sample
http://terminology.hl7.org/CodeSystem/organization-type Organization types; hospital, insurer
http://terminology.hl7.org/CodeSystem/location-physical-type Location types; ward, room, bed
http://terminology.hl7.org/CodeSystem/diagnosis-role Diagnosis roles; encounter
http://terminology.hl7.org/CodeSystem/data-absent-reason Reasons for missing data; unknown
http://terminology.hl7.org/CodeSystem/v3-NullFlavor Null flavors of HL7 V3; unknown
http://terminology.hl7.org/CodeSystem/v3-Confidentiality Confidentiality; security label
`;
