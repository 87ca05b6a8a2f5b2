import type { INodeProperties } from 'n8n-workflow';

/** The fields that decide what the drop-downs of a search offer: n8n loads them anew when one of these changes. */
const offerDependsOn: string[] = [
	'resource',
	'resourceType.value',
	'resourceTypes',
	'searchIn',
	'authentication',
	'baseUrl',
];

/**
 * A field with one or several choices, which the method of this name loads. Values that it does not list stay valid: saved ones,
 * and those that an expression gives. `alsoDependsOn` are further fields that decide what is offered, `&` before one of the row.
 */
export function offeredField(
	loadOptionsMethod: string,
	field: Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description' | 'required' | 'displayOptions'>,
	alsoDependsOn: readonly string[] = [],
): INodeProperties {
	return {
		...field,
		type: Array.isArray(field.default) ? 'multiOptions' : 'options',
		allowArbitraryValues: true,
		typeOptions: { loadOptionsMethod, loadOptionsDependsOn: [...offerDependsOn, ...alsoDependsOn] },
	};
}

/** *Options → Include From List*, beside *Include*, which is a text. */
export const includeListOption = offeredField('includes', {
	displayName: 'Include From List',
	name: 'includeList',
	default: [],
	description:
		'References to follow: also return the resources that the matches refer to (_include). For any other, add the option "Include".',
});

/** *Options → Reverse Include From List*, beside *Reverse Include*. */
export const revIncludeListOption = offeredField('revIncludes', {
	displayName: 'Reverse Include From List',
	name: 'revIncludeList',
	default: [],
	description:
		'References to follow backwards: also return the resources that refer to the matches (_revinclude). For any other, add the option "Reverse Include".',
});

/** *Options → Sort From List*, beside *Sort*. */
export const sortListOption = offeredField('orders', {
	displayName: 'Sort From List',
	name: 'sortList',
	default: [],
	description: 'What to sort by, the first choice first (_sort). For any other order, add the option "Sort".',
});
