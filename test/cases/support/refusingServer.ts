import type { IDataObject } from 'n8n-workflow';
import { outcome, type ScriptedResponse, scripted } from '../../engine/support/scripted';

/** The body of a request. */
export interface Sent {
	entry: Array<{ resource: { birthDate: string; id: string } }>;
}
/** What a server responds to entries, `bad` being the positions of those with an invalid date; without a status it carries them out. */
export type Respond = (bad: number[], entries: Sent['entry']) => ScriptedResponse;

/** Items, of which those at the positions in `bad` have an invalid date. */
export const patients = (count: number, bad: readonly number[]): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		resourceType: 'Patient',
		id: `p${index}`,
		birthDate: bad.includes(index) ? 'yesterday' : '1970-01-01',
	}));

/** As HAPI does: one entry that cannot be parsed, and the whole Bundle is refused. The places are those of bad entries. */
export const unparsable: Respond = (bad) =>
	bad.length > 0 ? { status: 400, body: outcome('error', 'processing', 'Invalid date/time format: "yesterday"') } : {};

/** A server that refuses a Bundle as `respond` says, else carries it out. `written` are the ids that it was given. */
export function refusing(respond: Respond) {
	const written: string[] = [];
	const script = ({ body }: { body: string }): ScriptedResponse => {
		const { entry } = JSON.parse(body) as Sent;
		const bad = entry.flatMap(({ resource }, index) => (resource.birthDate === 'yesterday' ? [index] : []));
		const refusal = respond(bad, entry);
		if (refusal.status !== undefined) return refusal;
		written.push(...entry.map(({ resource }) => resource.id));
		const results = entry.map(({ resource }) => ({
			response: { status: '201 Created', location: `Patient/${resource.id}/_history/1` },
		}));
		return { body: { resourceType: 'Bundle', type: 'batch-response', entry: results } };
	};
	return { written, script };
}

export const sendItems = { resource: 'bundle', operation: 'sendItems', itemMethod: 'update' };

/** Runs Send Items over `count` items against such a server. */
export async function items(respond: Respond, count: number, bad: readonly number[], options: IDataObject = {}) {
	const { written, script } = refusing(respond);
	const result = await scripted(
		script as never,
		{ ...sendItems, options: { return: 'minimal', ...options } },
		{ input: patients(count, bad), onError: 'continueErrorOutput' },
	);
	return { ...result, written };
}

/** The input items of output items. */
export const itemsOf = (errors: Array<{ pairedItem?: unknown }>) =>
	errors.map(({ pairedItem }) => (pairedItem as { item: number }).item);
