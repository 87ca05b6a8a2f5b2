import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cleanup } from './cleanup';
import { endCommands } from './commands';
import { createContent } from './content';
import { type Credential, credentialsFor } from './credentials';
import { importInto, type N8n, prepareN8n, startN8n } from './n8n';
import { logIn, type N8nApi } from './n8nApi';
import { type N8nChoice, n8nHome } from './n8nHome';
import { installPackage } from './pack';
import { withProgress } from './progress';
import { type DemoServers, startServers } from './servers';
import { exampleWorkflows, type Workflow } from './workflows';

/** An n8n with this package, the credentials and the example workflows in it, and the servers that they need. */
export interface Demo {
	n8n: N8n;
	api: N8nApi;
	servers: DemoServers;
	credentials: Credential[];
	/** By file name. */
	workflows: Map<string, Workflow>;
	/** The end of n8n's log. */
	log: () => string;
}

/** Adds the example workflows as the editor does: not all versions of n8n can activate what a command has imported. */
async function addWorkflows(api: N8nApi): Promise<Demo['workflows']> {
	const { addWorkflow } = createContent(api);
	const added: Demo['workflows'] = new Map();
	for (const [file, workflow] of exampleWorkflows()) added.set(file, await addWorkflow(workflow));
	return added;
}

/** Copies a package that is installed in another user folder. */
async function copyPackage(from: string, userFolder: string): Promise<void> {
	const nodes = join('.n8n', 'nodes');
	await cp(join(from, nodes), join(userFolder, nodes), { recursive: true });
}

/**
 * Sets everything up; `cleanup` takes it down again, also where this throws. The package is built and installed, or copied
 * from the user folder `from`.
 */
export async function startDemo(cleanup: Cleanup, choice: Partial<N8nChoice> = {}, from?: string): Promise<Demo> {
	cleanup.add(endCommands);
	const home = await n8nHome(choice);
	const n8n = await prepareN8n(home, cleanup);
	await withProgress('Packing this package and installing it into n8n', () =>
		from === undefined ? installPackage(n8n.userFolder) : copyPackage(from, n8n.userFolder),
	);
	const servers = await withProgress('Starting the FHIR and OAuth servers', () => startServers(cleanup));
	const credentials = credentialsFor(servers);
	await withProgress('Importing credentials', () => importInto(n8n, 'credentials', credentials));
	const log = await withProgress('Starting n8n', () => startN8n(n8n, cleanup));
	const api = await logIn(n8n);
	const workflows = await addWorkflows(api);
	return { n8n, api, servers, credentials, workflows, log };
}
