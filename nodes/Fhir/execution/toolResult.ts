import type { OutputItem } from '../items/output';
import type { ToolOutput } from '../items/toolOutput';
import type { Settled } from './schedule';

/**
 * The results of a tool, cut to what its model can take in, with the hints in them: a model sees nothing but the items. They are
 * all in the first item that succeeded, each with the input item that it comes from; failed items stay as they are.
 */
export function shortened(
	settled: ReadonlyArray<Settled<OutputItem[]>>,
	output: ToolOutput,
	hints: readonly string[],
): Array<Settled<OutputItem[]>> {
	const first = settled.findIndex(({ state }) => state === 'done');
	const items = settled.flatMap((outcome, index) =>
		outcome.state === 'done' ? outcome.value.map((item) => ({ fromItems: [index], ...item })) : [],
	);
	return settled.map((outcome, index) => {
		if (outcome.state !== 'done') return outcome;
		return { state: 'done', value: index === first ? output.shown(items, hints) : [] };
	});
}

/** Puts an error's description into its message, which is all that a model gets to see of it. Returns the same error. */
export function withAdviceInMessage<E extends Error & { description?: string | null | undefined }>(error: E): E {
	const { message, description } = error;
	if (description && !message.includes(description)) error.message = `${message.replace(/\.$/, '')}. ${description}`;
	return error;
}
