import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from '../../nodes/Fhir/actions/registry';
import { requestsOf, type SavedNode } from './record';

const folder = join(__dirname, 'releases');
const releases = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as SavedNode[]] as const);

describe.each(releases)('A workflow saved by %s sends what it sent then:', (_release, nodes) => {
	test.each(nodes.map((node) => [node.name, node] as const))('%s', async (_name, node) => {
		expect(await requestsOf(node)).toEqual(node.requests);
	});
});

test('The newest release has a saved node for each operation that sends a request', () => {
	const [, nodes = []] = releases.at(-1) ?? [];
	const saved = new Set(
		nodes.map(({ parameters }) => `${value(parameters.resource, 'resource')}:${String(parameters.operation)}`),
	);
	const all = groups.flatMap((group) => group.operations.map(({ choice }) => `${group.value}:${choice.value}`));
	expect(all.filter((operation) => !saved.has(operation) && !silent.has(operation))).toEqual([]);
});

/** These send nothing, or need a file. */
const silent = new Set([
	'server:getJwks',
	'binary:upload',
	'table:fromItems',
	'bulkData:readNdjson',
	'bulkData:writeNdjson',
]);

function value(parameter: unknown, otherwise: string): string {
	return typeof parameter === 'string' ? parameter : otherwise;
}
