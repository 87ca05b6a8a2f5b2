import type { Cleanup } from './cleanup';
import { endCommands } from './commands';
import { credentialsFor } from './credentials';
import { importInto, type N8n, prepareN8n, startN8n } from './n8n';
import { logIn, type N8nApi } from './n8nApi';
import { n8nHome } from './n8nHome';
import { installPackage } from './pack';
import { withProgress } from './progress';
import { type DemoServers, startServers } from './servers';
import { exampleWorkflows, type Workflow } from './workflows';

/** An n8n with this package, the credentials and the example workflows in it, and the servers that they need. */
export interface Demo {
	n8n: N8n;
	api: N8nApi;
	servers: DemoServers;
	/** By file name. */
	workflows: Map<string, Workflow>;
	/** The end of n8n's log. */
	log: () => string;
}

/** Sets everything up; `cleanup` takes it down again, also where this throws. */
export async function startDemo(cleanup: Cleanup): Promise<Demo> {
	cleanup.add(endCommands);
	const home = await n8nHome();
	const n8n = await prepareN8n(home, cleanup);
	await withProgress('Packing this package and installing it into n8n', () => installPackage(n8n.userFolder));
	const servers = await withProgress('Starting the FHIR and OAuth servers', () => startServers(cleanup));
	const workflows = exampleWorkflows();
	await withProgress('Importing credentials and workflows', async () => {
		await importInto(n8n, 'credentials', credentialsFor(servers));
		await importInto(n8n, 'workflow', [...workflows.values()]);
	});
	const log = await withProgress('Starting n8n', () => startN8n(n8n, cleanup));
	return { n8n, api: await logIn(n8n), servers, workflows, log };
}
