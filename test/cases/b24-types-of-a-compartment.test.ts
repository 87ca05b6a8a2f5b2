import type { IDataObject } from 'n8n-workflow';
import { outputOf } from '../engine/support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../engine/support/scripted';

const resource = (resourceType: string, id: string) => ({ resourceType, id });
const searchset = (entry: object[]): ScriptedResponse => ({
	body: { resourceType: 'Bundle', type: 'searchset', entry },
});

/** A server without compartment searches, which finds `found` by path and query (without `_count`). */
function oneTypeOnly(found: Record<string, object[]>) {
	return ({ url = '' }): ScriptedResponse => {
		const asked = decodeURIComponent(url.replace('/fhir/', '')).replace(/[?&]_count=\d+/, '');
		if (/^Patient\/7|^metadata/.test(asked)) {
			return { status: 501, body: outcome('error', 'not-supported', 'Not supported') };
		}
		return searchset(found[asked] ?? []);
	};
}

const all: IDataObject = {
	resource: 'search',
	operation: 'compartment',
	compartmentId: '7',
	searchIn: 'all',
	returnAll: true,
	searchBy: 'queryString',
};

describe('B24: a search of all types in a compartment that the server does not offer', () => {
	it('is done for those that _type names, with the includes that begin at each', async () => {
		const result = await scripted(
			oneTypeOnly({
				'Condition?patient=Patient/7': [{ resource: resource('Condition', 'x') }],
				'Observation?subject=Patient/7&_include=Observation:performer': [{ resource: resource('Observation', 'a') }],
			}),
			{ ...all, queryString: '_type=Condition,Observation', options: { include: 'Observation:performer' } },
		);
		expect(outputOf(result)).toEqual([resource('Condition', 'x'), resource('Observation', 'a')]);
		// The search itself, the CapabilityStatement, and two parameters for each type.
		expect(result.sent).toHaveLength(6);
	});

	it('keeps resources of other servers with the same ID, and says that the default limit left some out', async () => {
		const of = (host: string) => ({ fullUrl: `https://${host}/Observation/a`, resource: resource('Observation', 'a') });
		const many = Array.from({ length: 60 }, (_, id) => ({ resource: resource('Observation', `b${String(id)}`) }));
		const result = await scripted(
			oneTypeOnly({ 'Observation?subject=Patient/7': [of('a.example'), of('b.example'), ...many] }),
			{ ...all, queryString: '_type=Observation', returnAll: false },
		);
		expect(outputOf(result)).toHaveLength(50);
		expect(outputOf(result).filter(({ id }) => id === 'a')).toHaveLength(2);
		expect(result.hints[1]).toMatch(/first 50 results/);
	});

	it('gives one item for a resource that one search includes and the next one matches', async () => {
		const result = await scripted(
			oneTypeOnly({
				'Condition?patient=Patient/7': [
					{ resource: resource('Condition', 'x') },
					{ resource: resource('Observation', 'a'), search: { mode: 'include' } },
				],
				'Observation?subject=Patient/7': [{ resource: resource('Observation', 'a') }],
			}),
			{ ...all, queryString: '_type=Condition,Observation' },
		);
		expect(outputOf(result)).toEqual([resource('Condition', 'x'), resource('Observation', 'a')]);
	});
});
