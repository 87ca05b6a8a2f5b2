import type { INodeProperties } from 'n8n-workflow';
import { loadElements } from '../../rest/model/elements/content';
import type { Resource } from '../../rest/model/resource';
import { fieldModelOf, loadFieldModels } from '../../rest/fields/fieldModels';
import { isOfProfile } from '../../rest/fields/fixedValues';
import { resourceFromForm } from '../../rest/fields/fromForm';
import type { Parameters } from '../parameters';
import { UnreadProfile } from '../unreadProfile';
import { listMode } from './listMode';
import { shownWhere } from './shownWhere';
import { sinceNewForm } from './versions';

/** *Specify Body*: how a resource to write is given. Workflows that were saved without the field have JSON. */
export const specifyBodyField: INodeProperties = {
	displayName: 'Specify Body',
	name: 'specifyBody',
	type: 'options',
	noDataExpression: true,
	default: 'json',
	description: 'How to give the resource',
	options: [
		{
			name: 'Using Fields',
			value: 'fields',
			description: 'Fill in fields such as Last Name or Birth Date, or take the columns of a spreadsheet',
		},
		{ name: 'Using JSON', value: 'json', description: 'The whole resource as JSON, from the input item for example' },
	],
};

/** *Profile*: what narrows the fields. */
export const profileField: INodeProperties = {
	displayName: 'Profile',
	name: 'profile',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'A profile of the server, such as US Core Patient, if the resource should follow one. Fields then has what the profile requires and allows, its extensions and its fixed values. The resource says in meta.profile that it follows the profile: remove that field if it should not.',
	modes: [
		listMode('profiles', {
			placeholder: 'e.g. US Core Patient',
			hint: 'The profiles of this resource type on the server',
		}),
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient',
			hint: 'The canonical URL of the profile. The server needs to have its StructureDefinition.',
		},
	],
};

/** *Fields*: n8n's resource mapper over the resource type. */
export const fieldsField: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	required: true,
	description:
		'The values of the resource. What is left empty is not sent. Mapped automatically, columns need the names of the fields, e.g. Last Name, or their paths, e.g. name[0].family.',
	typeOptions: {
		loadOptionsDependsOn: ['resource', 'resourceType.value', 'profile.value'],
		resourceMapper: {
			resourceMapperMethod: 'resourceFields',
			valuesLabel: 'Fields',
			mode: 'add',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: true,
			supportAutoMap: true,
			noFieldsError: 'No fields are known for this resource type. Choose another one, or use JSON.',
		},
	},
};

/** *Identifier System*: for identifiers whose system no field gives. */
export const identifierSystemField: INodeProperties = {
	displayName: 'Identifier System',
	name: 'identifierSystem',
	type: 'string',
	default: '',
	placeholder: 'e.g. http://hospital.example/mrn',
	description:
		'Whose number the Medical Record Number, or another identifier without a system of its own, is: a URL that stands for your hospital or registry, the same each time. Needed so that equal numbers of others are told apart.',
};

/**
 * The field for JSON, with the choice of fields in its place. `replaces`: does the write replace a resource? `before` stand before
 * the fields, and only with them.
 */
export function bodyFields(
	json: INodeProperties,
	replaces: boolean,
	before: readonly INodeProperties[] = [],
): INodeProperties[] {
	const { description = '' } = fieldsField;
	const fields = { ...fieldsField, description: replaces ? `${description} ${replacedNote}` : description };
	const forFields = (field: INodeProperties) => shownWhere(specifyBodyField.name, ['fields'], field);
	return [
		specifyBodyField,
		...before.map(forFields),
		shownWhere(specifyBodyField.name, ['json'], json),
		sinceNewForm(forFields(profileField)),
		forFields(fields),
		forFields(identifierSystemField),
	];
}

const replacedNote = 'An existing resource is replaced: it then has these values and no others.';

/** Does *Specify Body* choose fields? */
export function isByFields(parameters: Parameters): boolean {
	return parameters.text(specifyBodyField.name) === 'fields';
}

/** Loads what a body needs: the names of elements, and the definitions of fields where those are chosen. */
export async function prepareBody(untilInstalled: () => Promise<void>, first: Parameters): Promise<void> {
	await loadElements(untilInstalled);
	if (isByFields(first)) await loadFieldModels(untilInstalled);
}

/**
 * The resource of this type that *Fields* describes. `isPartial`: only some elements of a resource? Throws an input `Failure` that
 * names a field whose value is not clear, and an `UnreadProfile` where the form was filled for another profile.
 */
export function mappedResource(parameters: Parameters, type: string, isPartial: boolean): Resource {
	const release = parameters.optionText('fhirVersion') === '5.0' ? 'r5' : 'r4';
	const model = fieldModelOf(type, release);
	const mapped = parameters.mapped(fieldsField.name);
	const profile = parameters.locator(profileField.name);
	if (profile !== '' && !isOfProfile(mapped.offered, profile))
		throw new UnreadProfile({ name: fieldsField.name, profile, model });
	return resourceFromForm(mapped, model, {
		title: fieldsField.displayName,
		hasProfile: profile !== '',
		isPartial,
		identifierSystem: parameters.text(identifierSystemField.name),
		timeZone: parameters.timeZone,
		hint: (text) => parameters.hint(text),
	});
}
