/** What an error says. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Runs a program with the arguments of the command line; ends the process with its exit code, or with 1 and the error. */
export function runProgram(main: (args: readonly string[]) => Promise<number>): void {
	main(process.argv.slice(2)).then(
		(code) => process.exit(code),
		(error: unknown) => {
			console.error(`\n${messageOf(error)}`);
			if (error instanceof Error && error.cause) console.error(error.cause);
			process.exit(1);
		},
	);
}
