import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../support/fixtures';
import { patient, setUpSendItems, uuid } from './sendItemsFixture';

describe('Bundle → Send Items', () => {
	const { hospital, send, sent } = setUpSendItems();

	it('creates 100 items in one batch and returns the resource of each item, paired and in order', async () => {
		const families = Array.from({ length: 100 }, (_, index) => `Family ${index}`);
		const result = await send(
			{},
			families.map((family) => patient(family)),
		);
		expect(outputOf(result).map(({ name }) => (name as Array<{ family: string }>)[0]?.family)).toEqual(families);
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual(families.map((_, item) => ({ item })));
		expect(hospital().server.requests).toHaveLength(1);
		expect(hospital().server.requests[0]).toMatchObject({ method: 'POST', url: '/fhir' });
		expect(sent()[0]).toMatchObject({
			type: 'batch',
			entry: families.map(() => ({ request: { method: 'POST', url: 'Patient' } })),
		});
	});

	it('with Return: minimal returns type, ID, version and Location', async () => {
		const [item] = outputOf(await send({ options: { return: 'minimal' } }, [patient('A')]));
		expect(hospital().server.requests[0]?.headers.prefer).toBe('return=minimal');
		expect(item).toMatchObject({
			resourceType: 'Patient',
			id: expect.any(String),
			meta: { versionId: '1' },
			status: 201,
		});
		expect(item?.location).toContain(String(item?.id));
		expect(item).not.toHaveProperty('name');
	});

	it('takes method, ID and conditions from each item', async () => {
		const [old] = outputOf(await send({}, [patient('Old')]));
		hospital().server.requests.length = 0;
		const result = await send(
			{
				itemMethod: '={{ $json.method }}',
				resourceType: { __rl: true, mode: 'name', value: 'Patient' },
				resourceId: '={{ $json.id }}',
				body: '={{ $json.body }}',
				patch: '={{ $json.patch }}',
				options: { ifNoneExist: '={{ $json.ifNoneExist }}', ifMatch: '={{ $json.ifMatch }}' },
			},
			[
				{ method: 'create', body: patient('New'), ifNoneExist: 'identifier=urn:x|1' },
				{ method: 'update', id: 'u1', body: patient('Updated') },
				{ method: 'PUT', id: 'u2', body: patient('Put', { id: 'u2' }) },
				{ method: 'patch', id: String(old?.id), patch: [{ op: 'add', path: '/gender', value: 'male' }], ifMatch: '1' },
				{ method: 'get', id: String(old?.id) },
				{ method: 'delete', id: 'u1' },
			],
		);
		const output = outputOf(result);
		expect(output).toMatchObject([
			{ resourceType: 'Patient', name: [{ family: 'New' }] },
			{ id: 'u1', name: [{ family: 'Updated' }] },
			{ id: 'u2', name: [{ family: 'Put' }] },
			{ id: old?.id, gender: 'male', meta: { versionId: '2' } },
			// A read of what another item writes comes after it.
			{ id: old?.id, gender: 'male' },
			{ deleted: true, resourceType: 'Patient', id: 'u1' },
		]);
		expect(sent().flatMap(({ entry }) => entry.map(({ request }) => request))).toEqual([
			{ method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:x%7C1' },
			{ method: 'PUT', url: 'Patient/u1' },
			{ method: 'PUT', url: 'Patient/u2' },
			{ method: 'PATCH', url: `Patient/${String(old?.id)}`, ifMatch: 'W/"1"' },
			{ method: 'GET', url: `Patient/${String(old?.id)}` },
			{ method: 'DELETE', url: 'Patient/u1' },
		]);
		expect(sent()).toHaveLength(2);
	});

	it('creates or updates by criteria', async () => {
		const more = {
			itemMethod: 'upsert',
			findBy: 'parameters',
			searchParameters: {
				parameter: [{ name: 'identifier', match: '', value: '=urn:mrn|{{ $json.identifier[0].value }}' }],
			},
		};
		const item = (value: string) => patient(`Number ${value}`, { identifier: [{ system: 'urn:mrn', value }] });
		const [first] = outputOf(await send(more, [item('17'), item('18')]));
		const [again] = outputOf(await send(more, [item('17')]));
		expect(again?.id).toBe(first?.id);
		expect((again?.meta as IDataObject).versionId).toBe('2');
		expect(sent()[0]?.entry[1]?.request.url).toBe('Patient?identifier=urn:mrn%7C18');
	});

	it('deletes the resources that a search returned', async () => {
		const found = outputOf(await send({}, [patient('X'), patient('Y')]));
		const deleted = outputOf(await send({ itemMethod: 'delete' }, found));
		expect(deleted).toEqual(found.map(({ id }) => ({ deleted: true, resourceType: 'Patient', id })));
		for (const { id } of found) {
			const { error } = await hospital().run({
				operation: 'get',
				resourceType: type('Patient'),
				resourceId: String(id),
			});
			expect(error?.httpCode).toBe('410');
		}
	});

	it('keeps items that refer to each other by urn:uuid in one transaction, also over the entry limit', async () => {
		const observation = (number: number) => ({
			resourceType: 'Observation',
			status: 'final',
			code: { text: `Observation ${number}` },
			subject: { reference: `urn:uuid:${uuid(number)}` },
		});
		const input = [
			...[1, 2, 3].map((number) => patient(`P${number}`, { id: uuid(number) })),
			...[1, 2, 3, 1, 2, 3].map(observation),
		];
		const options = { bundleEntries: 2 };
		const output = outputOf(await send({ bundleType: 'transaction', options }, input));
		expect(hospital().server.requests).toHaveLength(3);
		const ids = output.slice(0, 3).map(({ id }) => id);
		expect(output.slice(3).map(({ subject }) => (subject as IDataObject).reference)).toEqual(
			[...ids, ...ids].map((id) => `Patient/${String(id)}`),
		);
		for (const { entry } of sent()) expect(entry).toHaveLength(3);
	});

	it('rejects items that refer to each other by urn:uuid in a batch, before anything is sent', async () => {
		const input = [
			patient('P', { id: uuid(9) }),
			{ ...patient('Q'), link: [{ other: { reference: `urn:uuid:${uuid(9)}` } }] },
		];
		const { error } = await send({}, input);
		expect(error?.message).toContain('Items 0, 1 refer to each other');
		expect(error?.description).toContain('Transaction');
		expect(hospital().server.requests).toEqual([]);
	});

	it('splits the items by Entries per Bundle and by Megabytes per Bundle', async () => {
		const input = Array.from({ length: 10 }, (_, index) => patient(`${index}${'x'.repeat(10_000)}`));
		outputOf(await send({ options: { bundleEntries: 4 } }, input));
		expect(
			sent()
				.map(({ entry }) => entry.length)
				.sort(),
		).toEqual([2, 4, 4]);
		hospital().server.requests.length = 0;
		outputOf(await send({ options: { bundleMegabytes: 0.032 } }, input));
		expect(
			sent()
				.map(({ entry }) => entry.length)
				.sort(),
		).toEqual([1, 3, 3, 3]);
		for (const { body } of hospital().server.requests) expect(body.length).toBeLessThan(0.032 * 1024 * 1024 + 100);
	});

	it('sends writes of one resource in the order of the items, also with Bundles in Parallel', async () => {
		const input = Array.from({ length: 12 }, (_, index) => patient(`Family ${index}`, { id: 'same' }));
		outputOf(await send({ itemMethod: 'update', options: { bundleConcurrency: 10 } }, input));
		const families = hospital().server.requests.map(({ body }) => /"family":"Family (\d+)"/.exec(body)?.[1]);
		expect(families).toEqual(input.map((_, index) => String(index)));
	});
});
