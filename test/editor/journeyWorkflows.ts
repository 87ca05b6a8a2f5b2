import { randomUUID } from 'node:crypto';
import { type Editor, openWorkflow, type Parameters, post } from './editor';
import { newestVersion } from './expectedFields';

/** A node as it stands in a workflow before a journey. */
export interface JourneyNode {
	name: string;
	/** Without the prefix of n8n's own nodes; `fhir` is ours. */
	type: string;
	typeVersion?: number;
	parameters?: Parameters;
}

/** The base URL of the server that `$JOURNEY_SERVER` names; undefined for the demo's own. */
export const ownServer = (): string | undefined => process.env.JOURNEY_SERVER;

/** The connection to the demo's server, behind an internal CA, or to the server in `$JOURNEY_SERVER`, which asks for no login. */
function connection(): { parameters: Parameters; credentials?: object } {
	const baseUrl = ownServer();
	if (baseUrl !== undefined) return { parameters: { authentication: 'none', baseUrl } };
	return {
		parameters: { authentication: 'basic', tlsValidation: 'custom' },
		credentials: {
			fhirBasicAuthApi: { id: 'fhirExampleBasic', name: 'FHIR: user and password' },
			fhirCaBundleApi: { id: 'fhirExampleCa', name: 'FHIR: internal CA' },
		},
	};
}

function asNode({ name, type, typeVersion = 1, parameters = {} }: JourneyNode, index: number) {
	const place = { id: randomUUID(), name, position: [260 * index, 0] };
	if (type !== 'fhir') return { ...place, type: `n8n-nodes-base.${type}`, typeVersion, parameters };
	const { parameters: connecting, ...credentials } = connection();
	return {
		...place,
		type: 'n8n-nodes-fhir.fhir',
		typeVersion: newestVersion('fhir'),
		parameters: { ...connecting, ...parameters },
		...credentials,
	};
}

/** Makes a workflow of nodes one after another, behind a manual trigger, and opens the last one, or shows the canvas where there is none. */
export async function openLast(editor: Editor, name: string, ...nodes: JourneyNode[]): Promise<void> {
	const all = [{ name: 'Start', type: 'manualTrigger' }, ...nodes].map(asNode);
	const connections = Object.fromEntries(
		all
			.slice(1)
			.map((node, index) => [all[index]?.name ?? '', { main: [[{ node: node.name, type: 'main', index: 0 }]] }]),
	);
	const { id } = await post<{ id: string }>(editor, 'workflows', { name, nodes: all, connections, settings: {} });
	await editor.page.setViewportSize({ width: 1440, height: 1000 });
	if (nodes.length === 0) {
		await openWorkflow(editor, id);
		return;
	}
	await editor.page.goto(`${editor.url}/workflow/${id}/${all.at(-1)?.id}`);
	await editor.page.getByTestId('node-parameters').waitFor();
}

/** A node that gives items as they are. */
export function rows(name: string, data: object): JourneyNode {
	return {
		name,
		type: 'set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify(data), options: {} },
	};
}

/** Nodes that stand for a file somebody has: a text that becomes one. */
export function file(fileName: string, text: string): JourneyNode[] {
	return [
		rows('Text', { text }),
		{
			name: 'File',
			type: 'convertToFile',
			typeVersion: 1.1,
			parameters: { operation: 'toText', sourceProperty: 'text', options: { fileName } },
		},
	];
}
