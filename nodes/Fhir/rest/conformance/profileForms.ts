import type { FhirClient } from '../client';
import type { FieldModel } from '../fields/fieldModel';
import type { OfferedField } from '../fields/columns';
import { profileFieldId } from '../fields/fixedValues';
import type { FormField } from '../fields/formFields';
import { extensionUrls, withExtensions } from '../fields/profile/graft';
import { profileFields } from '../fields/profile/profileFields';
import { profileForm, wantedValueSets } from '../fields/profile/profileForm';
import { type ProfileNode, profileTree } from '../fields/profile/profileNode';
import { readOnce } from './serverCache';
import { profileDefinitions, structureDefinition } from './structureDefinitions';
import { valueSetCodes } from './valueSetCodes';

/** A field of a profile, as the form offers it and as it is saved with a node. */
export type ProfileFormField = FormField & OfferedField;

const readers = new WeakMap<
	FieldModel,
	(client: FhirClient, profile: string, signal?: AbortSignal) => Promise<ProfileFormField[]>
>();

/**
 * The fields that the form offers of a type for the profile with this canonical URL, as the server defines it. They are read once
 * in ten minutes. Rejects as `profileDefinitions` does.
 */
export async function readProfileForm(
	client: FhirClient,
	profile: string,
	model: FieldModel,
	signal?: AbortSignal,
): Promise<ProfileFormField[]> {
	const reader = readers.get(model) ?? readOnce(async (by, url, stop) => await readForm(by, url, model, stop));
	readers.set(model, reader);
	return await reader(client, profile, signal);
}

async function readForm(
	client: FhirClient,
	profile: string,
	model: FieldModel,
	signal: AbortSignal | undefined,
): Promise<ProfileFormField[]> {
	const tree = profileTree(await profileDefinitions(client, profile, model.type, signal));
	const { root, leftOut } = withExtensions(tree, await extensionsOf(client, tree, signal));
	const fields = profileFields(model, root).filter(({ id }) => id !== profileFieldId);
	const valueSets = wantedValueSets(fields);
	const found = await Promise.all(
		valueSets.map(async (url) => [url, await valueSetCodes(client, url, signal)] as const),
	);
	const codes = new Map(found);
	const form = profileForm(fields, model, (url) => codes.get(url));
	return [...form, profileField(profile, leftOut)].map((field) => ({ ...field, removed: !field.shown }));
}

async function extensionsOf(
	client: FhirClient,
	tree: ProfileNode,
	signal: AbortSignal | undefined,
): Promise<Map<string, ProfileNode>> {
	const definitions = await Promise.all(
		extensionUrls(tree).map(async (url) => [url, await structureDefinition(client, url, signal)] as const),
	);
	return new Map(
		definitions.flatMap(([url, definition]) => (definition ? [[url, profileTree([definition])] as const] : [])),
	);
}

/** What says that the resource has the profile, and what the form lacks of it. */
function profileField(profile: string, leftOut: readonly string[]): FormField {
	const lacks = leftOut.length === 0 ? '' : ` (without ${leftOut.join(', ')}: not defined on the server)`;
	return {
		id: profileFieldId,
		title: `Profile of the Resource${lacks}`,
		kind: 'string',
		required: false,
		fixed: profile,
		shown: true,
	};
}
