import { exampleResources } from './fhir/examples';
import { type FhirServer, startFhirServer } from './fhirServer';
import { ask } from './support/ask';

/** The types with unusual examples: long ids, nested Bundles, files, contained resources. */
const TYPES = ['Bundle', 'Binary', 'MedicationRequest', 'QuestionnaireResponse', 'Parameters', 'List'];

/** A few Bundles contain a whole specification: comparing them takes minutes and tests nothing more. */
const small = (resource: object) => JSON.stringify(resource).length < 200_000;

describe('FHIR test server:', () => {
	let server: FhirServer;
	beforeAll(async () => {
		server = await startFhirServer();
	});
	afterAll(async () => await server.close());

	it('examples of the specification are returned unchanged, except for meta', async () => {
		const examples = [...exampleResources(TYPES)].filter(small);
		const entry = examples.map((resource) => ({
			resource,
			request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
		}));
		const body = { resourceType: 'Bundle', type: 'batch', entry };
		const prefer = { prefer: 'return=minimal' };
		const sent = await ask(server.baseUrl, { method: 'POST', body, headers: prefer });
		expect(sent.json.entry).toHaveLength(examples.length);
		for (const [index, example] of examples.entries()) {
			expect(sent.json.entry[index].response.status).toBe('201');
			const url = `${server.baseUrl}/${example.resourceType}/${example.id}`;
			const read = await ask(url, { headers: { accept: 'application/fhir+json' } });
			expect({ ...read.json, meta: undefined }).toEqual({ ...example, meta: undefined });
		}
	});
});
