import type { ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { readProfileForm } from '../rest/conformance/profileForms';
import type { FieldModel } from '../rest/fields/fieldModel';
import { fieldModelOf, loadFieldModels } from '../rest/fields/fieldModels';
import { type FormField, formFields } from '../rest/fields/formFields';
import { enteredText } from '../support/locatorValue';
import { Failure } from '../transport/errors/failure';
import { formClient, formServer, listTimeoutMs } from './formServer';
import { searchTypes } from './searchTypes';

/**
 * The fields of *Fields* for the resource type of the open form, as the server's release and the chosen profile define them. None
 * without a type, or with one that FHIR does not define, and none but a notice where the profile cannot be read. Rejects as
 * `formServer` does.
 */
export async function resourceFields(source: ConnectionSource): Promise<ResourceMapperFields> {
	const [type] = searchTypes(source);
	if (type === undefined) return { fields: [] };
	// What is required is there already.
	const isPartial = source.parameter('operation') === 'updateFields';
	// The definitions are loaded after `untilInstalled`, which the form has awaited.
	const [{ release }] = await Promise.all([formServer(source), loadFieldModels(async () => {})]);
	const model = modelOf(type, release === 'r5' ? 'r5' : 'r4');
	if (!model) return { fields: [] };
	const profile = enteredText(source.parameter('profile')).trim();
	if (profile === '') return { fields: formFields(model).map((field) => mapperField(field, isPartial)) };
	try {
		const fields = await readProfileForm(await formClient(source, listTimeoutMs), profile, model);
		return { fields: fields.map((field) => mapperField(field, isPartial)) };
	} catch (error) {
		// n8n shows an error here without its words.
		return { fields: [], emptyFieldsNotice: noticeOf(error, profile) };
	}
}

function modelOf(type: string, release: 'r4' | 'r5'): FieldModel | undefined {
	try {
		return fieldModelOf(type, release);
	} catch {
		return undefined;
	}
}

function mapperField(
	{ id, title, kind, options, required, shown, fixed }: FormField,
	isPartial: boolean,
): ResourceMapperField {
	return {
		id,
		displayName: title,
		type: kind,
		...(options && { options: options.map((one) => ({ ...one })) }),
		required: required && !isPartial,
		display: true,
		removed: !shown,
		...(fixed !== undefined && { readOnly: true, defaultValue: fixed }),
		defaultMatch: false,
		canBeUsedToMatch: false,
	};
}

function noticeOf(error: unknown, profile: string): string {
	if (error instanceof Failure && error.kind === 'input') return [error.message, error.advice].join('. ');
	const reason = error instanceof Failure ? `: ${error.message}` : '';
	return `The definition of the profile ${profile} could not be read${reason}. Check the connection, or leave "Profile" empty.`;
}
