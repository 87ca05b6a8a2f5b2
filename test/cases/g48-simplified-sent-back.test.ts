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
		expect(error?.description).toMatch(/Read the resource again.*Update Fields/);
		expect(sent).toEqual([]);
	});

	it('refuses a text where a list or an object belongs, as a simplified resource has it', async () => {
		const { simplified: _mark, ...unmarked } = await simplified(full);
		const { error, sent } = await scripted([{ status: 200 }], parameters, { input: [unmarked] });
		expect(error?.message).toBe(
			'"Body" has plain values where FHIR has lists or objects: `identifier`, `name`, `address`',
		);
		expect(error?.description).toMatch(/Simplified.*Update Fields/);
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
