/** Where in a view something went wrong. */
export interface Problem {
	readonly place: string;
	/** The column, if it is one. */
	readonly column?: string;
}

/**
 * A resource that a view cannot be applied to. Its message has no content of the resource. Which resource it is, the caller
 * knows.
 */
export class ViewProblem extends Error {
	constructor(
		readonly where: Problem,
		message: string,
	) {
		super(message);
		this.name = 'ViewProblem';
	}

	/** The problem that an evaluation failed with. The library's own words may quote values: only the known ones are told. */
	static of(error: unknown, where: Problem): ViewProblem {
		if (error instanceof ViewProblem) return error;
		const text = error instanceof Error ? error.message : '';
		return new ViewProblem(
			where,
			known.find(([words]) => words.test(text))?.[1] ?? 'the expression cannot be evaluated',
		);
	}
}

const known: ReadonlyArray<readonly [RegExp, string]> = [
	[
		/^(?:Expected single|Singleton expected|Was expecting a single|Unexpected collection)/i,
		'the expression needs a single value there, and found several',
	],
	[/^Cannot convert/, 'the expression calculates with a value that is not a number'],
	[/expects? (?:no )?params|wrong arity/i, 'a function in the expression has too many or too few parameters'],
	[/Invalid string length|Maximum call stack/, 'the result of the expression grows without end'],
	[/Cannot (?:compare|add|subtract|multiply|divide)/i, 'the expression combines values that do not go together'],
];
