import { type IDataObject, type INode, type IWebhookFunctions, Workflow } from 'n8n-workflow';
import { seenKey } from '../../../nodes/Fhir/rest/subscription/seen';
import { saveState, saveWhenStored, stateOf } from '../../../nodes/Fhir/triggers/subscription/state';
import { freshModule } from '../../helpers/freshModule';

const node = { id: '1', name: 'Trigger', type: 't', typeVersion: 1, position: [0, 0], parameters: {} } as INode;
const type = { description: { properties: [] } } as never;
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };

/** One call of n8n into the node: a workflow with what is in the database, and the context of the call. */
function call(id: string, saved: IDataObject = {}) {
	const workflow = new Workflow({ id, nodes: [node], connections: {}, active: true, nodeTypes, staticData: saved });
	const context = {
		workflow,
		getWorkflow: () => ({ id }),
		getNode: () => node,
		getWorkflowStaticData: () => workflow.getStaticData('node', node),
	} as unknown as IWebhookFunctions;
	const read = () => JSON.parse(JSON.stringify(workflow.staticData)) as Record<string, { state?: string }>;
	const seen = () => (JSON.parse(read()['node:Trigger']?.state ?? '{}') as { seen: unknown[] }).seen;
	return { workflow, context, read, seen };
}

/** A delivery of a change, up to the moment in which n8n has it. */
function delivery(id: string, resource: string, saved?: IDataObject) {
	const one = call(id, saved);
	const state = stateOf(one.context, false);
	const change = { resourceType: 'Patient', id: resource, versionId: '1', lastUpdated: '2026-01-01T00:00:00Z' };
	const isNew = state.seen.take(change);
	saveWhenStored(one.context, state, new Set([seenKey(change) ?? '']));
	return { ...one, state, isNew };
}

describe('What the subscription trigger saves with the workflow', () => {
	test('is marked as changed, also after n8n has made another workflow of the same object', () => {
		const saved = {};
		const { workflow, seen } = delivery('w1', 'a', saved);
		new Workflow({ id: 'w1', nodes: [node], connections: {}, active: true, nodeTypes, staticData: saved });
		expect((workflow.staticData as { __dataChanged?: boolean }).__dataChanged).toBe(true);
		expect(seen()).toHaveLength(1);
	});

	test('leaves out what other deliveries have brought whose executions are not stored yet', () => {
		const first = delivery('w2', 'a');
		const second = delivery('w2', 'b');
		expect(second.seen()).toHaveLength(1);
		// Now the first execution is stored, and the next delivery knows it.
		expect(first.seen()).toHaveLength(2);
		expect(delivery('w2', 'c').seen()).toHaveLength(3);
	});

	test('keeps what other nodes have saved', () => {
		const saved = { 'node:Other': { count: 3 }, global: { x: 1 } };
		expect(delivery('w3', 'a', saved).read()).toMatchObject(saved);
	});

	test('is at hand for another process, and nothing is taken twice there', () => {
		const { read } = delivery('w4', 'a');
		const saved = read() as unknown as IDataObject;
		const other = freshModule(() =>
			jest.requireActual<{ stateOf: typeof stateOf }>('../../../nodes/Fhir/triggers/subscription/state'),
		);
		const state = other.stateOf(call('w4', saved).context, false);
		expect(state.seen.take({ resourceType: 'Patient', id: 'a', versionId: '1' })).toBe(false);
	});

	test('of the test mode never mixes with that of the live one', () => {
		const test = call('w5');
		const state = stateOf(test.context, true);
		state.subscription = { id: 'test', hash: 'h', since: 9 };
		saveState(test.context, state, true);
		const live = call('w5', test.read());
		expect(stateOf(live.context, false).subscription).toBeUndefined();
	});

	test.each(['{', '[]', '{"version":2}', '5'])('that is %s is left aside', (text) => {
		const { context } = call('w6', { 'node:Trigger': { state: text } });
		expect(stateOf(context, false).seen.entries).toEqual([]);
	});
});
