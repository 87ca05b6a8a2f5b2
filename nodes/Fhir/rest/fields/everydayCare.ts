/** The fields that people use of clinical types, written as in `everydayPeople.ts`. */
export const everydayCare: string = `
Observation:
status = Status
code.coding[0].code = Code; loinc
code.coding[0].system = Code System; codesystem
code.coding[0].display = Code Display; display
code.text = Code Text; test
subject.reference = Patient; subject patientid
effectiveDateTime = Date; effective measuredat observedat time
valueQuantity.value = Value (Number); value result
valueQuantity.unit = Unit; valueunit
valueQuantity.code = Unit Code (UCUM); ucum
category[0].coding[0].code = Category Code; category
encounter.reference = Encounter; visit
interpretation[0].coding[0].code = Interpretation Code; interpretation flag
note[0].text = Note; comment
- valueString = Value (Text); valuetext
- valueCodeableConcept.coding[0].code = Value (Code)
- valueCodeableConcept.coding[0].system = Value (Code): System
- valueCodeableConcept.text = Value (Code): Text
- valueBoolean = Value (Yes or No)
- valueInteger = Value (Whole Number)
- valueDateTime = Value (Date)
- performer[0].reference = Performer
- device.reference = Device
- issued = Issued
- identifier[0].value = Identifier
- identifier[0].system = Identifier System
- referenceRange[0].low.value = Reference Range: Low; low
- referenceRange[0].high.value = Reference Range: High; high
- component[0].code.coding[0].code = Component 1: Code
- component[0].code.coding[0].system = Component 1: Code System
- component[0].valueQuantity.value = Component 1: Value
- component[0].valueQuantity.unit = Component 1: Unit
- component[0].valueQuantity.code = Component 1: Unit Code (UCUM)
- component[1].code.coding[0].code = Component 2: Code
- component[1].code.coding[0].system = Component 2: Code System
- component[1].valueQuantity.value = Component 2: Value
- component[1].valueQuantity.unit = Component 2: Unit
- component[1].valueQuantity.code = Component 2: Unit Code (UCUM)

Encounter:
status = Status
class.code = Class; encounterclass
class[0].coding[0].code = Class; encounterclass
subject.reference = Patient; subject patientid
period.start = Start; admission admitted startdate
period.end = End; discharge discharged enddate
actualPeriod.start = Start; admission admitted startdate
actualPeriod.end = End; discharge discharged enddate
type[0].coding[0].code = Type Code
type[0].text = Type
participant[0].individual.reference = Practitioner; doctor
participant[0].actor.reference = Practitioner; doctor
location[0].location.reference = Location; ward
serviceProvider.reference = Organization; hospital
reasonCode[0].text = Reason; reason
identifier[VN].value = Visit Number; visit casenumber
- identifier[VN].system = Visit Number System

Condition:
code.coding[0].code = Code; icd icd10 snomed diagnosiscode
code.coding[0].system = Code System; codesystem
code.coding[0].display = Code Display; display
code.text = Code Text; diagnosis condition problem
subject.reference = Patient; subject patientid
clinicalStatus.coding[0].code = Clinical Status; status
verificationStatus.coding[0].code = Verification Status
category[0].coding[0].code = Category Code; category
onsetDateTime = Onset Date; onset since
recordedDate = Recorded Date; recorded
encounter.reference = Encounter; visit
note[0].text = Note; comment
- abatementDateTime = End Date (Abatement); abatement resolved
- severity.coding[0].code = Severity Code
- severity.text = Severity

Procedure:
status = Status
code.coding[0].code = Code; cpt ops procedurecode
code.coding[0].system = Code System; codesystem
code.text = Code Text; procedure
subject.reference = Patient; subject patientid
performedDateTime = Performed Date; date performed
occurrenceDateTime = Performed Date; date performed
encounter.reference = Encounter; visit
performer[0].actor.reference = Performer; surgeon
reasonCode[0].text = Reason; reason
note[0].text = Note; comment

AllergyIntolerance:
patient.reference = Patient; patientid
code.coding[0].code = Code; allergycode
code.coding[0].system = Code System; codesystem
code.text = Code Text; allergy allergen substance
clinicalStatus.coding[0].code = Clinical Status; status
verificationStatus.coding[0].code = Verification Status
type = Type
category[0] = Category
criticality = Criticality
onsetDateTime = Onset Date; onset
recordedDate = Recorded Date; recorded
reaction[0].manifestation[0].text = Reaction
reaction[0].severity = Reaction: Severity
note[0].text = Note; comment

Immunization:
status = Status
vaccineCode.coding[0].code = Vaccine Code; cvx
vaccineCode.coding[0].system = Vaccine Code System
vaccineCode.text = Vaccine
patient.reference = Patient; patientid
occurrenceDateTime = Date; given givenon
lotNumber = Lot Number; lot
doseQuantity.value = Dose
doseQuantity.unit = Dose Unit
expirationDate = Expiration Date; expires
location.reference = Location
performer[0].actor.reference = Performer
note[0].text = Note; comment
`;
