import { Failure } from '../../transport/errors/failure';
import type { EntryResult } from './entryResults';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '../model/resource';
import { bounded } from '../../support/text';

/** What became of one entry, for a reader. */
export interface EntryReport {
	/** Its place in the Bundle, from 0. */
	readonly entry: number;
	/** `PUT Patient/1`, without criteria: those may name a patient. */
	readonly request: string;
	readonly status: number;
	readonly resourceType?: string;
	readonly id?: string;
	readonly versionId?: string;
	readonly location?: string;
	readonly lastModified?: string;
	readonly resource?: Resource;
	readonly outcome?: OperationOutcome;
	/** A sentence, where it failed. */
	readonly error?: string;
}

/** What became of each entry of a batch or transaction. */
export function reportEntries(sent: Bundle, results: readonly EntryResult[]): EntryReport[] {
	return results.map(({ type, failure, answer: _answer, ...result }, entry) => ({
		entry,
		request: labelOf(sent.entry?.[entry]),
		...(type !== undefined && { resourceType: type }),
		...result,
		...(failure && { error: failure.message }),
	}));
}

/** The failure of a batch of which single entries failed; its details tell of every entry, so that none is lost. */
export function reportFailure(sent: Bundle, results: readonly EntryResult[]): Failure {
	const failed = results.flatMap(({ failure }, entry) => (failure ? [{ failure, entry }] : []));
	const [first] = failed;
	const named = first ? `entry ${first.entry} (${labelOf(sent.entry?.[first.entry])}): ${first.failure.message}` : '';
	const advice = first?.failure.advice;
	return new Failure({
		kind: 'http',
		status: first?.failure.status,
		code: first?.failure.code,
		message: bounded(
			`${failed.length} of ${results.length} entries of the ${sent.type} failed, the first is ${named}`,
			600,
		),
		advice: `${advice ? `${advice} ` : ''}The other entries were carried out: do not simply send all of them again. The details list what became of each.`,
		effect: failed.some(({ failure }) => failure.effect === 'unknown') ? 'unknown' : 'applied',
		details: {
			entries: reportEntries(sent, results).map(({ resource: _resource, ...report }) => report),
		},
	});
}

/** An entry's request in a few words, without criteria. */
export function labelOf(entry: BundleEntry | undefined): string {
	const { method = '', url = '' } = entry?.request ?? {};
	return `${method} ${bounded(url.replace(/\?.*/s, ''), 120)}`;
}
