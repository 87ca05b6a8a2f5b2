import type { FhirClient } from '../../../nodes/Fhir/rest/client';
import { capabilityStatement, servedTypes } from '../../../nodes/Fhir/rest/conformance/capabilities';
import { offersJsonPatch } from '../../../nodes/Fhir/rest/conformance/offers';
import { Failure, type FailureKind } from '../../../nodes/Fhir/transport/errors/failure';
import { answeringServer, failureOf, fhirJson, testRuntime } from '../support';

describe('servedTypes: the resource types of a CapabilityStatement', () => {
	test.each<[string, unknown, string[]]>([
		['are listed in its order', [{ resource: [{ type: 'Patient' }, { type: 'Account' }] }], ['Patient', 'Account']],
		[
			'of several parts are listed once',
			[{ resource: [{ type: 'Patient' }] }, { resource: [{ type: 'Task' }, { type: 'Patient' }] }],
			['Patient', 'Task'],
		],
		['leave out entries without a type', [{ resource: [{}, { type: 7 }, { type: '' }, { type: 'Task' }] }], ['Task']],
		['are none without a list of resources', [{}, { resource: 'Patient' }], []],
		['are none without rest', undefined, []],
	])('%s', (_title, rest, types) => {
		const statement = { resourceType: 'CapabilityStatement', rest } as Parameters<typeof servedTypes>[0];
		expect(servedTypes(statement)).toEqual(types);
	});
});

describe('offersJsonPatch: does the server take a JSON Patch for the type?', () => {
	const patch = [{ resource: [{ type: 'Patient', interaction: [{ code: 'patch' }] }, { type: 'Task' }] }];

	test.each<[string, object, string, boolean]>([
		[
			'yes, if both the interaction and the format are listed',
			{ patchFormat: ['application/json-patch+json'] },
			'Patient',
			true,
		],
		['yes, if no format of patches is listed', {}, 'Patient', true],
		['no, if only other formats are', { patchFormat: ['application/fhir+json'] }, 'Patient', false],
		['no, for a type without interactions', {}, 'Task', false],
		['no, for a type that is not listed', {}, 'Account', false],
	])('%s', (_title, formats, type, expected) => {
		const statement = { resourceType: 'CapabilityStatement', rest: patch, ...formats };
		expect(offersJsonPatch(statement as Parameters<typeof offersJsonPatch>[0], type)).toBe(expected);
	});
});

describe('capabilityStatement', () => {
	const server = answeringServer();
	const statement = JSON.stringify({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });

	test('fails where the server responds without a body', async () => {
		server.answering(204, {});
		const failure = await failureOf(capabilityStatement(server.client()));
		expect(failure).toMatchObject({ kind: 'response', message: 'The server did not return a CapabilityStatement' });
		expect(failure.advice).toMatch(/Base URL/);
	});

	test('is requested again exactly when its ten minutes are over', async () => {
		server.answering(200, fhirJson, statement);
		const runtime = testRuntime();
		const client = server.client({ runtime });
		await capabilityStatement(client);
		runtime.time += 10 * 60_000 - 1;
		await capabilityStatement(client);
		expect(server.requests()).toHaveLength(1);
		runtime.time += 1;
		await capabilityStatement(client);
		expect(server.requests()).toHaveLength(2);
	});

	/** A client whose requests the test ends; it has what `capabilityStatement` uses. */
	function controlled() {
		const pending: Array<{ resolve(): void; reject(error: unknown): void }> = [];
		const send = async () =>
			await new Promise((resolve, reject) => {
				pending.push({ resolve: () => resolve({ resource: JSON.parse(statement) as unknown }), reject });
			});
		const client = { identity: undefined, runtime: testRuntime(), send } as unknown as FhirClient;
		return { client, pending };
	}

	const failure = (kind: FailureKind) => new Failure({ kind, message: 'It failed' });

	test.each<FailureKind>(['network', 'http', 'timeout'])(
		'fails for all who wait, with one request, when that ends in a failure of kind %s',
		async (kind) => {
			const { client, pending } = controlled();
			const callers = [capabilityStatement(client), capabilityStatement(client)].map(failureOf);
			pending[0]?.reject(failure(kind));
			expect((await Promise.all(callers)).map((one) => one.kind)).toEqual([kind, kind]);
			expect(pending).toHaveLength(1);
		},
	);

	test('fails for the caller whose own request was cancelled, and is requested again for the others', async () => {
		const { client, pending } = controlled();
		const first = failureOf(capabilityStatement(client));
		const second = capabilityStatement(client);
		pending[0]?.reject(failure('cancelled'));
		expect((await first).kind).toBe('cancelled');
		pending[1]?.resolve();
		expect(await second).toMatchObject({ fhirVersion: '4.0.1' });
		expect(pending).toHaveLength(2);
	});

	test('fails also with an error that is not a Failure, for all who wait', async () => {
		const { client, pending } = controlled();
		const callers = [capabilityStatement(client), capabilityStatement(client)];
		const ended = Promise.allSettled(callers);
		pending[0]?.reject(new TypeError('A defect'));
		expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		expect(pending).toHaveLength(1);
	});

	test('keeps a newer statement when an older request fails', async () => {
		const { client, pending } = controlled();
		const runtime = client.runtime as ReturnType<typeof testRuntime>;
		const old = failureOf(capabilityStatement(client));
		runtime.time += 10 * 60_000;
		const newer = capabilityStatement(client);
		pending[1]?.resolve();
		await newer;
		pending[0]?.reject(failure('network'));
		await old;
		expect(await capabilityStatement(client)).toMatchObject({ fhirVersion: '4.0.1' });
		expect(pending).toHaveLength(2);
	});
});
