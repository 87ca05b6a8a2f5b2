import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { setImmediate as nextTick } from 'node:timers/promises';
import { Fhir } from '../../../nodes/Fhir/Fhir.node';
import { outputOf } from '../../engine/support/fixtures';
import { addNodeType, runNode, type RunSettings } from '../../engine/support/n8n';
import type { Contender, Place } from '../task';
import { fhirForm } from './n8nForms';

async function counted(settings: RunSettings): Promise<number> {
	return outputOf(await runNode({ ...settings, isMeasured: true })).length;
}

/** This package's node in n8n's engine: the whole execution, from the start node to the end. */
export function fhirNode(place: Place): Contender {
	return {
		prepare(task) {
			const form = fhirForm(place, task);
			return async () => await counted(form);
		},
	};
}

/**
 * The FHIR node's form, but sends nothing: what n8n's own work takes, for the same items and expressions. It takes one item in
 * each turn of the event loop, as a node must that sends something.
 */
export function idleNode(place: Place): Contender {
	const { description } = new Fhir();
	addNodeType('idle', {
		description,
		async execute(this: IExecuteFunctions) {
			const field = this.getNodeParameter('operation', 0) === 'get' ? 'resourceId' : 'body';
			const output: INodeExecutionData[] = [];
			for (let item = 0; item < this.getInputData().length; item++) {
				output.push({ json: { [field]: this.getNodeParameter(field, item) }, pairedItem: { item } });
				await nextTick();
			}
			return [output];
		},
	} satisfies INodeType);
	return {
		prepare(task) {
			const settings = { ...fhirForm(place, task), type: 'idle' };
			return async () => await counted(settings);
		},
	};
}
