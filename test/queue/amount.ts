/** How much is done. */
export interface Amount {
	executions: number;
	megabytes: number;
	/** Only the triggers are run, with this number of resources in each of their two rounds. */
	triggersOnly?: number;
}

const DEFAULT: Amount = { executions: 1_000, megabytes: 200 };

/** Resources in each round of the triggers. */
export const RESOURCES = 20;

/** The amounts on the command line; undefined where it has something else. */
export function amountOf(options: readonly string[]): Amount | undefined {
	const [first, ...others] = options;
	if (first === 'triggers') {
		const [triggersOnly = RESOURCES, ...more] = others.map(Number);
		return isAmount(triggersOnly) && more.length === 0 ? { ...DEFAULT, megabytes: 1, triggersOnly } : undefined;
	}
	const [executions = DEFAULT.executions, megabytes = DEFAULT.megabytes, ...more] = options.map(Number);
	return [executions, megabytes].every(isAmount) && more.length === 0 ? { executions, megabytes } : undefined;
}

function isAmount(amount: number): boolean {
	return Number.isInteger(amount) && amount > 0;
}
