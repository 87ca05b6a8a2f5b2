/**
 * The columns of all types, in the order of a table, with what they are. A name means the same in all types.
 */
const described = `
resourceType = Type of the resource, such as Patient
id = ID of the resource
identifier = Business number, a medical record number before others
identifierSystem = What the identifier is unique in
familyName = Family name, of the name that the person goes by
givenName = Given names of the same name
name = Whole name
birthDate = Date of birth
gender = Administrative gender
phone = Telephone number that is in use
email = Email address that is in use
street = Street and house number
city = City or town
state = State or province
postalCode = Postal code
country = Country
active = Whether the record is in use
deceased = Whether the person has died
deceasedDate = Date of death
maritalStatus = Marital status
language = Language that the person speaks
patientId = ID of the patient
patientName = Name of the patient, if the resource has it
encounterId = ID of the encounter
practitionerId = ID of who did it, ordered it or is responsible
practitionerName = Name of who did it, ordered it or is responsible
organizationId = ID of the organization
organizationName = Name of the organization
locationId = ID of the location
locationName = Name of the location
participants = Names of all who take part
status = Status, of a diagnosis its clinical status
verificationStatus = How certain it is
intent = Whether it is a proposal, a plan or an order
priority = How urgent it is
class = Kind of encounter, such as inpatient
category = Category
code = Code of what it is
codeSystem = Code system of the code
codeText = What it is, as text
specialty = Medical specialty
qualification = Professional qualification
start = When it happened or began
end = When it ended
startText = The beginning where it is no date, such as an age
durationMinutes = Length in minutes
recorded = When it was written down, ordered or issued
due = When it has to be done
value = Measured number
unit = Unit of the value
comparator = Sign before the value, such as <
valueText = Result of any kind, as text
valueCode = Code of a result that is coded
valueCodeSystem = Code system of that code
absentReason = Why there is no value
systolic = Systolic blood pressure
diastolic = Diastolic blood pressure
components = All parts of the result, as text
interpretation = Interpretation, such as high
referenceRange = Reference range
results = Number of results
conclusion = Conclusion
severity = Severity
criticality = How dangerous a reaction may be
reaction = How the reaction shows
bodySite = Part of the body
dosage = How to take the medication
dose = Dose of a single use
doseUnit = Unit of the dose
route = How the medication is given
quantity = Amount to dispense
quantityUnit = Unit of that amount
refills = Number of repeats that are allowed
lotNumber = Lot number
expirationDate = Expiration date
primarySource = Whether it was recorded by who gave it
reason = Why it was done, ordered or planned
outcome = Outcome
title = Title
description = Description
questionnaire = Questionnaire that was answered
answers = Questions and answers, as text
fileType = Media type of the file
fileTitle = Title of the file
fileUrl = Address of the file
subscriberId = Number of the insured person
relationship = Relationship to the subscriber
payerId = ID of the payer
payerName = Name of the payer
use = Whether it is a claim or only asked for in advance
total = Total amount
paid = Amount that is paid
currency = Currency of the amounts
totals = Totals by category, as text
items = What was done or delivered, as text
ownerName = Who has to do it
partOfId = ID of what it belongs to
partOfName = Name of what it belongs to
latitude = Latitude
longitude = Longitude
note = Notes
lastUpdated = When the server last stored the resource
`;

/** What each column is, by its name, in the order of a table. */
export const columnDescriptions: ReadonlyMap<string, string> = new Map(
	described
		.trim()
		.split('\n')
		.map((line) => line.split(' = ') as [string, string]),
);

const places = new Map([...columnDescriptions.keys()].map((name, index) => [name, index]));

/** Compares names of columns by their place in a table. */
export function byPlace(one: string, other: string): number {
	return (places.get(one) ?? places.size) - (places.get(other) ?? places.size);
}
