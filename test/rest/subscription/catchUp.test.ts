import { changesSince } from '../../../nodes/Fhir/rest/subscription/catchUp';
import type { CriteriaWatch } from '../../../nodes/Fhir/rest/subscription/definition';
import { ModelServer } from '../changes/modelServer';
import { clientOf } from '../changes/simulation';

const watch: CriteriaWatch = {
	kind: 'criteria',
	resourceType: 'Observation',
	query: [],
	payload: 'full-resource',
	deletions: true,
};

describe('A catch-up of a subscription by criteria', () => {
	test('says that deletions may be missing where the history has more versions than are read', async () => {
		const model = new ModelServer();
		const since = model.clock;
		model.write('Observation', 'old');
		model.write('Observation', 'old', { deleted: true });
		for (let index = 0; index < 10_050; index++) {
			model.clock += 1;
			model.write('Observation', 'busy');
		}
		const hints: string[] = [];
		const { changes, cut } = await changesSince(clientOf(model, hints), watch, since);
		expect(changes.map(({ id }) => id)).toEqual(['busy']);
		expect(cut).toBe(false);
		expect(hints).toEqual([expect.stringContaining('earlier deletions may be missing')]);
	});

	test('passes on the warnings of the search and of the history', async () => {
		const issue = [{ severity: 'warning', code: 'informational', diagnostics: 'Index is being rebuilt' }];
		const entry = [{ resource: { resourceType: 'OperationOutcome', issue }, search: { mode: 'outcome' } }];
		const respond: ModelServer['respond'] = ({ url }) => ({
			status: 200,
			headers: { 'content-type': 'application/fhir+json' },
			body: JSON.stringify({
				resourceType: 'Bundle',
				type: url.includes('_history') ? 'history' : 'searchset',
				entry,
			}),
		});
		const hints: string[] = [];
		await changesSince(clientOf({ respond }, hints), watch, 0);
		expect(hints).toEqual([
			expect.stringContaining('Index is being rebuilt'),
			expect.stringContaining('Index is being rebuilt'),
		]);
	});
});
