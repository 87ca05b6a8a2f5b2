import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './pack';

/** A node of an exported workflow. */
export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: string;
	webhookId?: string;
}

/** An exported workflow. */
export interface Workflow {
	id: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
}

/** Where the example workflows are. */
const EXAMPLES = join(PROJECT, 'examples');

/** The example workflows of a folder by file name, in order of name. */
export function exampleWorkflows(folder = EXAMPLES): Map<string, Workflow> {
	const files = readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort();
	return new Map(files.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Workflow]));
}
