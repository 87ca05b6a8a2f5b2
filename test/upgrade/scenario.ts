import { setTimeout as sleep } from 'node:timers/promises';
import { type Content, createContent } from '../demo/content';
import { type Credential, credentialsFor } from '../demo/credentials';
import { UNFINISHED } from '../demo/n8nApi';
import { withProgress } from '../demo/progress';
import type { Workflow } from '../demo/workflows';

import { createInstaller, type Installed, type Installer } from './installer';
import { callWebhook, type Load, startLoad } from './load';
import type { Place } from './place';
import { createTimeline, type Timeline } from './timeline';
import { oldWorkflows, PATHS } from './workflows';

const TIMEOUT = 60_000;
const SETTLE = 6_000;
const SLOW = 1_000;

/** Credentials of the kinds that the first version has. */
const FIRST_TYPES = new Set(['fhirBasicAuthApi', 'fhirOAuth2Api', 'fhirCaBundleApi']);

/** n8n with the package in it, workflows that run, and what has happened so far. */
export interface Scenario {
	place: Place;
	installer: Installer;
	content: Content;
	/** Those that n8n has. */
	credentials: Credential[];
	/** Those of kinds that the first version does not have. */
	newCredentials: Credential[];
	timeline: Timeline;
	/** The workflows under load, by the names in `workflows.ts`. */
	workflows: Map<string, Workflow>;
	load: Load;
	/** The version that is installed. */
	version: string;
}

function sortCredentials(place: Place): { old: Credential[]; added: Credential[] } {
	const all = credentialsFor(place.servers);
	const isOld = ({ type, data }: Credential) =>
		FIRST_TYPES.has(type) && data.clientAuthentication !== 'googleServiceAccount';
	return { old: all.filter(isOld), added: all.filter((one) => !isOld(one)) };
}

/** Adds workflows under load; those that start by themselves are activated. */
export async function addWorkflows(
	{ place, content, workflows }: Pick<Scenario, 'place' | 'content' | 'workflows'>,
	added: Record<string, Workflow>,
) {
	for (const [name, workflow] of Object.entries(added)) {
		const created = await content.addWorkflow(workflow);
		workflows.set(name, created);
		await place.api.activate(created.id, TIMEOUT);
	}
}

/** Installs the first version and builds workflows with it, which run from then on. */
export async function begin(place: Place): Promise<Scenario> {
	const { api, n8n } = place;
	const installer = createInstaller(api, 'n8n-nodes-fhir');
	await place.publish('first');
	const { installedVersion } = await withProgress('Installing the first version', () => installer.install());
	const content = createContent(api);
	const { old, added } = sortCredentials(place);
	const credentials: Credential[] = [];
	for (const credential of old) credentials.push(await content.addCredential(credential));
	const timeline = createTimeline();
	const workflows = new Map<string, Workflow>();
	await addWorkflows({ place, content, workflows }, oldWorkflows);
	timeline.begin(installedVersion);
	const load = startLoad(n8n, PATHS.load);
	return {
		place,
		installer,
		content,
		credentials,
		newCredentials: added,
		timeline,
		workflows,
		load,
		version: installedVersion,
	};
}

async function untilIdle({ place, workflows }: Scenario, name: string): Promise<void> {
	const id = workflows.get(name)?.id ?? '';
	const deadline = Date.now() + TIMEOUT;
	while ((await place.api.executions(id)).some(({ status }) => UNFINISHED.has(status))) {
		if (Date.now() > deadline) throw new Error(`The workflow "${name}" has not ended`);
		await sleep(500);
	}
}

/**
 * Has n8n replace the package by another version while workflows are active and a long execution is running; `meanwhile` is
 * done during that.
 */
export async function replace(
	scenario: Scenario,
	version: string,
	meanwhile: (done: Promise<unknown>) => Promise<unknown> = () => Promise.resolve(),
): Promise<Installed> {
	const { place, installer, timeline } = scenario;
	const { fhir } = place.servers.hospital;
	await sleep(SETTLE);
	await fhir.setLatency(SLOW);
	const problem = await callWebhook(place.n8n, PATHS.long);
	if (problem !== undefined) throw new Error(`n8n did not start the long execution: ${problem}`);
	await sleep(2 * SLOW);
	timeline.begin(`${scenario.version} → ${version}`, true);
	const replaced = installer.replace(version);
	const [installed] = await withProgress(`Replacing ${scenario.version} by ${version}`, () =>
		Promise.all([replaced, meanwhile(replaced.catch(() => undefined))]),
	);
	timeline.begin(version);
	scenario.version = version;
	await sleep(SETTLE);
	await untilIdle(scenario, 'long');
	await fhir.setLatency(0);
	return installed;
}
