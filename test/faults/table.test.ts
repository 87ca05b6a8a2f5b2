import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { faults, type NamedFault } from './faultList';
import { interactions } from './interactions';
import { runScenario, runTokenScenario, type Seen, type Strikes } from './runScenario';
import { markdown, type Row, violations } from './table';

const file = join(__dirname, 'TABLE.md');
const maxParallel = 8;

interface Scenario {
	readonly interaction: string;
	readonly fault: NamedFault;
	run(strikes: Strikes): Promise<Seen>;
}

const scenarios: Scenario[] = [
	...interactions.flatMap((interaction) =>
		faults.map((fault) => ({
			interaction: interaction.name,
			fault,
			run: async (strikes: Strikes) => await runScenario(interaction, fault, strikes),
		})),
	),
	...faults
		.filter(({ fault }) => fault !== 'stale socket')
		.map((fault) => ({
			interaction: 'token call',
			fault,
			run: async (strikes: Strikes) => await runTokenScenario(fault, strikes),
		})),
];

/** Runs scenarios, `parallel` at a time, and returns their rows. */
async function runAll(some: readonly Scenario[], parallel: number): Promise<Map<Scenario, Row>> {
	const rows = new Map<Scenario, Row>();
	const queue = [...some];
	const worker = async () => {
		for (let scenario = queue.shift(); scenario; scenario = queue.shift()) {
			const { interaction, fault } = scenario;
			rows.set(scenario, {
				interaction,
				fault: fault.name,
				once: await scenario.run('once'),
				always: await scenario.run('always'),
			});
		}
	};
	await Promise.all(Array.from({ length: parallel }, worker));
	return rows;
}

describe('Table of faults and interactions:', () => {
	const rows: Row[] = [];

	beforeAll(async () => {
		const light = await runAll(
			scenarios.filter(({ fault }) => !fault.heavy),
			maxParallel,
		);
		const heavy = await runAll(
			scenarios.filter(({ fault }) => fault.heavy),
			1,
		);
		rows.push(...scenarios.flatMap((scenario) => light.get(scenario) ?? heavy.get(scenario) ?? []));
		if (process.env.WRITE_FAULT_TABLE) writeFileSync(file, markdown(rows));
	}, 300_000);
	afterAll(async () => await closeConnections());

	it('every fault runs against every interaction', () => {
		expect(rows).toHaveLength(scenarios.length);
	});

	it('no write is done twice or lost silently, and every error reports the effect of the write', () => {
		expect(rows.flatMap(violations)).toEqual([]);
	});

	it('TABLE.md shows the current results', () => {
		expect(markdown(rows).split('\n')).toEqual(readFileSync(file, 'utf8').split('\n'));
	});
});
