import { cpuTimeOfAsync } from '../helpers/cpuTime';
import { openForm } from './openForm';
import { offline, startStatementServer, statement, type StatementServer } from './statementServer';

let at: StatementServer;
beforeEach(async () => void (at = await startStatementServer()));
afterEach(async () => await at.server.close());

const lists = [
	'compartments',
	'operationParameters',
	'searchParameters',
	'orders',
	'includes',
	'revIncludes',
	'resourceTypes',
];

describe('The server, as the drop-downs ask it', () => {
	test('is asked once for all lists that open together, and not again for the next list', async () => {
		const form = openForm(at.form());
		await Promise.all([...lists.map(async (method) => await form.options(method)), form.types()]);
		await form.names('searchParameters');
		expect(at.server.requests.map(({ url }) => url)).toEqual(['/fhir/metadata']);
	});

	test('sends 4 MB once, and then each list is ready in 300 ms', async () => {
		const documentation = 'x'.repeat(1_000);
		const resource = Array.from({ length: 150 }, (_, index) => ({
			type: index === 0 ? 'Patient' : `Type${index}`,
			searchParam: Array.from({ length: 28 }, (_one, number) => ({
				name: `p${number}`,
				type: 'string',
				documentation,
			})),
			operation: [{ name: `run-${index}`, definition: '', documentation }],
		}));
		const body = JSON.stringify({ ...statement, rest: [{ mode: 'server', resource }] });
		expect(body.length).toBeGreaterThan(4_000_000);
		at.respond = (response) => void (response.body = body);
		const form = openForm(at.form({ level: 'type', operationName: '$validate' }));
		await form.types();
		const opened = [...lists.map((method) => () => form.options(method)), () => form.list('operations')];
		for (const open of opened) expect(await cpuTimeOfAsync(open)).toBeLessThan(300);
		expect(at.server.requests).toHaveLength(1);
	});

	test('is not waited for again where it does not respond, and its late response serves the next list', async () => {
		let release = () => {};
		at.respond = async () => await new Promise<void>((resolve) => (release = resolve));
		const form = openForm(at.form());
		const started = performance.now();
		expect((await form.types())[0]).toMatch(/^Patient/);
		expect(performance.now() - started).toBeLessThan(8_000);
		const again = performance.now();
		expect((await form.types()).join()).not.toContain('not listed');
		expect(performance.now() - again).toBeLessThan(1_000);
		release();
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect((await form.types()).join()).toContain('not listed');
		expect(at.server.requests).toHaveLength(1);
	});

	test('that refuses the login of the credential is named; without a login there is the list of FHIR', async () => {
		at.respond = (response) => void (response.status = 401);
		const credential = { baseUrl: `${at.server.url}/fhir`, user: 'u', password: 'wrong' };
		const form = openForm(offline(), credential);
		const refused = { name: 'NodeApiError', httpCode: '401' };
		await expect(form.types()).rejects.toMatchObject(refused);
		await expect(form.names('searchParameters')).rejects.toMatchObject(refused);
		expect((await openForm(at.form()).types())[0]).toMatch(/^Patient/);
	});
});
