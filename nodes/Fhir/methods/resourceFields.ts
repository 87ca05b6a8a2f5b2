import type { ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { fieldModelOf, loadFieldModels } from '../rest/fields/fieldModels';
import { formFields } from '../rest/fields/formFields';
import { formServer } from './formServer';
import { searchTypes } from './searchTypes';

/**
 * The fields of *Fields* for the resource type of the open form, as the server's release defines them. None without a type, or
 * with one that FHIR does not define. Rejects as `formServer` does.
 */
export async function resourceFields(source: ConnectionSource): Promise<ResourceMapperFields> {
	const [type] = searchTypes(source);
	if (type === undefined) return { fields: [] };
	// What is required is there already.
	const isPartial = source.parameter('operation') === 'updateFields';
	// The definitions are loaded after `untilInstalled`, which the form has awaited.
	const [{ release }] = await Promise.all([formServer(source), loadFieldModels(async () => {})]);
	try {
		const model = fieldModelOf(type, release === 'r5' ? 'r5' : 'r4');
		return {
			fields: formFields(model).map(({ id, title, kind, options, required, shown }): ResourceMapperField => ({
				id,
				displayName: title,
				type: kind,
				...(options && { options: options.map((one) => ({ ...one })) }),
				required: required && !isPartial,
				display: true,
				removed: !shown,
				defaultMatch: false,
				canBeUsedToMatch: false,
			})),
		};
	} catch {
		return { fields: [] };
	}
}
