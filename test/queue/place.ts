import type { Cleanup } from '../demo/cleanup';
import { endCommands } from '../demo/commands';
import { credentialsFor } from '../demo/credentials';
import { logIn, type N8nApi } from '../demo/n8nApi';
import { n8nHome } from '../demo/n8nHome';
import { withProgress } from '../demo/progress';
import { type DemoServers, startServers } from '../demo/servers';
import { exampleWorkflows, type Workflow } from '../demo/workflows';
import type { Amount } from './amount';
import { type Cluster, startCluster } from './cluster';
import { type Executions, openExecutions } from './executions';
import { type FileServer, startFileServer } from './fileServer';
import { findPrograms, startServices } from './services';
import { queueWorkflows } from './workflows';

/** An n8n in queue mode with two workers, and all that it talks to. */
export interface Place {
	cluster: Cluster;
	api: N8nApi;
	servers: DemoServers;
	files: FileServer;
	executions: Executions;
	examples: Map<string, Workflow>;
	workflows: ReturnType<typeof queueWorkflows>;
	amount: Amount;
}

/** What one part of the run has shown: rows of the table, and what was not as it should be. */
export interface Finding {
	rows: Array<[what: string, result: string]>;
	problems: string[];
}

/** Starts everything; `cleanup` takes it down again, also where this throws. */
export async function startPlace(amount: Amount, cleanup: Cleanup): Promise<Place> {
	const programs = findPrograms();
	cleanup.add(endCommands);
	const home = await n8nHome();
	const services = await withProgress('Starting PostgreSQL and Redis', () => startServices(programs, cleanup));
	const servers = await withProgress('Starting the FHIR and OAuth servers', () => startServers(cleanup));
	const files = await startFileServer(amount.megabytes, cleanup);
	const examples = exampleWorkflows();
	const workflows = queueWorkflows(files.baseUrl);
	const content = {
		credentials: credentialsFor(servers),
		workflows: [...examples.values(), ...Object.values(workflows)],
	};
	const cluster = await withProgress('Starting a main and a webhook process of n8n', () =>
		startCluster(home, services, content, cleanup),
	);
	await withProgress('Starting two workers', async () => {
		await cluster.addWorker();
		await cluster.addWorker();
	});
	const executions = await openExecutions(home, services, cleanup);
	return { cluster, api: await logIn(cluster.main.n8n), servers, files, executions, examples, workflows, amount };
}
