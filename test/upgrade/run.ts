import { setTimeout as sleep } from 'node:timers/promises';
import { failedTests } from '../demo/content';
import type { N8nApi } from '../demo/n8nApi';
import { tallyText } from '../queue/triggers';
import { addOldExamples, differences, resultsOf, runNewExamples } from './examples';
import { startLoad } from './load';
import { type Place, VERSIONS } from './place';
import { addWorkflows, begin, replace, type Scenario } from './scenario';
import { countByStage, countText } from './timeline';
import { type Watched, watchTriggers } from './triggers';
import { newWorkflows, PATHS } from './workflows';

const TIMEOUT = 60_000;
const PAUSE = 10_000;
const CHANGES = 6;

/** What the run has shown. */
export interface Report {
	table: string;
	problems: string[];
}

/** Collects the rows of the table, and what was not as it should be. */
class Findings {
	readonly rows: string[][] = [];
	readonly problems: string[] = [];

	add(what: string, result: string, problems: readonly string[] = []): void {
		this.rows.push([what, result]);
		this.problems.push(...problems.map((problem) => `${what}: ${problem}`));
	}

	/** How many of all are right. */
	share(what: string, all: number, bad: readonly string[]): void {
		this.add(what, `${all - bad.length} of ${all}`, bad);
	}
}

const NAMES: Record<string, string> = {
	load: 'webhook: create, read',
	schedule: 'every 2 s: search',
	long: '15 slow reads',
	table: 'first table while replaced',
	poll: 'FHIR Trigger',
	subscription: 'FHIR Subscription Trigger',
};

/** How the executions ended, by the version that was installed; those that met a replacement by themselves. */
async function executionRows({ place, timeline, workflows }: Scenario, findings: Findings): Promise<void> {
	for (const [name, title] of Object.entries(NAMES)) {
		const executions = await place.api.executions(workflows.get(name)?.id ?? '');
		for (const [{ name: stage, begin, end, replaces }, count] of countByStage(timeline.stages, executions)) {
			if (count.good + count.bad.length === 0) continue;
			const seconds = replaces ? ` (${((end - begin) / 1000).toFixed(1)} s)` : '';
			findings.add(`${title}, ${stage}${seconds}`, countText(count), count.bad.length > 0 ? [countText(count)] : []);
		}
	}
}

const TITLES = { poll: 'FHIR Trigger', subscription: 'FHIR Subscription Trigger' };

/** What the triggers gave of the changes so far; `isWhole` where all of it has to be there. */
async function triggerRows(watched: Watched, when: string, isWhole: (name: string) => boolean, findings: Findings) {
	for (const [name, counts] of Object.entries(await watched.tallies())) {
		const { doubles, missing, strange } = counts;
		const isWrong = doubles + strange > 0 || (missing > 0 && isWhole(name));
		const text = tallyText(counts);
		findings.add(`${TITLES[name as keyof typeof TITLES]}, ${when}`, text, isWrong ? [text] : []);
	}
}

/** The first version, the next one and the one after, the first one again, and the last: all while workflows run. */
export async function run(place: Place): Promise<Report> {
	const findings = new Findings();
	const scenario = await begin(place);
	const { credentials, newCredentials, content, installer, workflows } = scenario;
	const { first, next, third } = VERSIONS;
	const tests = async () =>
		findings.share(
			`connection tests, ${scenario.version}`,
			credentials.length,
			await failedTests(place.api, credentials),
		);
	findings.add('installed', scenario.version, scenario.version === first ? [] : ['another version']);
	await tests();
	const examples = await addOldExamples(scenario);
	// Some of them find what the run before has left.
	await resultsOf(scenario, examples);
	const before = await resultsOf(scenario, examples);
	const sameAsBefore = async () => {
		const different = differences(before, await resultsOf(scenario, examples));
		findings.share(`examples of ${first}, on ${scenario.version}`, examples.size, different);
	};
	await sameAsBefore();

	await place.publish('next');
	const offered = (await installer.listed())?.updateAvailable;
	findings.add('offered as an update', offered ?? 'nothing', offered === next ? [] : ['not offered']);
	await replace(scenario, next);
	await sameAsBefore();
	for (const credential of newCredentials) credentials.push(await content.addCredential(credential));
	await tests();
	await addWorkflows(scenario, newWorkflows);

	const watched = await watchTriggers(scenario);
	await watched.change(CHANGES);
	await place.publish('third');
	await replace(scenario, third, async (done) => {
		// What tables need is loaded when the first one is made: here, while the package's files are away.
		const tables = startLoad(place.n8n, PATHS.table);
		await watched.change(CHANGES);
		await done;
		await tables.stop();
	});
	await watched.change(CHANGES);
	await triggerRows(watched, `${next} → ${third}`, () => true, findings);
	await sameAsBefore();
	const { count, bad } = await runNewExamples(scenario);
	findings.share(`examples of ${third}, on ${third}`, count, bad);

	await replace(scenario, first);
	await watched.change(CHANGES);
	await sleep(PAUSE);
	await sameAsBefore();
	await replace(scenario, third);
	await watched.change(CHANGES);
	// Deliveries for a trigger that was not there are gone until it is activated again.
	await triggerRows(watched, `${first} → ${third}`, (name) => name === 'poll', findings);
	for (const name of Object.keys(TITLES)) await reactivate(place.api, workflows.get(name)?.id ?? '');
	await triggerRows(watched, 'activated again', () => true, findings);
	await watched.close();
	await sameAsBefore();

	const { calls, refused } = await scenario.load.stop();
	findings.add('calls of the webhook', `${calls}, ${refused.length} refused`, [...new Set(refused)]);
	scenario.timeline.end();
	await sleep(3_000);
	await executionRows(scenario, findings);
	return { table: tableOf(findings.rows), problems: findings.problems };
}

async function reactivate(api: N8nApi, id: string): Promise<void> {
	await api.deactivate(id);
	await api.activate(id, TIMEOUT);
}

function tableOf(rows: ReadonlyArray<readonly string[]>): string {
	const width = Math.max(...rows.map(([what = '']) => what.length));
	return rows.map(([what = '', result]) => `${what.padEnd(width)}  ${result}`).join('\n');
}
