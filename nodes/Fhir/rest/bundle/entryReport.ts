import { withoutUndefined } from '../../support/jsonMembers';
import { bounded } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '../model/resource';
import type { EntryResult } from './entryResults';

/** The result of one entry, as output for a user. */
export interface EntryReport {
	/** Its position in the Bundle, from 0. */
	readonly entry: number;
	/** `PUT Patient/1`, without criteria, which may identify a patient. */
	readonly request: string;
	/** The HTTP status; 0 if the server did not return one. */
	readonly status: number;
	readonly resourceType?: string;
	readonly id?: string;
	readonly versionId?: string;
	readonly location?: string;
	readonly lastModified?: string;
	readonly resource?: Resource;
	readonly outcome?: OperationOutcome;
	/** A sentence, if the entry failed. */
	readonly error?: string;
}

/** Reports the result of each entry of a batch or transaction, in their order. */
export function reportEntries(sent: Bundle, results: readonly EntryResult[]): EntryReport[] {
	return results.map((result, entry) => {
		const { status, type, id, versionId, location, lastModified, resource, outcome, failure } = result;
		const facts = {
			resourceType: type,
			id,
			versionId,
			location,
			lastModified,
			resource,
			outcome,
			error: failure?.message,
		};
		return { entry, request: entryLabel(sent.entry?.[entry]), status, ...withoutUndefined(facts) };
	});
}

/** The `Failure` of a Bundle in which some entries failed. Its details report every entry, so that no result is lost. */
export function reportFailure(sent: Bundle, results: readonly EntryResult[]): Failure {
	const failed = results.flatMap(({ failure }, entry) => (failure ? [{ failure, entry }] : []));
	const [first] = failed;
	const firstEntry = first
		? `entry ${first.entry} (${entryLabel(sent.entry?.[first.entry])}): ${first.failure.message}`
		: '';
	const advice = first?.failure.advice;
	// The server refused each entry alone: nothing was carried out.
	const isRefused = results.every(({ wasRefusedWithBundle }) => wasRefusedWithBundle);
	const others = !isRefused
		? 'The other entries were carried out, so do not simply send all of them again. The details list the result of each entry.'
		: 'The details list the result of each entry.';
	return new Failure({
		kind: 'http',
		status: first?.failure.status,
		code: first?.failure.code,
		message: bounded(
			`${failed.length} of ${results.length} entries of the ${sent.type} failed; the first is ${firstEntry}`,
			600,
		),
		advice: `${advice ? `${advice} ` : ''}${others}`,
		effect: failed.some(({ failure }) => failure.effect === 'unknown') ? 'unknown' : isRefused ? 'rejected' : 'applied',
		details: {
			entries: reportEntries(sent, results).map(({ resource: _resource, ...report }) => report),
		},
	});
}

/** A short label of an entry's request, without criteria: `PUT Patient/1`. */
export function entryLabel(entry: BundleEntry | undefined): string {
	const { method = '', url = '' } = entry?.request ?? {};
	return `${method} ${bounded(url.replace(/\?.*/s, ''), 120)}`;
}
