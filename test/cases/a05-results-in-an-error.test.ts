import { outputOf } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { scripted } from '../engine/support/scripted';
import { startServer } from '../servers/httpServer';

const created = { response: { status: '201 Created', location: 'Patient/7/_history/1' } };
const rejected = {
	response: {
		status: '400 Bad Request',
		outcome: {
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'error', code: 'invalid', diagnostics: 'Bad date' }],
		},
	},
};
const results = { resourceType: 'Bundle', type: 'batch-response', entry: [created, rejected] };
const outcome = {
	resourceType: 'OperationOutcome',
	issue: [{ severity: 'error', code: 'invalid', diagnostics: 'No such' }],
};

const items = {
	parameters: { resource: 'bundle', operation: 'sendItems', itemMethod: 'create', options: { return: 'minimal' } },
	input: [
		{ resourceType: 'Patient', gender: 'female' },
		{ resourceType: 'Patient', birthDate: 'yesterday' },
	],
};

describe('A5: Bundle → Send Items, a batch with an error status and the results of its entries', () => {
	it.each([400, 409, 422, 500])('gives each item its own result with status %i', async (status) => {
		const { input, parameters } = items;
		const { output, errors, sent } = await scripted([{ status, body: results }], parameters, {
			input,
			onError: 'continueErrorOutput',
		});
		expect(output.map(({ json }) => json)).toMatchObject([{ resourceType: 'Patient', id: '7', status: 201 }]);
		expect(errors.map(({ json }) => json)).toMatchObject([{ error: expect.stringContaining('Bad date') }]);
		expect(errors[0]?.pairedItem).toEqual({ item: 1 });
		expect(sent).toHaveLength(1);
	});

	it.each([
		['an OperationOutcome', outcome, /No such/],
		['a Bundle of another type', { resourceType: 'Bundle', type: 'collection', entry: [] }, /rejected/],
		['a text', 'Not today', /Not today/],
	])('fails for all items where the body is %s', async (_what, body, message) => {
		const { input, parameters } = items;
		const { errors } = await scripted([{ status: 400, body }], parameters, { input, onError: 'continueErrorOutput' });
		expect(errors).toHaveLength(2);
		for (const { json } of errors) expect(json.error).toMatch(message);
	});
});

describe('A5: Bundle → Send Items, a batch whose results break off', () => {
	const whole = JSON.stringify(results);

	/** `create` may not be repeated, `delete` may: the transport reads their responses in different ways. */
	const run = async (itemMethod: string, status: number, body: string, length: number) => {
		let requests = 0;
		const server = await startServer((_request, response) => {
			requests++;
			response.writeHead(status, { 'content-type': 'application/fhir+json', 'content-length': length });
			response.write(body);
			setTimeout(() => response.destroy(), 20);
		});
		try {
			const { errors } = await runNode({
				parameters: {
					...items.parameters,
					itemMethod,
					resourceType: { __rl: true, mode: 'name', value: 'Patient' },
					resourceId: '={{ "p" + $itemIndex }}',
					authentication: 'none',
					baseUrl: `${server.url}/fhir`,
					options: { retries: 1 },
				},
				input: items.input,
				onError: 'continueErrorOutput',
			});
			return { errors, requests };
		} finally {
			await server.close();
		}
	};

	it.each(['create', 'delete'])('leaves the effect of each item unknown: %s', async (itemMethod) => {
		const { errors, requests } = await run(itemMethod, 400, whole.slice(0, 90), whole.length);
		expect(errors).toHaveLength(2);
		for (const { json } of errors) {
			expect(json.error).toMatch(/It is not known whether this item was carried out: .*status 400.*broke off/);
			expect(json.details).toMatchObject({ effect: 'unknown', status: 400 });
		}
		expect(requests).toBe(1);
	});

	it('also where a gateway cut them and the length is right', async () => {
		const { input, parameters } = items;
		const { errors, sent } = await scripted([{ status: 400, body: whole.slice(0, 90) }], parameters, {
			input,
			onError: 'continueErrorOutput',
		});
		expect(sent).toHaveLength(1);
		for (const { json } of errors) expect(json.details).toMatchObject({ effect: 'unknown' });
	});
});

describe('A5: Bundle → Send Items, results with a status that says to try again', () => {
	it.each([429, 503])('are read, and nothing is sent twice: %i', async (status) => {
		const { input, parameters } = items;
		const options = { ...parameters.options, retries: 2 };
		const response = { status, headers: { 'retry-after': '0' }, body: results };
		const { output, errors, sent } = await scripted(
			[response],
			{ ...parameters, options },
			{
				input,
				onError: 'continueErrorOutput',
			},
		);
		expect(output.map(({ json }) => json)).toMatchObject([{ id: '7', status: 201 }]);
		expect(errors).toHaveLength(1);
		expect(sent).toHaveLength(1);
	});
});

describe('A5: Bundle → Send, a batch with an error status and the results of its entries', () => {
	const parameters = {
		resource: 'bundle',
		operation: 'send',
		bundle: JSON.stringify({
			resourceType: 'Bundle',
			type: 'batch',
			entry: items.input.map((resource) => ({ resource, request: { method: 'POST', url: 'Patient' } })),
		}),
	};

	it('gives an item for each entry where entry errors do not fail it', async () => {
		const result = await scripted([{ status: 400, body: results }], {
			...parameters,
			options: { failOnEntryErrors: false },
		});
		expect(outputOf(result)).toMatchObject([
			{ entry: 0, status: 201, id: '7' },
			{ entry: 1, status: 400, error: expect.stringContaining('Bad date') },
		]);
	});

	it('says in its error that the other entries were carried out', async () => {
		const { error } = await scripted([{ status: 400, body: results }], parameters);
		expect(error?.message).toMatch(/^1 of 2 entries/);
		expect(error?.context?.data).toMatchObject({ effect: 'applied' });
	});
});
