/** FHIR's releases that the built-in definitions know. */
export type Release = 'r4' | 'r4b' | 'r5';

/** A search parameter of a resource type. */
export interface SearchParameterDefinition {
	readonly name: string;
	/** `token`, `date`, `reference` … (R4 §3.1.1.4.3); empty if it is not known. */
	readonly type: string;
	/** What it is, in one line; may be empty. */
	readonly meaning: string;
	/** The types that a reference may point to; `*` stands for any type. */
	readonly targets: readonly string[];
}

const kinds: Readonly<Record<string, string>> = {
	c: 'composite',
	d: 'date',
	n: 'number',
	q: 'quantity',
	r: 'reference',
	s: 'string',
	t: 'token',
	u: 'uri',
	x: 'special',
};

const bits: Readonly<Record<Release, number>> = { r4: 1, r4b: 2, r5: 4 };
const allReleases = 7;

interface ReleasedParameter extends SearchParameterDefinition {
	readonly releases: number;
}

/** The line of each type, as it is written. */
let lines: ReadonlyMap<string, string> | undefined;

/**
 * The search parameters that a release of FHIR defines for a type, by name, without those that all types have. Where the
 * release does not know the type, those of the other releases; none for a type that no release knows.
 *
 * The data is a text, which is loaded when it is needed first. A line is `Type:` and its parameters, with `;` between them: the
 * name, `=`, the letter of its type, the sum of its releases (1 R4, 2 R4B, 4 R5; none if it is in all), after `>` the
 * types that a reference may point to, and after a space what it is.
 */
export async function definedParameters(type: string, release: Release): Promise<SearchParameterDefinition[]> {
	return parametersOf((await linesOfTypes()).get(type), release);
}

/** The parameters of type reference, of any resource type, that may point to this type, as `Observation:subject`. */
export async function definedReferencesTo(target: string, release: Release): Promise<string[]> {
	return [...(await linesOfTypes())].flatMap(([type, line]) =>
		// Most lines do not even name the target.
		line.includes(target) || line.includes('>*')
			? parametersOf(line, release)
					.filter(({ targets }) => targets.includes(target) || targets.includes('*'))
					.map(({ name }) => `${type}:${name}`)
			: [],
	);
}

async function linesOfTypes(): Promise<ReadonlyMap<string, string>> {
	if (lines) return lines;
	const { searchParameterRecords } = await import('./searchParameterRecords');
	const read = searchParameterRecords
		.trim()
		.split('\n')
		.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const);
	return (lines = new Map(read));
}

function parametersOf(line: string | undefined, release: Release): ReleasedParameter[] {
	const all = (line ?? '').split(';').flatMap((record) => parameterOf(record) ?? []);
	const own = all.filter(({ releases }) => (releases & bits[release]) !== 0);
	return own.length > 0 ? own : all;
}

function parameterOf(record: string): ReleasedParameter | undefined {
	const nameEnd = record.indexOf('=');
	if (nameEnd < 0) return undefined;
	const factsEnd = record.indexOf(' ', nameEnd);
	const [facts = '', targets = ''] = record.slice(nameEnd + 1, factsEnd).split('>');
	return {
		name: record.slice(0, nameEnd),
		type: kinds[facts.charAt(0)] ?? '',
		meaning: record.slice(factsEnd + 1),
		targets: targets === '' ? [] : targets.split(','),
		releases: facts.length > 1 ? Number(facts.slice(1)) : allReleases,
	};
}
