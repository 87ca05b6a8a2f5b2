import type { INodeProperties } from 'n8n-workflow';

/** The version of the node from which on the form is the new one: the everyday in front, and *Connection* at its end. */
export const newFormVersion = 1.1;

type Conditions = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const inNewForm = { '@version': [{ _cnd: { gte: newFormVersion } }] };
const inOldForm = { '@version': [1] };

/** The field as nodes of version 1.1 have it. */
export function sinceNewForm(field: INodeProperties): INodeProperties {
	return shownAlso(field, inNewForm);
}

/** The field as nodes of version 1 have it. */
export function beforeNewForm(field: INodeProperties): INodeProperties {
	return shownAlso(field, inOldForm);
}

/** Is it a field that nodes of version 1.1 have? */
export function isOfNewForm({ displayOptions }: INodeProperties): boolean {
	const versions = displayOptions?.show?.['@version'];
	return versions === undefined || versions.some((version) => typeof version === 'object');
}

/** An entry of *Options* that version 1.1 shows only where it means something, under these conditions. */
export function narrowedOption(field: INodeProperties, conditions: Conditions): INodeProperties[] {
	return [beforeNewForm(field), sinceNewForm(shownAlso(field, conditions))];
}

/** Shown under these conditions too. They come first: n8n shows a field as soon as a value that it depends on is an expression. */
function shownAlso(field: INodeProperties, conditions: Conditions): INodeProperties {
	return {
		...field,
		displayOptions: { ...field.displayOptions, show: { ...conditions, ...field.displayOptions?.show } },
	};
}
