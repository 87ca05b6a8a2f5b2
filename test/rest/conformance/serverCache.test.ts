import { structureDefinition } from '../../../nodes/Fhir/rest/conformance/structureDefinitions';
import { valueSetCodes } from '../../../nodes/Fhir/rest/conformance/valueSetCodes';
import { closeAfterEach } from '../../helpers/closing';
import { fhirJson, serverAndClient, testRuntime } from '../support';

const url = 'http://x.example/fhir/this';

/** A server that has these resources by type, whatever is searched for, and that expands value sets so. */
async function serverWith(resources: Record<string, object[]>, expansion?: (offset: number) => object) {
	const runtime = testRuntime();
	const { server, client } = await serverAndClient(
		({ url: address = '' }, response) => {
			const { pathname, searchParams } = new URL(address, 'http://h');
			const type = pathname.split('/')[2] ?? '';
			const isExpansion = pathname.endsWith('/$expand');
			const entry = (resources[type] ?? []).map((resource, id) => ({
				resource: { resourceType: type, id: String(id), ...resource },
			}));
			const body = isExpansion
				? expansion && { resourceType: 'ValueSet', expansion: expansion(Number(searchParams.get('offset') ?? 0)) }
				: { resourceType: 'Bundle', type: 'searchset', entry };
			response.writeHead(body ? 200 : 404, fhirJson).end(body && JSON.stringify(body));
		},
		{ runtime },
	);
	closeAfterEach(server);
	return { server, client, runtime };
}

describe('A definition of a server', () => {
	test('is read once in ten minutes', async () => {
		const { server, client, runtime } = await serverWith({ StructureDefinition: [{ url }] });
		expect(await structureDefinition(client, url)).toMatchObject({ url });
		runtime.time += 9 * 60_000;
		await structureDefinition(client, url);
		expect(server.requests).toHaveLength(1);
		runtime.time += 2 * 60_000;
		await structureDefinition(client, url);
		expect(server.requests).toHaveLength(2);
	});

	test('that is missing is looked for again after half a minute, since somebody may have loaded it, and not before', async () => {
		const resources: Record<string, object[]> = {};
		const { server, client, runtime } = await serverWith(resources);
		expect(await structureDefinition(client, url)).toBeUndefined();
		resources.StructureDefinition = [{ url }];
		runtime.time += 29_000;
		expect(await structureDefinition(client, url)).toBeUndefined();
		expect(server.requests).toHaveLength(1);
		runtime.time += 2_000;
		expect(await structureDefinition(client, url)).toMatchObject({ url });
	});

	test('is the latest version of just this URL, also where a server ignores what it is asked for', async () => {
		const versions = ['1.10.0', '1.9.0'].map((version) => ({ url, version }));
		const { client } = await serverWith({ StructureDefinition: [{ url: `${url}-other`, version: '2' }, ...versions] });
		expect(await structureDefinition(client, url)).toMatchObject({ url, version: '1.10.0' });
	});
});

describe('The codes of a value set', () => {
	const concepts = (count: number) => Array.from({ length: count }, (_, at) => ({ system: 's', code: `c${at}` }));
	const listed = (of: string) => ({
		url: of,
		compose: { include: [{ system: 's', concept: [{ code: `of ${of}` }] }] },
	});

	test('are those of all pages of the expansion', async () => {
		const all = concepts(60);
		const { client } = await serverWith({}, (offset) => ({ total: 60, contains: all.slice(offset, offset + 25) }));
		expect(await valueSetCodes(client, url)).toHaveLength(60);
	});

	test.each([
		['the server has cut short', { contains: concepts(3), parameter: [{ name: 'limitedExpansion' }] }],
		['has too many to choose from', { contains: concepts(101) }],
		[
			'has too many, some of them abstract',
			{ contains: concepts(101).map((one, at) => ({ ...one, abstract: at < 5 })) },
		],
	])('are no list where the expansion %s', async (_what, expansion) => {
		const { client } = await serverWith({}, () => expansion);
		expect(await valueSetCodes(client, url)).toBeUndefined();
	});

	test('are those that the value set lists where the server cannot expand it, and never those of another one', async () => {
		const ours = await serverWith({ ValueSet: [listed(`${url}-other`), listed(url)] });
		expect(await valueSetCodes(ours.client, url)).toEqual([{ system: 's', code: `of ${url}`, display: '' }]);
		const others = await serverWith({ ValueSet: [listed(`${url}-other`)] });
		expect(await valueSetCodes(others.client, url)).toBeUndefined();
	});
});
