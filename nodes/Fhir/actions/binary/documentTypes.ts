import type { INodePropertyOptions } from 'n8n-workflow';

/** LOINC codes of documents that are filed most: the code, its name in the form, and LOINC's own name. */
const loinc = [
	['11488-4', 'Consult Note', 'Consult note'],
	['64297-5', 'Death Certificate', 'Death certificate'],
	['18748-4', 'Diagnostic Imaging Study', 'Diagnostic imaging study'],
	['18842-5', 'Discharge Summary', 'Discharge summary'],
	['11524-6', 'EKG Study', 'EKG study'],
	['34111-5', 'Emergency Department Note', 'Emergency department Note'],
	['34117-2', 'History and Physical Note', 'History and physical note'],
	['11502-2', 'Laboratory Report', 'Laboratory report'],
	['34746-8', 'Nurse Note', 'Nurse Note'],
	['34108-1', 'Outpatient Note', 'Outpatient Note'],
	['11526-1', 'Pathology Study', 'Pathology study'],
	['59284-0', 'Patient Consent', 'Consent Document'],
	['60591-5', 'Patient Summary', 'Patient summary Document'],
	['57833-6', 'Prescription for Medication', 'Prescription for medication Document'],
	['28570-0', 'Procedure Note', 'Procedure note'],
	['11506-3', 'Progress Note', 'Progress note'],
	['57133-1', 'Referral Note', 'Referral note'],
	['34133-9', 'Summary of Episode', 'Summary of episode note'],
	['11504-8', 'Surgical Operation Note', 'Surgical operation note'],
	['18761-7', 'Transfer Summary', 'Transfer summary note'],
] as const;

/** The choices of a document's *Type*, with values as `documentDraft` reads them: `system|code|display`. */
export const documentTypes: INodePropertyOptions[] = [
	...loinc.map(([code, name, display]) => ({
		name,
		value: `http://loinc.org|${code}|${display}`,
		description: `LOINC ${code}`,
	})),
	{ name: 'Not Specified', value: '', description: 'The document does not say of which type it is' },
].sort((a, b) => a.name.localeCompare(b.name));
