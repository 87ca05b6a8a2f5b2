/** How a search compares a parameter with a value: by a prefix before the value, or a modifier after the name. */
export interface Match {
	/** Title case. */
	readonly name: string;
	/** `ge`, `:exact`; empty for what FHIR does without any. */
	readonly value: string;
	readonly description: string;
	/** The types of search parameters that have it; undefined where all do. */
	readonly types?: readonly string[];
}

const ordered = ['date', 'number', 'quantity'];
const hierarchic = ['reference', 'token', 'uri'];

/** All matches, by name. R4 §3.1.1.4.5 (modifiers, written after the name) and §3.1.1.4.6 (prefixes, written before the value). */
const matches: readonly Match[] = [
	{
		name: 'Above in Hierarchy',
		value: ':above',
		description: 'Modifier :above, for codes and URLs',
		types: hierarchic,
	},
	{ name: 'After', value: 'sa', description: 'Prefix sa: starts after the value', types: ordered },
	{ name: 'Approximately', value: 'ap', description: 'Prefix ap: dates and numbers near the value', types: ordered },
	{ name: 'Before', value: 'eb', description: 'Prefix eb: ends before the value', types: ordered },
	{
		name: 'Below in Hierarchy',
		value: ':below',
		description: 'Modifier :below, for codes and URLs',
		types: hierarchic,
	},
	{
		name: 'Contains',
		value: ':contains',
		description: 'Modifier :contains, for text anywhere in the value',
		types: ['string', 'uri'],
	},
	{
		name: 'Default',
		value: '',
		description: 'As FHIR defines it for the parameter: the start of a text, an exact date or code',
	},
	{
		name: 'Exact',
		value: ':exact',
		description: 'Modifier :exact, for the whole text in the same case',
		types: ['string'],
	},
	{ name: 'Greater Than', value: 'gt', description: 'Prefix gt: later or more than the value', types: ordered },
	{ name: 'Greater Than or Equal', value: 'ge', description: 'Prefix ge: on or after, at least', types: ordered },
	{
		name: 'Identifier of Reference',
		value: ':identifier',
		description: 'Modifier :identifier, for references',
		types: ['reference'],
	},
	{
		name: 'In Value Set',
		value: ':in',
		description: "Modifier :in, with a value set's URL as the value",
		types: ['reference', 'token'],
	},
	{ name: 'Less Than', value: 'lt', description: 'Prefix lt: earlier or less than the value', types: ordered },
	{ name: 'Less Than or Equal', value: 'le', description: 'Prefix le: on or before, at most', types: ordered },
	{ name: 'Missing', value: ':missing', description: 'Modifier :missing, with true or false as the value' },
	{ name: 'Not', value: ':not', description: 'Modifier :not, for codes', types: ['reference', 'token'] },
	{
		name: 'Not Equal',
		value: 'ne',
		description: 'Prefix ne: dates and numbers other than the value',
		types: ordered,
	},
	{
		name: 'Not in Value Set',
		value: ':not-in',
		description: "Modifier :not-in, with a value set's URL as the value",
		types: ['reference', 'token'],
	},
	{
		name: 'Of Type',
		value: ':of-type',
		description: 'Modifier :of-type, for identifiers: system|code|value',
		types: ['token'],
	},
	{
		name: 'Text',
		value: ':text',
		description: "Modifier :text, the code's display text",
		types: ['reference', 'string', 'token'],
	},
];

/** What a search does without a prefix or modifier (R4 §3.1.1.4.8 to §3.1.1.4.15). */
const defaults: Readonly<Record<string, string>> = {
	date: 'Within the day, month or year',
	number: 'Equal, as exactly as it is written',
	quantity: 'Equal, as exactly as it is written',
	reference: 'Refers to it',
	string: 'Starts with it, in upper or lower case',
	token: 'Has the code or identifier',
	uri: 'Is the same URL or URI',
};

/** The matches that a search parameter of this type has, Default first; all for a type that is not known. */
export function matchesFor(type: string): Match[] {
	const meaning = defaults[type];
	if (meaning === undefined) return [...matches];
	const fitting = matches.filter(({ types }) => types === undefined || types.includes(type));
	const isDefault = ({ value }: Match) => value === '';
	return [
		...fitting.filter(isDefault).map((match) => ({ ...match, description: meaning })),
		...fitting.filter((match) => !isDefault(match)),
	];
}
