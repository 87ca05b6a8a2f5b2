import type { N8nChoice } from './n8nHome';

/** What the command line of the demo asks for. */
export interface DemoOptions {
	serve: boolean;
	choice: Partial<N8nChoice>;
	/** The names of the examples to run; all where there is none. */
	examples: string[];
}

/**
 * The options `--serve`, `--n8n VERSION` and `--node MAJOR`, and names of examples, in any order; undefined where there is
 * something else.
 */
export function demoOptions(options: readonly string[]): DemoOptions | undefined {
	const [option, value, ...rest] = options;
	if (option === undefined) return { serve: false, choice: {}, examples: [] };
	if (option === '--serve') {
		const others = demoOptions(options.slice(1));
		return others && { ...others, serve: true };
	}
	if (!option.startsWith('-')) {
		const others = demoOptions(options.slice(1));
		return others && { ...others, examples: [option, ...others.examples] };
	}
	const others = demoOptions(rest);
	if (!others) return undefined;
	if (option === '--n8n' && /^\d+\.\d+\.\d+$/.test(value ?? '')) {
		return { ...others, choice: { ...others.choice, version: value } };
	}
	if (option === '--node' && /^\d+$/.test(value ?? '')) {
		return { ...others, choice: { ...others.choice, nodeMajor: Number(value) } };
	}
	return undefined;
}
