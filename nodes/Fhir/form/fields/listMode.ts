import type { INodePropertyMode } from 'n8n-workflow';

const inListMode = { name: 'list', type: 'list' } as const;

/**
 * The mode of a resource locator that offers a list, which the method of this name searches. It does without a credential: where
 * none is chosen, the method says so itself, or has a list of its own.
 */
export function listMode(
	searchListMethod: string,
	more: Pick<INodePropertyMode, 'placeholder' | 'hint'> = {},
): INodePropertyMode {
	return {
		displayName: 'From List',
		...inListMode,
		...more,
		typeOptions: { searchListMethod, searchable: true, skipCredentialsCheckInRLC: true },
	};
}

/** What to say of a list of resources. */
export const resourceListTexts = {
	placeholder: 'e.g. Chalmers',
	hint: 'Search by name, number, birth date or ID. n8n saves the text of the chosen entry in the workflow.',
} as const;
