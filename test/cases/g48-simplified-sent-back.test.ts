import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted } from '../engine/support/scripted';

const full = {
	resourceType: 'Patient',
	id: '7',
	identifier: [{ system: 'http://h/mrn', value: '1' }],
	name: [{ family: 'Lee', given: ['Ann'] }],
	address: [{ city: 'Springfield' }],
	birthDate: '1970-01-01',
};
/** Nothing in it is changed by simplifying, but its extension is left out. */
const plain = {
	resourceType: 'Patient',
	id: '7',
	birthDate: '1970-01-01',
	extension: [{ url: 'http://h', valueCode: 'x' }],
};
const meta = { versionId: '3', lastUpdated: '2026-01-01T00:00:00Z' };

/** What *Get Many* gives for a resource with the output *Simplified*. */
async function simplified(resource: object): Promise<IDataObject> {
	const page = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] };
	const result = await scripted([{ body: page }], {
		operation: 'getAll',
		resourceType: type('Patient'),
		options: { output: 'simplified' },
	});
	return outputOf(result)[0]!;
}

const writes: Array<[operation: string, parameters: IDataObject]> = [
	['Resource → Create', { operation: 'create', resourceType: type('Patient') }],
	['Resource → Replace', { operation: 'update', resourceType: type('Patient') }],
	['Resource → Create or Update', { operation: 'upsert', resourceType: type('Patient') }],
	['Resource → Update Fields', { operation: 'updateFields', resourceType: type('Patient'), resourceId: '7' }],
	['Bundle → Send Items', { resource: 'bundle', operation: 'sendItems', itemMethod: 'update' }],
];

describe.each(writes)('G48: %s', (_operation, parameters) => {
	it.each([
		['with version and time', { ...full, meta }],
		['with version and time, without lists or objects', { ...plain, meta }],
		['without version and time', full],
		['without version and time, without lists or objects', plain],
	])('refuses a simplified resource %s', async (_what, resource) => {
		const { error, sent } = await scripted([{ status: 200 }], parameters, { input: [await simplified(resource)] });
		expect(error?.message).toMatch(/^"Body" is a simplified resource, which cannot be sent back/);
		expect(error?.description).toMatch(/Read the resource again with "Raw".*under Output.*Update Fields/);
		expect(sent).toEqual([]);
	});

	it('refuses a text where a list or an object belongs, as a simplified resource has it', async () => {
		const { simplified: _mark, ...unmarked } = await simplified(full);
		const { error, sent } = await scripted([{ status: 200 }], parameters, { input: [unmarked] });
		expect(error?.message).toBe(
			'"Body" has plain values where FHIR has lists or objects: `identifier`, `name`, `address`',
		);
		expect(error?.description).toMatch(/"Simplified".*the output "Raw".*Update Fields/);
		expect(sent).toEqual([]);
	});

	it('refuses it also with Allow Unknown Elements', async () => {
		const { error, sent } = await scripted(
			[{ status: 200 }],
			{ ...parameters, options: { allowUnknownElements: true } },
			{ input: [await simplified(full)] },
		);
		expect(error?.message).toMatch(/simplified/);
		expect(sent).toEqual([]);
	});

	it('sends the resource itself', async () => {
		const { sent } = await scripted([{ status: 200, body: full }], parameters, { input: [{ ...full, meta }] });
		expect(sent).toHaveLength(1);
	});
});

test('G48: a simplified item has a mark of its own only where the server gives neither version nor time', async () => {
	expect(await simplified({ ...plain, meta })).toEqual({
		resourceType: 'Patient',
		id: '7',
		birthDate: '1970-01-01',
		...meta,
	});
	expect(await simplified(plain)).toMatchObject({ simplified: true });
});

describe('G48: what takes a simplified resource without sending it back says so in a hint', () => {
	const simplified = { resourceType: 'Patient', id: '1', name: 'Peter Chalmers', versionId: '2' };
	const said = /is a simplified resource.*choose "Raw" under Output/;

	it.each<[string, IDataObject]>([
		['Resource → Validate', { operation: 'validate', resourceType: type('Patient'), body: '={{ $json }}' }],
		[
			'Table → From Items',
			{
				resource: 'table',
				operation: 'fromItems',
				viewFrom: 'ready',
				readyView: 'patient',
				tableResource: '={{ $json }}',
			},
		],
		['Bulk Data → Write NDJSON', { resource: 'bulkData', operation: 'writeNdjson', line: '={{ $json }}' }],
	])('%s', async (_name, parameters) => {
		const body = { resourceType: 'OperationOutcome', issue: [] };
		const { hints } = await scripted([{ body }], parameters, { input: [simplified], typeVersion: 1.1 });
		expect(hints.filter((hint) => said.test(hint))).toHaveLength(1);
	});
});
