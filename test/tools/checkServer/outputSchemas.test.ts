import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from '../../../nodes/Fhir/actions/registry';
import { startHospital } from '../../engine/support/fixtures';
import { closeAfterEach } from '../../helpers/closing';
import { run } from './fixtures';
import { Session } from './session';

/** What n8n's editor shows of an operation's output before the first run. */
interface Schema {
	readonly type: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
}

const folder = join(__dirname, '../../../nodes/Fhir/__schema__/v1.1.0');
const schemas = new Map(
	readdirSync(folder).flatMap((group) =>
		readdirSync(join(folder, group)).map(
			(file) =>
				[
					`${group}:${file.replace('.json', '')}`,
					JSON.parse(readFileSync(join(folder, group, file), 'utf8')) as Schema,
				] as const,
		),
	),
);

/** The output of these is what a user, a server or a file makes of it. */
const withoutSchema = [
	'bulkData:downloadExportFiles',
	'bulkData:export',
	'bulkData:import',
	'bulkData:readNdjson',
	'operation:run',
	'server:graphql',
	'table:exportOnServer',
	'table:fromItems',
	'table:fromServer',
];

/** The operations whose output is readable text by default. */
const simplified = new Set(
	groups.flatMap(({ value, operations }) =>
		operations
			.filter(({ front = [] }) => front.some((field) => field.name === 'output' && field.default === 'simplified'))
			.map(({ choice }) => `${value}:${choice.value}`),
	),
);

/** Where a value is not what the schema says. */
function differences(value: unknown, { type, properties = {}, items }: Schema, path: string): string[] {
	if (value === undefined) return [];
	const is = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
	if (is !== type) return [`${path} is ${is}, and not ${type}`];
	if (items) return (value as unknown[]).flatMap((one) => differences(one, items, `${path}[]`));
	return Object.entries(properties).flatMap(([name, schema]) =>
		differences((value as Record<string, unknown>)[name], schema, `${path}.${name}`),
	);
}

jest.setTimeout(120_000);

describe('The preview of an output:', () => {
	it('each operation has one whose output has a shape of its own', () => {
		const all = groups.flatMap(({ value, operations }) => operations.map(({ choice }) => `${value}:${choice.value}`));
		expect([...schemas.keys(), ...withoutSchema].sort()).toEqual(all.sort());
	});

	it('shows what the operation gives', async () => {
		const outputs = new Map<string, object[]>();
		const original = Object.getOwnPropertyDescriptor(Session.prototype, 'run')?.value as Session['run'];
		const spy = jest.spyOn(Session.prototype, 'run').mockImplementation(async function (this: Session, input) {
			const inVersion1 = await original.call(this, input);
			const { resource, operation, options } = input.parameters;
			const key = `${String(resource)}:${String(operation)}`;
			// Another output than the usual one is asked for.
			const isUsual = !/"(output|summary|ifNoneMatch)":/.test(JSON.stringify(options ?? {}));
			if (!isUsual) return inVersion1;
			// The checks read what version 1 gives; the previews are of the newest version, which gives readable text.
			const result = simplified.has(key) ? await original.call(this, { ...input, typeVersion: 1.1 }) : inVersion1;
			outputs.set(key, [...(outputs.get(key) ?? []), ...result.output.map(({ json }) => json)]);
			return inVersion1;
		});
		const { server, ca } = closeAfterEach(await startHospital());
		const environment = { FHIR_PASSWORD: 'pass-Wörd:1' };
		const login = ['--user', 'integration', '--ca', 'ca.pem'];
		await run([server.baseUrl, ...login, '--write'], { environment, file: () => ca.certificate });
		spy.mockRestore();
		const seen = [...schemas].filter(([operation]) => outputs.has(operation));
		expect(seen.length).toBeGreaterThan(20);
		const wrong = seen.flatMap(([operation, schema]) =>
			(outputs.get(operation) ?? []).flatMap((json) => differences(json, schema, operation)),
		);
		expect([...new Set(wrong)]).toEqual([]);
		const missing = seen.flatMap(([operation, { properties = {} }]) => {
			const given = outputs.get(operation) ?? [];
			const names = new Set(given.flatMap((json) => Object.keys(json)));
			return given.length === 0
				? []
				: Object.keys(properties).flatMap((name) => (names.has(name) ? [] : [`${operation}.${name}`]));
		});
		expect(missing).toEqual([]);
	});
});
