import { outputOf } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

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
