import type { IDataObject, INodeType, INodeTypeBaseDescription } from 'n8n-workflow';
import { outputOf } from '../../engine/support/fixtures';
import { addNodeType, runNode } from '../../engine/support/n8n';
import type { Contender, Place } from '../task';
import { httpRequestForm } from './n8nForms';

/** The newest version of the node, and its name: the engine hands generic credentials to no node of another name. */
export const httpRequestType = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.5 };

/**
 * n8n's HTTP Request node in the same engine. Here its credential is at hand; in a whole n8n it is read from the database
 * and decrypted for each item: see inN8n.ts.
 */
export async function httpRequestNode(place: Place): Promise<Contender> {
	// A name that only n8nModules.mjs can resolve: the package is no dependency.
	const module: string = 'n8n-nodes-base/dist/nodes/HttpRequest/V3/HttpRequestV3.node.js';
	const { HttpRequestV3 } = (await import(module)) as {
		HttpRequestV3: new (base: INodeTypeBaseDescription) => INodeType;
	};
	const base = { displayName: 'HTTP Request', name: 'httpRequest', group: ['output' as const], description: '' };
	addNodeType(httpRequestType.type, new HttpRequestV3(base));
	return {
		prepare(task) {
			const form = httpRequestForm(place, task);
			return async () => {
				const output = outputOf(await runNode({ ...form, ...httpRequestType, isMeasured: true }));
				// It hands out pages as they are; taking them apart is another node's work.
				return task.kind === 'search'
					? output.reduce((sum, page) => sum + (page.entry as IDataObject[]).length, 0)
					: output.length;
			};
		},
	};
}
