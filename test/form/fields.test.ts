import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { choices } from '../../nodes/Fhir/actions/registry';
import { form } from '../../nodes/Fhir/form/form';
import { formFields as pollingFields } from '../../nodes/Fhir/triggers/polling/fields';
import { formFields as subscriptionFields } from '../../nodes/Fhir/triggers/subscription/fields';

/** Each field with the titles of those that it stands in, each once, rows of collections included. */
function allFields(fields: readonly INodeProperties[], within = ''): Array<[path: string, field: INodeProperties]> {
	return fields.flatMap((field) => {
		const path = `${within}${field.displayName}`;
		return [[path, field], ...allFields(fieldsWithin(field), `${path} → `)];
	});
}

function fieldsWithin({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option: INodeProperties | INodePropertyCollection | INodePropertyOptions) => {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	});
}

const fields = [
	...allFields(form(choices)),
	...allFields(pollingFields, 'FHIR Trigger → '),
	...allFields(subscriptionFields, 'FHIR Subscription Trigger → '),
].filter(([, { type }]) => type !== 'notice');
const distinct = [
	...new Map(
		fields.map(([path, field]) => [JSON.stringify([path, field.name, field.description]), [path, field] as const]),
	),
].map(([, entry]) => entry);

describe('Each field of the form', () => {
	test.each(distinct)('%s has a description and a default', (_path, field) => {
		expect(field.description).toMatch(/\S/);
		expect(field.default).toBeDefined();
	});

	test.each(distinct.filter(([, { type }]) => type === 'string' || type === 'number' || type === 'json'))(
		'%s has a placeholder with an example',
		(_path, { placeholder }) => {
			expect(placeholder).toMatch(/^e\.g\. \S/);
		},
	);
});
