/** The fields that people use of medicines, reports, orders and plans, written as in `everydayPeople.ts`. */
export const everydayOrders: string = `
MedicationRequest:
status = Status
intent = Intent
medicationCodeableConcept.coding[0].code = Medication Code; rxnorm atc drugcode
medicationCodeableConcept.coding[0].system = Medication Code System
medicationCodeableConcept.text = Medication; drug medicine
medication.concept.coding[0].code = Medication Code; rxnorm atc drugcode
medication.concept.coding[0].system = Medication Code System
medication.concept.text = Medication; drug medicine
subject.reference = Patient; subject patientid
authoredOn = Date Written; authored date
requester.reference = Prescriber; requester doctor
dosageInstruction[0].text = Dosage; sig dosageinstruction instructions
encounter.reference = Encounter; visit
dispenseRequest.quantity.value = Quantity
dispenseRequest.quantity.unit = Quantity Unit
dispenseRequest.numberOfRepeatsAllowed = Refills; repeats
note[0].text = Note; comment

MedicationStatement:
status = Status
medicationCodeableConcept.coding[0].code = Medication Code; rxnorm atc drugcode
medicationCodeableConcept.coding[0].system = Medication Code System
medicationCodeableConcept.text = Medication; drug medicine
medication.concept.text = Medication; drug medicine
subject.reference = Patient; subject patientid
effectiveDateTime = Date; taken
effectivePeriod.start = Start
effectivePeriod.end = End
dosage[0].text = Dosage; sig
note[0].text = Note; comment

Medication:
code.coding[0].code = Code; rxnorm atc drugcode
code.coding[0].system = Code System
code.text = Name; name drug medicine
status = Status
form.text = Form
identifier[0].value = Identifier
identifier[0].system = Identifier System

DiagnosticReport:
status = Status
code.coding[0].code = Code; loinc
code.coding[0].system = Code System; codesystem
code.text = Code Text; report
category[0].coding[0].code = Category Code; category
subject.reference = Patient; subject patientid
effectiveDateTime = Date; effective
issued = Issued
performer[0].reference = Performer
result[0].reference = Result 1
result[1].reference = Result 2
conclusion = Conclusion; findings
encounter.reference = Encounter; visit

DocumentReference:
status = Status
type.coding[0].code = Type Code; loinc
type.coding[0].system = Type Code System
type.text = Type
subject.reference = Patient; subject patientid
date = Date
author[0].reference = Author
description = Description
content[0].attachment.url = File URL; url
content[0].attachment.contentType = File Type (MIME); contenttype mimetype
content[0].attachment.title = File Title; title filename

ServiceRequest:
status = Status
intent = Intent
code.coding[0].code = Code; loinc
code.coding[0].system = Code System; codesystem
code.text = Code Text; order service
code.concept.coding[0].code = Code; loinc
code.concept.coding[0].system = Code System; codesystem
code.concept.text = Code Text; order service
subject.reference = Patient; subject patientid
priority = Priority
occurrenceDateTime = Date; scheduled
authoredOn = Date Written; authored
requester.reference = Requester; doctor
performer[0].reference = Performer
reasonCode[0].text = Reason; reason
encounter.reference = Encounter; visit
note[0].text = Note; comment

CarePlan:
status = Status
intent = Intent
title = Title
description = Description
subject.reference = Patient; subject patientid
period.start = Start
period.end = End
author.reference = Author
category[0].text = Category

CareTeam:
status = Status
name = Name
subject.reference = Patient; subject patientid
participant[0].member.reference = Member 1
participant[0].role[0].text = Member 1: Role
participant[1].member.reference = Member 2
participant[1].role[0].text = Member 2: Role

Goal:
lifecycleStatus = Lifecycle Status; status
description.text = Description; goal
subject.reference = Patient; subject patientid
startDate = Start Date; start
target[0].dueDate = Target: Due Date; due
achievementStatus.coding[0].code = Achievement Status
note[0].text = Note; comment

Communication:
status = Status
subject.reference = Patient; patientid
sender.reference = Sender
recipient[0].reference = Recipient
sent = Sent; date
payload[0].contentString = Message; text content
topic.text = Subject; title

Specimen:
identifier[0].value = Identifier; barcode
identifier[0].system = Identifier System
accessionIdentifier.value = Accession Number; accession
accessionIdentifier.system = Accession Number System
status = Status
type.coding[0].code = Type Code
type.text = Type
subject.reference = Patient; subject patientid
receivedTime = Received; receivedat
collection.collectedDateTime = Collected; collectedat
`;
