import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importInto, type N8n } from '../demo/n8n';
import { fhirForm, httpRequestForm, type NodeForm } from './contenders/n8nForms';
import type { BenchPlace } from './place';
import { patient, type Task } from './task';
import { median } from './timing';

/** A node's time in a whole n8n, as n8n itself reports it, in milliseconds: the middle of its passes. */
export type InN8n = Record<string, { milliseconds: number; items: number }>;

const latency = 20;
const count = 1_000;
/** How often each node stands in its workflow. */
const passes = [1, 2, 3];
const httpRequest = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.5 };
const fhir = { type: 'n8n-nodes-fhir.fhir', typeVersion: 1 };

function tasks(concurrencies: readonly number[]): Task[] {
	return concurrencies.flatMap((concurrency) => [
		{ kind: 'reads' as const, count, concurrency },
		{ kind: 'creates' as const, count, concurrency },
	]);
}

/**
 * The FHIR node and the HTTP Request node in a whole n8n, run from its command line: with database, encrypted credentials
 * and all. Each workflow first runs its node on a hundred items to warm up. `n8n` has this package installed.
 */
export async function timeInN8n({ place, hospital, env }: BenchPlace, n8n: N8n): Promise<InN8n> {
	await hospital.fhir.setLatency(latency);
	const forms = tasks([10, 32]).map((task): [string, NodeForm] => [
		`fhir ${task.kind} ${task.concurrency}`,
		fhirForm(place, task),
	]);
	const requests = (['credentials', 'given'] as const).flatMap((login) =>
		tasks([1]).map((task): [string, NodeForm] => [
			`httpRequest ${task.kind} ${login}`,
			httpRequestForm(place, task, login),
		]),
	);
	const credentials = new Map([...forms, ...requests].flatMap(([, form]) => Object.entries(form.credentials)));
	await importInto(
		n8n,
		'credentials',
		[...credentials].map(([type, data]) => ({ id: type, name: type, type, data })),
	);
	const data = Array.from({ length: count }, (_, number) => ({ id: place.ids[number], patient: patient(number) }));
	await importInto(n8n, 'workflow', [
		workflow('fhir', fhir, forms, data),
		workflow('httpRequest', httpRequest, requests, data),
	]);
	const environment = { ...n8n.environment, ...env };
	return { ...(await execute(n8n, 'fhir', environment)), ...(await execute(n8n, 'httpRequest', environment)) };
}

/** One trigger, the items, a node that warms up, and the nodes to be timed, one after the other. */
function workflow(id: string, type: typeof fhir, forms: ReadonlyArray<[string, NodeForm]>, data: object[]): object {
	const node = (name: string, kind: typeof fhir, parameters: object, credentials?: object) => ({
		id: name,
		name,
		...kind,
		parameters,
		credentials,
	});
	const once = forms.map(([name, { parameters, credentials }]) => {
		const named = Object.fromEntries(Object.keys(credentials).map((key) => [key, { id: key, name: key }]));
		// Reads want the id of an item, writes its Patient.
		const text = JSON.stringify(parameters).replace('{{ $json }}', '{{ $json.patient }}');
		return node(name, type, JSON.parse(text) as object, named);
	});
	const timed = passes.flatMap((pass) =>
		once.map((each) => ({ ...each, id: `${each.id} ${pass}`, name: `${each.name} ${pass}` })),
	);
	const [first] = timed;
	const all = [
		node('Start', { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 }, {}),
		node(
			'Data',
			{ type: 'n8n-nodes-base.set', typeVersion: 3.4 },
			{ mode: 'raw', jsonOutput: JSON.stringify({ data }), options: {} },
		),
		node('Items', { type: 'n8n-nodes-base.splitOut', typeVersion: 1 }, { fieldToSplitOut: 'data', options: {} }),
		node('Few', { type: 'n8n-nodes-base.limit', typeVersion: 1 }, { maxItems: 100 }),
		{ ...first, id: 'Warm-Up', name: 'Warm-Up' },
		...timed,
	];
	// n8n runs branches from top to bottom.
	const nodes = all.map((each, row) => ({ ...each, position: [0, row * 100] }));
	const to = (...names: string[]) => ({ main: [names.map((name) => ({ node: name, type: 'main', index: 0 }))] });
	const connections = {
		Start: to('Data'),
		Data: to('Items'),
		// n8n follows one branch to its end before it begins the next.
		Items: to('Few', ...timed.map(({ name }) => name)),
		Few: to('Warm-Up'),
	};
	return { id, name: id, nodes, connections, active: false, settings: { executionOrder: 'v1' } };
}

interface RawOutput {
	data: {
		resultData: {
			error?: { message: string };
			runData: Record<string, Array<{ executionTime: number; data?: { main?: unknown[][] } }>>;
		};
	};
}

async function execute(n8n: N8n, id: string, env: NodeJS.ProcessEnv): Promise<InN8n> {
	const { resultData } = (JSON.parse(await rawOutput(n8n, id, env)) as RawOutput).data;
	if (resultData.error) throw new Error(`n8n: ${resultData.error.message}`);
	const names = Object.keys(resultData.runData).flatMap((name) =>
		name.startsWith(id) && name.endsWith(' 1') ? name.slice(0, -2) : [],
	);
	return Object.fromEntries(
		names.map((name) => {
			const runs = passes.flatMap((pass) => resultData.runData[`${name} ${pass}`] ?? []);
			const items = Math.min(...runs.map(({ data }) => data?.main?.[0]?.length ?? 0));
			return [name, { milliseconds: median(runs.map(({ executionTime }) => executionTime)), items }];
		}),
	);
}

/** The JSON that n8n prints, by way of a file: from a pipe its end would be missing. */
async function rawOutput({ home, userFolder }: N8n, id: string, env: NodeJS.ProcessEnv): Promise<string> {
	const file = join(userFolder, `${id}.txt`);
	const handle = await open(file, 'w');
	try {
		const child = spawn(home.node, [home.command, 'execute', `--id=${id}`, '--rawOutput'], {
			env,
			stdio: ['ignore', handle.fd, 'inherit'],
			timeout: 150_000,
		});
		const [code] = (await once(child, 'exit')) as [number | null];
		if (code !== 0) throw new Error(`n8n ended with ${code}`);
	} finally {
		await handle.close();
	}
	const text = await readFile(file, 'utf8');
	// Before it stand lines of the log.
	return text.slice(text.search(/^\{/m));
}
