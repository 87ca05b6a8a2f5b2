import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScenario, playToken, type Seen, type Strikes } from './runScenario';
import { faults, type NamedFault } from './faultList';
import { interactions } from './interactions';
import { markdown, wrongs, type Row } from './table';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';

const file = join(__dirname, 'TABLE.md');
const atOnce = 8;

interface Cell {
	readonly interaction: string;
	readonly fault: NamedFault;
	runScenario(strikes: Strikes): Promise<Seen>;
}

const cells: Cell[] = [
	...interactions.flatMap((interaction) =>
		faults.map((fault) => ({
			interaction: interaction.name,
			fault,
			runScenario: async (strikes: Strikes) => await runScenario(interaction, fault, strikes),
		})),
	),
	...faults
		.filter(({ fault }) => fault !== 'stale socket')
		.map((fault) => ({
			interaction: 'token call',
			fault,
			runScenario: async (strikes: Strikes) => await playToken(fault, strikes),
		})),
];

/** Plays cells side by side, and gives their rows in order. */
async function playAll(some: readonly Cell[], side: number): Promise<Map<Cell, Row>> {
	const rows = new Map<Cell, Row>();
	const queue = [...some];
	const worker = async () => {
		for (let cell = queue.shift(); cell; cell = queue.shift()) {
			const { interaction, fault } = cell;
			rows.set(cell, {
				interaction,
				fault: fault.name,
				once: await cell.runScenario('once'),
				always: await cell.runScenario('always'),
			});
		}
	};
	await Promise.all(Array.from({ length: side }, worker));
	return rows;
}

describe('Fault × interaction in n8n', () => {
	const rows: Row[] = [];

	beforeAll(async () => {
		const light = await playAll(
			cells.filter(({ fault }) => !fault.heavy),
			atOnce,
		);
		const heavy = await playAll(
			cells.filter(({ fault }) => fault.heavy),
			1,
		);
		rows.push(...cells.flatMap((cell) => light.get(cell) ?? heavy.get(cell) ?? []));
		if (process.env.WRITE_FAULT_TABLE) writeFileSync(file, markdown(rows));
	}, 300_000);
	afterAll(async () => await closeConnections());

	it('plays every fault against every interaction', () => {
		expect(rows).toHaveLength(cells.length);
	});

	it('writes nothing twice, loses nothing in silence, and says of every write what became of it', () => {
		expect(rows.flatMap(wrongs)).toEqual([]);
	});

	it('stands in TABLE.md as it is', () => {
		expect(markdown(rows).split('\n')).toEqual(readFileSync(file, 'utf8').split('\n'));
	});
});
