/**
 * The fields that people use of administrative types, in the order of the form. A type stands alone in a line with a colon; a
 * field is its ID, its title, and after a semicolon other names that a column may have, as `everyday.ts` reads them. Fields
 * that a release does not define are passed over.
 */
export const everydayPeople: string = `
Patient:
name[0].family = Last Name; last surname family familyname
name[0].given[0] = First Name; first given givenname forename
name[0].given[1] = Middle Name; middle secondname
birthDate = Birth Date; dob dateofbirth born birthday
gender = Gender; sex administrativegender
identifier[MR].value = Medical Record Number; mrn hospitalnumber patientnumber
telecom[phone].value = Phone; telephone tel phonenumber
telecom[email].value = Email; mail emailaddress
address[0].line[0] = Street; address street1 address1 addressline1 line1
address[0].city = City; town
address[0].postalCode = Postal Code; zip zipcode postcode
address[0].state = State; province
address[0].country = Country
- telecom[phone:mobile].value = Mobile Phone; mobile cell cellphone mobilenumber
- telecom[phone:home].value = Home Phone
- telecom[phone:work].value = Work Phone
- identifier[MR].system = MRN System; mrnsystem
- identifier[SS].value = Social Security Number; ssn
- address[0].line[1] = Street, Second Line; street2 address2 addressline2 line2
- name[0].prefix[0] = Name Prefix; prefix salutation
- name[0].suffix[0] = Name Suffix; suffix
- name[0].text = Full Name; fullname name
- name[1].family = Other Last Name; maidenname birthname
- name[1].use = Other Last Name: Use
- active = Active
- deceasedBoolean = Deceased; isdeceased
- deceasedDateTime = Date of Death; deathdate dateofdeath dod
- maritalStatus.coding[0].code = Marital Status Code
- communication[0].language.text = Language; language preferredlanguage
- communication[0].language.coding[0].code = Language Code
- generalPractitioner[0].reference = General Practitioner; gp
- managingOrganization.reference = Managing Organization
- contact[0].name.family = Contact: Last Name
- contact[0].name.given[0] = Contact: First Name
- contact[0].telecom[phone].value = Contact: Phone

Practitioner:
name[0].family = Last Name; last surname family familyname
name[0].given[0] = First Name; first given givenname forename
name[0].prefix[0] = Name Prefix; prefix title
gender = Gender; sex
birthDate = Birth Date; dob dateofbirth
identifier[NPI].value = National Provider Identifier (NPI); npi
identifier[0].value = Identifier
identifier[0].system = Identifier System
telecom[phone].value = Phone; telephone tel phonenumber
telecom[email].value = Email; mail emailaddress
qualification[0].code.text = Qualification
- telecom[phone:work].value = Work Phone
- active = Active

PractitionerRole:
practitioner.reference = Practitioner
organization.reference = Organization
code[0].coding[0].code = Role Code
code[0].text = Role; role
specialty[0].coding[0].code = Specialty Code
specialty[0].text = Specialty
location[0].reference = Location
telecom[phone].value = Phone; telephone tel phonenumber
telecom[email].value = Email; mail emailaddress
period.start = Start
period.end = End

Organization:
name = Name
type[0].coding[0].code = Type Code
type[0].text = Type
identifier[0].value = Identifier
identifier[0].system = Identifier System
telecom[phone].value = Phone; telephone tel phonenumber
telecom[email].value = Email; mail emailaddress
address[0].line[0] = Street; address street1 address1 line1
address[0].city = City; town
address[0].postalCode = Postal Code; zip zipcode postcode
address[0].country = Country
partOf.reference = Part Of
contact[0].telecom[phone].value = Phone
contact[0].telecom[email].value = Email

Location:
name = Name
status = Status
type[0].text = Type
physicalType.coding[0].code = Physical Type Code
identifier[0].value = Identifier
identifier[0].system = Identifier System
telecom[phone].value = Phone; telephone tel phonenumber
address.line[0] = Street; address street1 address1 line1
address.city = City; town
address.postalCode = Postal Code; zip zipcode postcode
address.country = Country
position.latitude = Latitude; lat
position.longitude = Longitude; lon lng
managingOrganization.reference = Managing Organization
partOf.reference = Part Of

RelatedPerson:
patient.reference = Patient; patientid
relationship[0].coding[0].code = Relationship Code
relationship[0].text = Relationship
name[0].family = Last Name; last surname family familyname
name[0].given[0] = First Name; first given givenname forename
birthDate = Birth Date; dob dateofbirth
gender = Gender; sex
telecom[phone].value = Phone; telephone tel phonenumber
telecom[email].value = Email; mail emailaddress

Coverage:
status = Status
beneficiary.reference = Beneficiary (Patient); patient
subscriberId = Subscriber ID; membernumber insurancenumber
payor[0].reference = Payer; payer insurer
payor[0].display = Payer Name; payername
kind = Kind
insurer.reference = Payer; payer
type.coding[0].code = Type Code
type.text = Type; plan
relationship.coding[0].code = Relationship Code
period.start = Start; validfrom
period.end = End; validuntil

Device:
identifier[0].value = Identifier; serial
identifier[0].system = Identifier System
status = Status
type.coding[0].code = Type Code
type.text = Type
manufacturer = Manufacturer
modelNumber = Model Number; model
serialNumber = Serial Number
patient.reference = Patient

Task:
status = Status
intent = Intent
code.text = Task
description = Description
priority = Priority
focus.reference = Focus
for.reference = For (Patient); patient
owner.reference = Owner
requester.reference = Requester
executionPeriod.start = Start
executionPeriod.end = Due; due duedate

Appointment:
status = Status
start = Start; starttime
end = End; endtime
minutesDuration = Duration in Minutes; duration
description = Description
serviceType[0].text = Service
reasonCode[0].text = Reason; reason
participant[0].actor.reference = Participant 1 (Patient); patient
participant[0].status = Participant 1: Status
participant[1].actor.reference = Participant 2 (Practitioner); practitioner doctor
participant[1].status = Participant 2: Status
participant[2].actor.reference = Participant 3 (Location); location
participant[2].status = Participant 3: Status
comment = Comment
`;
