import type { INodeProperties } from 'n8n-workflow';
import { inputFailure } from '../transport/errors/failure';
import type { Parameters } from './parameters';

/** An entry of *Options*. */
type Option = Pick<INodeProperties, 'name' | 'displayName'>;

/**
 * Throws an input `Failure` where one of these entries of *Options*, which apply to all items together, differs from that of
 * the first item.
 */
export function assertSameForAll(parameters: Parameters, first: Parameters, options: readonly Option[]): void {
	const option = options.find(({ name }) => parameters.option(name) !== first.option(name));
	if (!option) return;
	throw inputFailure(
		`"${option.displayName}" differs from that of the first item, but it applies to all items together`,
		'Enter a fixed value, or an expression that is the same for all items.',
	);
}
