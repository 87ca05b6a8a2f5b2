import '../../helpers/outsideJest';

/** Asks on the terminal, without showing what is typed. */
async function ask(question: string): Promise<string> {
	const { createInterface } = await import('node:readline/promises');
	const { Writable } = await import('node:stream');
	process.stderr.write(question);
	const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
	const line = createInterface({ input: process.stdin, output: silent, terminal: true });
	try {
		return await line.question('');
	} finally {
		line.close();
		process.stderr.write('\n');
	}
}

async function main(args: string[]): Promise<number> {
	const { readFileSync } = await import('node:fs');
	const { checkServer } = await import('./checkServer');
	return await checkServer(args, {
		environment: process.env,
		file: (path) => readFileSync(path, 'utf8'),
		ask: process.stdin.isTTY ? ask : undefined,
		print: (text) => process.stdout.write(`${text}\n`),
		say: (text) => process.stderr.write(`${text}\n`),
		onStop: (stop) => {
			// Ctrl-C comes more than once: from the terminal and from npm.
			let first = true;
			for (const signal of ['SIGINT', 'SIGTERM'] as const) {
				process.on(signal, () => {
					if (first) stop();
					first = false;
				});
			}
		},
	});
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		// Not its message: nothing is known about what it contains.
		process.stderr.write(`The check ended with a defect: ${error instanceof Error ? error.name : 'unknown'}\n`);
		process.exit(1);
	},
);
