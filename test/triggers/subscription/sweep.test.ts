import type { Watch } from '../../../nodes/Fhir/rest/subscription/definition';
import { createSeenChanges } from '../../../nodes/Fhir/rest/subscription/seen';
import { type Desk, sweep } from '../../../nodes/Fhir/triggers/subscription/deliveries';
import { ModelServer } from '../../rest/changes/modelServer';
import { clientOf } from '../../rest/changes/simulation';

/** What a catch-up works with that watches all Observations of the server, deletions too. */
function deskFor(model: ModelServer, hints: string[]): Desk {
	const client = clientOf(model, hints);
	const watch: Watch = {
		kind: 'criteria',
		resourceType: 'Observation',
		query: [],
		payload: 'full-resource',
		deletions: true,
	};
	const seen = createSeenChanges();
	seen.mark = model.clock;
	return {
		state: { seen, sweep: { running: false, again: false } } as Desk['state'],
		settings: { watch: async () => watch } as unknown as Desk['settings'],
		client: async () => client,
		hint: (message) => void hints.push(message),
	};
}

test.each([1, 3_000])(
	'FHIR Subscription Trigger: more matches than one catch-up gives, and %d later deletions: none is lost',
	async (deletions) => {
		const model = new ModelServer();
		for (let index = 0; index < deletions; index++) model.write('Observation', `old-${index}`);
		model.clock += 1;
		const hints: string[] = [];
		const desk = deskFor(model, hints);
		for (let index = 0; index < 10_050; index++) {
			model.clock += 100;
			model.write('Observation', `new-${index}`);
		}
		for (let index = 0; index < deletions; index++) {
			model.clock += 100;
			model.write('Observation', `old-${index}`, { deleted: true });
		}
		const ids = new Set<string | undefined>();
		for (let round = 0; round < 3; round++) for (const { id } of await sweep(desk)) ids.add(id);
		expect(ids.size).toBe(10_050 + deletions);
		expect(hints.filter((hint) => hint.includes('goes on from there'))).toHaveLength(1);
	},
);
