/** How much is done. */
export interface Amount {
	executions: number;
	megabytes: number;
}

const DEFAULT: Amount = { executions: 1_000, megabytes: 200 };

/** The amounts on the command line; undefined where it has something else. */
export function amountOf(options: readonly string[]): Amount | undefined {
	const [executions = DEFAULT.executions, megabytes = DEFAULT.megabytes, ...more] = options.map(Number);
	const good = [executions, megabytes].every((amount) => Number.isInteger(amount) && amount > 0);
	return good && more.length === 0 ? { executions, megabytes } : undefined;
}
