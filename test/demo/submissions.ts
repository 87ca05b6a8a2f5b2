import type { Workflow } from './workflows';

/** What somebody fills into the form of an example, by file name and by the labels of its fields. */
export const submissions: Record<string, Record<string, string>> = {
	'new-patient-intake-form.json': {
		'First Name': 'Yusuf',
		'Last Name': 'Demir',
		'Birth Date': '1979-10-02',
		Sex: 'male',
		Email: 'yusuf.demir@example.org',
		Phone: '',
		MRN: '50002',
	},
};

interface Form {
	formFields: { values: Array<{ fieldLabel: string }> };
}

/** Sends the form of a workflow that is active as a browser does: field by field, in the order of the form. */
export async function submitForm(url: string, { nodes }: Workflow, filledIn: Record<string, string>): Promise<void> {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
	const { formFields } = trigger?.parameters as unknown as Form;
	const body = new FormData();
	formFields.values.forEach(({ fieldLabel }, index) => body.append(`field-${index}`, filledIn[fieldLabel] ?? ''));
	const response = await fetch(`${url}/form/${trigger?.webhookId}`, {
		method: 'POST',
		body,
		headers: { connection: 'close' },
	});
	if (!response.ok) throw new Error(`n8n answered ${response.status} to the form: ${await response.text()}`);
}
