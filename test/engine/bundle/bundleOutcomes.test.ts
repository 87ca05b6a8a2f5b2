import type { IDataObject } from 'n8n-workflow';
import { startServer } from '../../servers/httpServer';
import { outputOf } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { outcome, scripted, startScripted } from '../support/scripted';

const items = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ resourceType: 'Patient', name: [{ family: `F${index}` }] }));
const parameters = { resource: 'bundle', operation: 'sendItems' };
const batch = (...responses: object[]) => ({
	body: { resourceType: 'Bundle', type: 'batch-response', entry: responses.map((response) => ({ response })) },
});
const created = (id: number) => ({ status: '201 Created', location: `Patient/${id}/_history/1`, etag: 'W/"1"' });
const entriesOf = (body: string) =>
	(JSON.parse(body) as { entry: Array<{ resource: { name: [{ family: string }] } }> }).entry;
const familiesOf = (body: string) => entriesOf(body).map(({ resource }) => resource.name[0].family);
const goOn = { onError: 'continueRegularOutput' } as const;

describe('Bundle → Send Items:', () => {
	it('items have type, ID, version, status and Location where the server returns no resources', async () => {
		const result = await scripted([batch(created(1), created(2))], parameters, { input: items(2) });
		expect(outputOf(result)).toEqual(
			[1, 2].map((id) => ({
				resourceType: 'Patient',
				id: String(id),
				meta: { versionId: '1' },
				location: `Patient/${id}/_history/1`,
				status: 201,
			})),
		);
	});
	it('entries with 429 or 503 are sent again without the other entries', async () => {
		const put = { status: '429', outcome: outcome('error', 'throttled', 'slow down') };
		const { sent, ...result } = await scripted(
			[batch(created(1), put, created(3), { ...put, status: '503' }), batch(created(2), put), batch(created(4))],
			{ ...parameters, options: { retries: 3 } },
			{ input: items(4) },
		);
		expect(outputOf(result).map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
		expect(sent.map(({ body }) => familiesOf(body))).toEqual([['F0', 'F1', 'F2', 'F3'], ['F1', 'F3'], ['F3']]);
	});
	it('an entry that stays 429 fails only its own item after the last retry', async () => {
		const put = { status: '429', outcome: outcome('error', 'throttled', 'slow down') };
		const { sent, ...result } = await scripted(
			[batch(created(1), put), batch(put)],
			{ ...parameters, options: { retries: 1 } },
			{ input: items(2), ...goOn },
		);
		expect(outputOf(result)).toMatchObject([{ id: '1' }, { error: expect.stringContaining('too many requests') }]);
		expect(sent).toHaveLength(2);
	});

	it.each([
		['fewer', batch(created(1))],
		['more', batch(created(1), created(2), created(3), created(4))],
	])('a response with %s entries than were sent leaves all items of unknown effect', async (_name, script) => {
		const result = await scripted([script], parameters, { input: items(3), ...goOn });
		for (const { error, details } of outputOf(result)) {
			expect(error).toMatch(/^It is not known whether this item was carried out: The response has \d of 3 entries/);
			expect(details).toMatchObject({ effect: 'unknown', items: '0–2' });
		}
	});
	it('an entry with 304 returns `notModified`, and a delete that matches nothing returns `deleted: false`', async () => {
		const input = [
			{ method: 'get', id: 'p1', version: '3' },
			{ method: 'delete', id: '', version: '' },
		];
		const more = {
			...parameters,
			itemMethod: '={{ $json.method }}',
			resourceType: { __rl: true, mode: 'name', value: 'Patient' },
			findBy: "={{ $json.id ? 'id' : 'queryString' }}",
			queryString: 'identifier=a|1',
			options: { ifNoneMatch: '={{ $json.version }}' },
		};
		const none = { status: '404', outcome: outcome('error', 'not-found', 'no match') };
		const { sent, ...result } = await scripted([batch({ status: '304', etag: 'W/"3"' }, none)], more, { input });
		expect(outputOf(result)).toEqual([
			{ notModified: true, resourceType: 'Patient', id: 'p1', versionId: '3' },
			{ deleted: false, resourceType: 'Patient' },
		]);
		expect((JSON.parse(sent[0]?.body ?? '') as { entry: object[] }).entry).toEqual([
			{ request: { method: 'GET', url: 'Patient/p1', ifNoneMatch: 'W/"3"' } },
			{ request: { method: 'DELETE', url: 'Patient?identifier=a%7C1' } },
		]);
	});
	it('items with different base URLs are sent in Bundles of their own', async () => {
		const baseUrl = '={{ $json.url }}';
		const target = await startScripted(({ url }) => batch(created(url === '/fhir' ? 1 : 2)));
		const input = [target.baseUrl, `${target.baseUrl}/b`].map((url) => ({ url, body: { resourceType: 'Patient' } }));
		const result = await target.run({ ...parameters, baseUrl, body: '={{ $json.body }}' }, { input });
		await target.close();
		expect(outputOf(result).map(({ id }) => id)).toEqual(['1', '2']);
		expect(target.server.requests).toHaveLength(2);
	});

	it('an entry without a status makes only its own item of unknown effect', async () => {
		const result = await scripted([batch(created(1), {})], parameters, { input: items(2), ...goOn });
		expect(outputOf(result)).toMatchObject([{ id: '1' }, { error: expect.stringContaining('returned no status') }]);
	});

	it('all items fail as rejected where the server rejects the whole batch with 413', async () => {
		const result = await scripted([{ status: 413 }], parameters, { input: items(2), ...goOn });
		for (const { error, details } of outputOf(result)) {
			expect(error).toContain('larger than the server accepts');
			expect(details).toMatchObject({ effect: 'rejected', items: '0–1' });
		}
	});

	it.each([
		[
			'by an XPath location',
			{ location: ['/f:Bundle/f:entry[2]'], diagnostics: 'Patient: bad date' },
			'Patient: bad date',
		],
		['by a path in the diagnostics', { diagnostics: 'entry[1]: Patient is bad' }, 'entry[1]: Patient is bad'],
		[
			'by its request URL in the diagnostics',
			{ diagnostics: "Transaction failed on 'PUT' for the requested url '/Patient/p1'." },
			'Transaction failed',
		],
	])('a rejected transaction names the item of the entry that the server identifies %s', async (_name, issue, text) => {
		const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', ...issue }] };
		const input = items(3).map((item, index) => ({ ...item, id: `p${index}` }));
		const more = { ...parameters, bundleType: 'transaction', itemMethod: 'update' };
		const [first, second, third] = outputOf(await scripted([{ status: 400, body }], more, { input, ...goOn }));
		expect(second?.error).toContain(`because of this item: ${text}`);
		for (const other of [first, third])
			expect(other?.error).toContain(`because the server rejected item 1 (PUT Patient/p1): ${text}`);
	});

	it("a rejected transaction shows the server's reason for every item where no entry is identified", async () => {
		const script = [{ status: 400, body: outcome('error', 'processing', 'HAPI-0535: something is odd') }];
		const result = await scripted(script, { ...parameters, bundleType: 'transaction' }, { input: items(2), ...goOn });
		for (const { error } of outputOf(result)) {
			expect(error).toMatch(/^Nothing in this item's transaction was written: .*something is odd/);
		}
	});
});

describe('Bundle → Send Items over a connection that breaks:', () => {
	async function broken(more: IDataObject, onError?: 'continueRegularOutput') {
		let requests = 0;
		const server = await startServer(({ body }, response) => {
			requests++;
			if (familiesOf(body.toString()).includes('F2')) {
				response.destroy();
				return;
			}
			const entry = familiesOf(body.toString()).map((family) => ({ response: created(Number(family.slice(1))) }));
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			response.end(JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry }));
		});
		try {
			const options = { retries: 0, bundleEntries: 2, bundleConcurrency: 1 };
			const result = await runNode({
				parameters: { ...parameters, authentication: 'none', baseUrl: `${server.url}/fhir`, options, ...more },
				input: items(8),
				onError,
			});
			return { ...result, requests };
		} finally {
			await server.close();
		}
	}

	it.each(['batch', 'transaction'])(
		'the items of the broken %s are of unknown effect, and the other items are done',
		async (bundleType) => {
			const output = outputOf(await broken({ bundleType }, 'continueRegularOutput'));
			expect(output.map(({ error, id }) => (error === undefined ? id : 'unknown'))).toEqual([
				'0',
				'1',
				'unknown',
				'unknown',
				'4',
				'5',
				'6',
				'7',
			]);
			for (const { error, details } of output.slice(2, 4)) {
				expect(error).toMatch(/^It is not known whether this item was carried out: /);
				expect(details).toMatchObject({ effect: 'unknown', bundle: bundleType, items: '2–3' });
			}
		},
	);

	it('no further Bundle is sent, and the error says what was written, what is unknown and what was not sent', async () => {
		const { error, requests, output } = await broken({});
		expect(output).toEqual([]);
		expect(requests).toBe(2);
		expect(error?.description).toContain('Of 8 items, 2 completed, 2 failed and 4 did not start.');
		expect(error?.description).toContain('Whether the server carried out 2 of the failed items is unknown.');
		expect(error?.context?.data).toMatchObject({
			completed: [
				{ item: 0, resources: ['Patient/0/_history/1'] },
				{ item: 1, resources: ['Patient/1/_history/1'] },
			],
		});
	});
});

