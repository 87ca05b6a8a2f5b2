import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { NodeMemory } from './session';

/** Names that are kept at most: of those beyond it, the oldest is forgotten. */
const maxNames = 200;

/** What n8n keeps for a node (its static data). n8n stores it at the end of an execution, except one that was started by hand. */
export function nodeMemory(context: IExecuteFunctions): NodeMemory {
	const kept = () => context.getWorkflowStaticData('node').fhir as IDataObject | undefined;
	return {
		isKept: context.getMode() !== 'manual',
		get: (name) => kept()?.[name],
		set: (name, value) => {
			const { [name]: _old, ...others } = kept() ?? {};
			const newest = Object.entries(others).slice(1 - maxNames);
			// A new object: n8n notices changes of the outermost names only.
			context.getWorkflowStaticData('node').fhir = { ...Object.fromEntries(newest), [name]: value };
		},
	};
}
