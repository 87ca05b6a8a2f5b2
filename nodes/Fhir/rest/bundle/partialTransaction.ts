import type { BundleEntry } from '../model/resource';
import type { EntryResult } from './entryResults';

/**
 * The results of a transaction that succeeded, although entries failed in it: all or none did not hold (R4 §3.1.0.11.2). It
 * is said in a hint and in the failures of those entries, which count as in a batch. Returns the results unchanged where
 * none failed, or where nothing was written.
 */
export function markPartialTransaction(
	entries: readonly BundleEntry[],
	results: readonly EntryResult[],
	hint: (message: string) => void,
): EntryResult[] {
	const failed = results.filter(({ failure }) => failure).length;
	const written = results.filter(({ failure }, index) => !failure && entries[index]?.request?.method !== 'GET').length;
	if (failed === 0 || written === 0) return [...results];
	hint(
		`The server carried out a transaction only in part: ${failed} of ${results.length} entries failed, and the others were written. All or none did not hold.`,
	);
	return results.map((result) => {
		const { failure } = result;
		if (!failure) return result;
		return {
			...result,
			failure: failure.with({
				advice: [
					`The server carried out the other ${written === 1 ? 'write' : `${written} writes`} of the transaction all the same: all or none did not hold. Check what they left.`,
					failure.advice,
				]
					.filter(Boolean)
					.join(' '),
				details: { ...failure.details, bundle: 'transaction', transaction: 'partial', failed, written },
			}),
		};
	});
}