describe('Bundle → Send Items with Bundles in Parallel', () => {
	it('sends that number of Bundles at once, and a Bundle waits for the resources that it refers to', async () => {
		let running = 0;
		let maxRunning = 0;
		const order: string[] = [];
		const server = await startServer(async ({ body }, response) => {
			maxRunning = Math.max(maxRunning, ++running);
			const { entry } = JSON.parse(body.toString()) as { entry: Array<{ request: { url: string } }> };
			await new Promise((resolve) => setTimeout(resolve, entry[0]?.request.url.startsWith('Patient') ? 60 : 10));
			order.push(...entry.map(({ request }) => request.url));
			running--;
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			response.end(
				JSON.stringify({
					resourceType: 'Bundle',
					type: 'batch-response',
					entry: entry.map(({ request }) => ({ response: { status: '201', location: `${request.url}/_history/1` } })),
				}),
			);
		});
		try {
			const observations = Array.from({ length: 6 }, (_, index) => ({
				resourceType: 'Observation',
				id: `o${index}`,
				...(index > 3 && { subject: { reference: 'Patient/p' } }),
			}));
			const input = [...observations, { resourceType: 'Patient', id: 'p' }] as IDataObject[];
			const result = await runNode({
				parameters: {
					...parameters,
					itemMethod: 'update',
					authentication: 'none',
					baseUrl: `${server.url}/fhir`,
					options: { bundleEntries: 1, bundleConcurrency: 3 },
				},
				input,
			});
			expect(outputOf(result)).toHaveLength(7);
			expect(maxRunning).toBe(3);
			for (const late of ['Observation/o4', 'Observation/o5']) {
				expect(order.indexOf(late)).toBeGreaterThan(order.indexOf('Patient/p'));
			}
		} finally {
			await server.close();
		}
	});
});
