import type { INodeProperties } from 'n8n-workflow';
import type { ToolLimits } from '../../items/toolOutput';
import type { Parameters } from '../parameters';

/** From this version of the node on, a tool is Read Only unless it says otherwise, and its results are short. */
export const shortToolVersion = 1.1;

/** Characters of JSON that a tool gives to the model at most: some 5,000 tokens. */
export const defaultMaxCharacters = 20_000;

const inEachTool = { '@tool': [true] };
const inShortTools = { ...inEachTool, '@version': [{ _cnd: { gte: shortToolVersion } }] };

const readOnlyField: INodeProperties = {
	displayName: 'Read Only',
	name: 'readOnly',
	type: 'boolean',
	noDataExpression: true,
	default: true,
	description:
		'Whether the agent can only read and search. Everything that could change something on the server is refused before it is sent, whatever the operation or the model asks for.',
};

/** What the form has where an AI agent uses the node as a tool, and only there. */
export const toolFields: INodeProperties[] = [
	{ ...readOnlyField, displayOptions: { show: inShortTools } },
	{ ...readOnlyField, default: false, displayOptions: { show: { ...inEachTool, '@version': [1] } } },
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description:
			'Whether to return a simplified version of the response instead of the raw data: names, codes and references as readable text, without narrative and extensions',
		displayOptions: { show: inShortTools },
	},
	{
		displayName: 'Maximum Characters',
		name: 'maxCharacters',
		type: 'number',
		noDataExpression: true,
		default: 20_000,
		typeOptions: { minValue: 1_000 },
		placeholder: 'e.g. 20000',
		description:
			'How much text the model gets for one call, in characters of JSON; four are about a token. Of longer results it gets the first ones, and is told how to ask for less.',
		displayOptions: { show: inShortTools },
	},
];

/** What a model gets of a result, by *Simplify* and *Maximum Characters*. Throws an input `Failure` for what is no number. */
export function toolLimitsOf(parameters: Parameters): ToolLimits {
	const maxCharacters = parameters.number('maxCharacters', { min: 1_000, example: defaultMaxCharacters });
	// What a node was saved with before *Output* took the place of *Simplify*.
	const hasOutput = parameters.option('output', 'options') !== undefined;
	return { simplify: parameters.flag('simplify') && !hasOutput, maxCharacters: maxCharacters ?? defaultMaxCharacters };
}
