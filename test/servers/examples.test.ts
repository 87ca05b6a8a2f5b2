import { exampleResources } from './fhir/examples';
import { startFhirServer, type FhirServer } from './fhirServer';
import { ask } from './support/ask';

/** The types whose examples are odd in some way: long ids, nested Bundles, files, contained resources. */
const TYPES = ['Bundle', 'Binary', 'MedicationRequest', 'QuestionnaireResponse', 'Parameters', 'List'];

/** A few Bundles hold a whole specification: comparing those takes minutes and shows nothing more. */
const small = (resource: object) => JSON.stringify(resource).length < 200_000;

describe('the FHIR server and the examples of the specification', () => {
	let server: FhirServer;
	beforeAll(async () => {
		server = await startFhirServer();
	});
	afterAll(async () => await server.close());

	it('gives back each as it came, but for meta', async () => {
		const examples = [...exampleResources(TYPES)].filter(small);
		const entry = examples.map((resource) => ({
			resource,
			request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
		}));
		const body = { resourceType: 'Bundle', type: 'batch', entry };
		const prefer = { prefer: 'return=minimal' };
		const sent = await ask(server.baseUrl, { method: 'POST', body, headers: prefer });
		expect(sent.json.entry).toHaveLength(examples.length);
		for (const [place, example] of examples.entries()) {
			expect(sent.json.entry[place].response.status).toBe('201');
			const url = `${server.baseUrl}/${example.resourceType}/${example.id}`;
			const read = await ask(url, { headers: { accept: 'application/fhir+json' } });
			expect({ ...read.json, meta: undefined }).toEqual({ ...example, meta: undefined });
		}
	});
});
